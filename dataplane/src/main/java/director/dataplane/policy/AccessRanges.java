/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.policy;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the addresses of one version of IP into ranges that alternately may and may not: where each begins. For one
 * thread.
 */
final class AccessRanges {
    private static final int FEW = 16;
    /** An outer prefix before the inner ones that begin where it does. */
    private static final Comparator<IpPrefix> ORDER =
        Comparator.<IpPrefix, IpAddress>comparing(IpPrefix::address, AccessRanges::compare)
            .thenComparingInt(IpPrefix::length);

    private final boolean fallback;
    /** Two words for each range, host order, the first of which is 0 for IPv4. */
    private long[] starts = new long[FEW];
    private int count;

    /** The ranges of these prefixes, by whether each may; addresses in none of them may as {@code fallback} says. */
    AccessRanges(final Map<IpPrefix, Boolean> verdicts, final boolean ipv6, final boolean fallback) {
        this.fallback = fallback;
        final List<IpPrefix> sorted =
            verdicts.keySet().stream().filter(prefix -> prefix.address().ipv6() == ipv6).sorted(ORDER).toList();
        final Deque<IpPrefix> around = new ArrayDeque<>();
        for (final IpPrefix prefix : sorted) {
            leave(around, prefix, verdicts);
            around.push(prefix);
            begin(prefix.address().high(), prefix.address().low(), Boolean.TRUE.equals(verdicts.get(prefix)));
        }
        leave(around, null, verdicts);
    }

    /** How many ranges begin somewhere; the verdict changes at each. */
    int count() {
        return count;
    }

    /** The first half of the address where one begins. */
    long high(final int range) {
        return starts[range * 2];
    }

    /** The second half of it; of IPv4 all of it. */
    long low(final int range) {
        return starts[range * 2 + 1];
    }

    /** Ends the prefixes that do not contain the next one. */
    private void leave(
        final Deque<IpPrefix> around, final @Nullable IpPrefix next,
        final Map<IpPrefix, Boolean> verdicts) {
        while (!around.isEmpty() && (next == null || !around.peek().contains(next.address()))) {
            final IpPrefix over = around.pop();
            final boolean verdict = around.isEmpty() ? fallback : Boolean.TRUE.equals(verdicts.get(around.peek()));
            beginBehind(over, verdict);
        }
    }

    private void beginBehind(final IpPrefix prefix, final boolean verdict) {
        final IpAddress first = prefix.address();
        final int free = first.bits() - prefix.length();
        if (!first.ipv6()) {
            final long next = first.low() + (1L << free);
            if (next >>> IpAddress.IPV4_BITS == 0) {
                begin(0, next, verdict);
            }
        } else if (free >= Long.SIZE) {
            final long step = free == 2 * Long.SIZE ? 0 : 1L << (free - Long.SIZE);
            final long next = first.high() + step;
            if (next != 0 && step != 0) {
                begin(next, 0, verdict);
            }
        } else {
            final long next = first.low() + (1L << free);
            final long high = next == 0 ? first.high() + 1 : first.high();
            if (high != 0 || next != 0) {
                begin(high, next, verdict);
            }
        }
    }

    /** From here on, unless the next one begins here as well. */
    private void begin(final long high, final long low, final boolean verdict) {
        if (count > 0 && high(count - 1) == high && low(count - 1) == low) {
            count--;
        }
        if (verdict == (fallback != ((count & 1) != 0))) {
            return;
        }
        if (starts.length == count * 2) {
            starts = Arrays.copyOf(starts, starts.length * 2);
        }
        starts[count * 2] = high;
        starts[count * 2 + 1] = low;
        count++;
    }

    private static int compare(final IpAddress one, final IpAddress other) {
        final int high = Long.compareUnsigned(one.high(), other.high());
        return high != 0 ? high : Long.compareUnsigned(one.low(), other.low());
    }
}
