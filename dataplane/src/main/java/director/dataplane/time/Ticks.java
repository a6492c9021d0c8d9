/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.time;

/**
 * The coarse time of connections: a tick is 2²⁶ ns, about 67 ms, and 32 bits of ticks go around in nine years.
 *
 * <p>Rounding is always to later: a timeout never fires early. It may be late by less than two ticks, as a use may have
 * been at the end of its tick and timeouts are not whole ticks.
 */
public final class Ticks {
    /** The longest timeout, two years: far enough from where ticks go around. */
    public static final int MAX = 1 << 30;

    private static final int SHIFT = 26;
    private static final long NANOS_IN_SECOND = 1_000_000_000;
    private static final long MAX_SECONDS = ((long) MAX << SHIFT) / NANOS_IN_SECOND;

    private Ticks() {
    }

    /**
     * The tick that a moment lies in.
     *
     * @param nowNs of the worker's clock.
     * @return a number that goes around.
     */
    public static int of(final long nowNs) {
        return (int) (nowNs >> SHIFT);
    }

    /**
     * How many ticks last at least so long.
     *
     * @param seconds 0 or more.
     * @return {@link #MAX} at most.
     */
    public static int ceil(final long seconds) {
        return seconds >= MAX_SECONDS ? MAX : (int) ((seconds * NANOS_IN_SECOND + (1L << SHIFT) - 1) >> SHIFT);
    }

    /**
     * How long some ticks last.
     *
     * @param ticks 0 or more.
     * @return nanoseconds.
     */
    public static long nanos(final int ticks) {
        return (long) ticks << SHIFT;
    }
}
