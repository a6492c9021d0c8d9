/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.policy;

import director.dataplane.address.IpPrefix;
import director.dataplane.address.WireAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Which clients may, by the longest prefix that contains them. Immutable; from any thread.
 *
 * <p>However many prefixes overlap, they cut the addresses into ranges that alternately may and may not, so that it is
 * enough to know where each range begins: whether an address may follows from how many begin at or below it. Those of
 * IPv4 are found from a table over the first sixteen bits and a search among those that share them; those of IPv6 by a
 * search.
 */
public final class AccessTable {
    /** Everybody may. */
    public static final AccessTable EVERYBODY = new AccessTable(Map.of(), true);

    private static final int INDEX_BITS = 16;

    private final boolean fallback;
    /** Where ranges of IPv4 begin, as unsigned numbers made signed. */
    private final int[] ipv4;
    /** How many of them begin before the addresses with these first bits; one more at the end. */
    private final int[] index;
    /** Where ranges of IPv6 begin, two words each, as unsigned numbers made signed. */
    private final long[] ipv6;

    private AccessTable(final Map<IpPrefix, Boolean> verdicts, final boolean fallback) {
        this.fallback = fallback;
        final AccessRanges short4 = new AccessRanges(verdicts, false, fallback);
        ipv4 = new int[short4.count()];
        for (int i = 0; i < ipv4.length; i++) {
            ipv4[i] = (int) short4.low(i) ^ Integer.MIN_VALUE;
        }
        index = ipv4.length == 0 ? new int[0] : index(ipv4);
        final AccessRanges long6 = new AccessRanges(verdicts, true, fallback);
        ipv6 = new long[long6.count() * 2];
        for (int i = 0; i < long6.count(); i++) {
            ipv6[i * 2] = long6.high(i) ^ Long.MIN_VALUE;
            ipv6[i * 2 + 1] = long6.low(i) ^ Long.MIN_VALUE;
        }
    }

    /**
     * Makes a table. A hundred thousand prefixes take a tenth of a second.
     *
     * @param allowed if there are any of these, clients in no prefix may not.
     * @param denied  stronger than those allowed of the same length.
     * @return what decides.
     */
    public static AccessTable of(
        final Collection<? extends Collection<IpPrefix>> allowed,
        final Collection<? extends Collection<IpPrefix>> denied) {
        final Map<IpPrefix, Boolean> verdicts = new HashMap<>();
        allowed.forEach(list -> list.forEach(prefix -> verdicts.put(prefix, true)));
        denied.forEach(list -> list.forEach(prefix -> verdicts.put(prefix, false)));
        return new AccessTable(verdicts, allowed.isEmpty());
    }

    /**
     * Whether a client may.
     *
     * @param high of its address, wire order, as {@link WireAddress} explains.
     * @param low  of its address, wire order.
     * @return what the longest prefix says.
     */
    public boolean admits(final long high, final long low) {
        final int begun = WireAddress.isIpv4(high, low)
            ? begun(Integer.reverseBytes(WireAddress.ipv4(low)))
            : begun(Long.reverseBytes(high) ^ Long.MIN_VALUE, Long.reverseBytes(low) ^ Long.MIN_VALUE);
        return fallback != ((begun & 1) != 0);
    }

    /**
     * How many ranges differ from the one before, which is what the table's size goes by.
     *
     * @return at most twice the number of prefixes.
     */
    public int ranges() {
        return ipv4.length + ipv6.length / 2;
    }

    /** How many ranges of IPv4 begin at or below an address, host order. */
    private int begun(final int address) {
        if (index.length == 0) {
            return 0;
        }
        final int first = address >>> INDEX_BITS;
        final int wanted = address ^ Integer.MIN_VALUE;
        int low = index[first];
        int high = index[first + 1];
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (ipv4[middle] <= wanted) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int begun(final long wantedHigh, final long wantedLow) {
        int low = 0;
        int high = ipv6.length / 2;
        while (low < high) {
            final int middle = (low + high) >>> 1;
            final long word = ipv6[middle * 2];
            if (word < wantedHigh || (word == wantedHigh && ipv6[middle * 2 + 1] <= wantedLow)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static int[] index(final int[] starts) {
        final int[] index = new int[(1 << INDEX_BITS) + 1];
        int at = 0;
        for (int first = 0; first < index.length - 1; first++) {
            final int bound = (first << INDEX_BITS) ^ Integer.MIN_VALUE;
            while (at < starts.length && starts[at] < bound) {
                at++;
            }
            index[first] = at;
        }
        index[index.length - 1] = starts.length;
        return index;
    }
}
