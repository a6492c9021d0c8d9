/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.address;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Numbers by prefix, found by the longest one that contains an address. Immutable; from any thread.
 *
 * <p>The prefixes of one length make a hash table each, and the tables are asked one after another, longest first: a
 * look-up costs a probe for each length that occurs, whatever the number of prefixes. A prefix of one version of IP
 * contains no address of the other.
 */
public final class PrefixMap {
    /** What {@link #find} answers when no prefix contains the address. */
    public static final int NONE = -1;

    private final OneLength[] ipv4;
    private final OneLength[] ipv6;

    /**
     * Makes a map.
     *
     * @param numbers at least 0 each.
     * @throws IllegalArgumentException if a number is negative.
     */
    public PrefixMap(final Map<IpPrefix, Integer> numbers) {
        numbers.forEach((prefix, number) -> {
            if (number < 0) {
                throw new IllegalArgumentException("number " + number + " of " + prefix + " is negative");
            }
        });
        ipv4 = lengths(numbers, false);
        ipv6 = lengths(numbers, true);
    }

    /**
     * Finds the longest prefix that contains an address.
     *
     * @param high wire order, as {@link WireAddress} explains.
     * @param low  wire order.
     * @return the prefix's number, or {@link #NONE}.
     */
    public int find(final long high, final long low) {
        for (final OneLength length : WireAddress.isIpv4(high, low) ? ipv4 : ipv6) {
            final int number = length.find(high, low);
            if (number != NONE) {
                return number;
            }
        }
        return NONE;
    }

    private static OneLength[] lengths(final Map<IpPrefix, Integer> numbers, final boolean ipv6) {
        return numbers.keySet().stream()
            .filter(prefix -> prefix.address().ipv6() == ipv6)
            .collect(Collectors.groupingBy(IpPrefix::length, () -> new TreeMap<>(Comparator.<Integer>reverseOrder()),
                Collectors.toList()))
            .values().stream()
            .map(prefixes -> new OneLength(prefixes, numbers))
            .toArray(OneLength[]::new);
    }

    /** Prefixes of one version and length: an open-addressed table, at most half full, of pairs of words. */
    private static final class OneLength {
        private final long maskHigh;
        private final long maskLow;
        private final long[] words;
        private final int[] numbers;

        OneLength(final List<IpPrefix> prefixes, final Map<IpPrefix, Integer> of) {
            maskHigh = prefixes.getFirst().wireMaskHigh();
            maskLow = prefixes.getFirst().wireMaskLow();
            final int capacity = Integer.highestOneBit(prefixes.size()) * 4;
            words = new long[capacity * 2];
            numbers = new int[capacity];
            Arrays.fill(numbers, NONE);
            for (final IpPrefix prefix : prefixes) {
                final long high = prefix.address().wireHigh();
                final long low = prefix.address().wireLow();
                int place = home(high, low);
                while (numbers[place] != NONE) {
                    place = place + 1 & capacity - 1;
                }
                words[place * 2] = high;
                words[place * 2 + 1] = low;
                numbers[place] = of.getOrDefault(prefix, NONE);
            }
        }

        int find(final long high, final long low) {
            final long first = high & maskHigh;
            final long second = low & maskLow;
            for (int place = home(first, second); numbers[place] != NONE; place = place + 1 & numbers.length - 1) {
                if (words[place * 2] == first && words[place * 2 + 1] == second) {
                    return numbers[place];
                }
            }
            return NONE;
        }

        private int home(final long high, final long low) {
            return (int) (WireAddress.hash(high, low) >>> Integer.SIZE) & numbers.length - 1;
        }
    }
}
