/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.policy;

import director.dataplane.configuration.LimitSettings;
import java.util.concurrent.TimeUnit;

/**
 * A token bucket as arithmetic over one word, by which any number of threads can share it: the word is when the bucket
 * will be full again (the generic cell rate algorithm, ITU-T I.371). Times are in sixty-fourths of a nanosecond, so
 * that ten million a second are exact to a thousandth; 0 stands for a bucket that nobody has used. Immutable; from any
 * thread.
 *
 * @param interval  from one token to the next; 0 for no limit.
 * @param tolerance how far the bucket may be from full for one more token to be had.
 */
record Rate(long interval, long tolerance) {
    /** No limit. */
    static final Rate NONE = new Rate(0, 0);
    /** What the word of a bucket never becomes when a token is refused. */
    static final long REFUSED = 0;

    private static final int FRACTION_BITS = 6;

    static Rate of(final LimitSettings limits) {
        if (limits.rate() == 0) {
            return NONE;
        }
        final long interval = (TimeUnit.SECONDS.toNanos(1) << FRACTION_BITS) / limits.rate();
        return new Rate(interval, interval * (limits.burst() - 1));
    }

    static long time(final long nowNs) {
        return nowNs << FRACTION_BITS;
    }

    boolean isNone() {
        return interval == 0;
    }

    /** The word after one token was taken, {@link #REFUSED} if there is none. */
    long take(final long full, final long now) {
        final long from = isFull(full, now) ? now : full;
        if (from - now > tolerance) {
            return REFUSED;
        }
        final long next = from + interval;
        return next == REFUSED ? 1 : next;
    }

    static boolean isFull(final long full, final long now) {
        return full == 0 || full - now <= 0;
    }
}
