/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

/**
 * The coarse time of connections: a tick is 2²⁶ ns, about 67 ms, and twenty bits of ticks go around in 19.5 hours.
 *
 * <p>Rounding is always to later: a timeout never fires early. It may be late by less than two ticks, as a use may have
 * been at the end of its tick and timeouts are not whole ticks.
 */
final class Ticks {
    /** The bits of a tick that a {@link Slot} keeps. */
    static final int MASK = (1 << 20) - 1;

    private static final int SHIFT = 26;
    private static final long NANOS_IN_MILLI = 1_000_000;

    private Ticks() {
    }

    /** The tick that a moment lies in. */
    static long of(final long nowNs) {
        return nowNs >> SHIFT;
    }

    /** How many ticks last at least so long. */
    static long ceil(final long milliseconds) {
        return (milliseconds * NANOS_IN_MILLI + (1L << SHIFT) - 1) >> SHIFT;
    }

    /** How long some ticks last. */
    static long nanos(final long ticks) {
        return ticks << SHIFT;
    }

    /** How long ago a kept tick was. */
    static long age(final long nowTick, final int kept) {
        return nowTick - kept & MASK;
    }
}
