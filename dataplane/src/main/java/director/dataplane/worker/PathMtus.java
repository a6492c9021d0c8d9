/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import java.util.concurrent.TimeUnit;

/**
 * How long packets to some addresses may be, as ICMP errors told: path MTU discovery (RFC 1191, RFC 8201). What was
 * learnt holds for ten minutes, as Linux keeps it. From the worker's thread.
 *
 * <p>Each address has one place by its hash; another address of the same place takes it over. So the memory is bounded,
 * whatever errors are forged, and what is lost is learnt again with the next error.
 */
final class PathMtus {
    /** The answer for an address that nothing is known of. */
    static final int UNKNOWN = 0xFFFF;
    /** The least MTU that is believed of IPv4, as Linux's {@code min_pmtu}. */
    static final int IPV4_MIN = 552;
    /** The least MTU that IPv6 allows. */
    static final int IPV6_MIN = 1_280;

    private static final int PLACES = 1_024;
    private static final long LIFE_NS = TimeUnit.MINUTES.toNanos(10);
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;
    private static final int SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(PLACES);

    private final long[] highs = new long[PLACES];
    private final long[] lows = new long[PLACES];
    private final long[] untilNs = new long[PLACES];
    private final int[] mtus = new int[PLACES];
    /** Whether a packet was sent since the MTU was learnt. */
    private final boolean[] used = new boolean[PLACES];
    private boolean empty = true;

    /** Whether nothing was ever learnt. */
    boolean isEmpty() {
        return empty;
    }

    /** The path MTU to an address, or {@link #UNKNOWN}. */
    int find(final long high, final long low, final long nowNs) {
        final int place = place(high, low);
        if (!isKnown(place, high, low, nowNs)) {
            return UNKNOWN;
        }
        used[place] = true;
        return mtus[place];
    }

    /**
     * Notes that a router told that packets to an address must not be longer. What is longer than known before is not
     * believed, and less than {@link #IPV4_MIN} neither; of IPv6, nothing less than {@link #IPV6_MIN} is to be noted.
     *
     * <p>Answers the path MTU as whoever sends packets there knows it. As on Linux, that is still the MTU of the port
     * if nothing was sent since something was learnt first.
     */
    int learn(final long high, final long low, final int told, final int portMtu, final long nowNs) {
        final int place = place(high, low);
        final boolean known = isKnown(place, high, low, nowNs);
        final int before = known ? mtus[place] : portMtu;
        if (told <= before) {
            empty = false;
            highs[place] = high;
            lows[place] = low;
            mtus[place] = Math.max(told, Math.min(before, IPV4_MIN));
            used[place] = known && used[place];
            untilNs[place] = nowNs + LIFE_NS;
        }
        return known && used[place] ? mtus[place] : portMtu;
    }

    private boolean isKnown(final int place, final long high, final long low, final long nowNs) {
        return mtus[place] != 0 && highs[place] == high && lows[place] == low && untilNs[place] - nowNs > 0;
    }

    private static int place(final long high, final long low) {
        return (int) ((((high * MULTIPLIER) ^ low) * MULTIPLIER) >>> SHIFT);
    }
}
