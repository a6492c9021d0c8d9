/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.status;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How long the duty cycles of a worker take: a histogram whose buckets grow by a quarter of their power of two, so that
 * what it tells is at most a quarter too long. Only cycles that had something to do count, as others are followed by a
 * pause. The worker alone adds, with one plain addition; any thread may read, and sees a moment's values.
 */
public final class DutyCycleTimes {
    private static final int QUARTER_BITS = 2;
    private static final int QUARTERS = 1 << QUARTER_BITS;
    /** Enough for an hour. */
    private static final int BUCKETS = 42 * QUARTERS;
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] counts = new long[BUCKETS];
    private final long[] longest = new long[1];

    /** All zero. */
    public DutyCycleTimes() {
    }

    /**
     * Adds a cycle. From the worker's thread.
     *
     * @param ns how long it took, in nanoseconds; what is negative counts as 0.
     */
    public void add(final long ns) {
        final int bucket = bucket(ns);
        LONGS.setOpaque(counts, bucket, counts[bucket] + 1);
        if (ns > longest[0]) {
            LONGS.setOpaque(longest, 0, ns);
        }
    }

    /**
     * The longest cycle since the start.
     *
     * @return nanoseconds; 0 if there was none.
     */
    public long longestNs() {
        return (long) LONGS.getOpaque(longest, 0);
    }

    /**
     * How many buckets there are.
     *
     * @return always the same.
     */
    public static int buckets() {
        return BUCKETS;
    }

    /**
     * How many cycles there were that took less than {@link #limitNs} and not less than the limit of the bucket before.
     *
     * @param bucket 0 to {@link #buckets} - 1.
     * @return at least 0.
     */
    public long count(final int bucket) {
        return (long) LONGS.getOpaque(counts, bucket);
    }

    /**
     * The exclusive upper limit of a bucket.
     *
     * @param bucket 0 to {@link #buckets} - 1.
     * @return nanoseconds.
     */
    public static long limitNs(final int bucket) {
        final int next = bucket + 1;
        if (next < QUARTERS * 2) {
            return next;
        }
        return (long) (QUARTERS + next % QUARTERS) << (next / QUARTERS - 1);
    }

    /**
     * What a share of the cycles did not exceed.
     *
     * @param share 0 to 1.
     * @return nanoseconds, at most a quarter too many; 0 if there was no cycle.
     */
    public long percentileNs(final double share) {
        long total = 0;
        for (int i = 0; i < BUCKETS; i++) {
            total += count(i);
        }
        long left = (long) Math.ceil(total * share);
        for (int i = 0; i < BUCKETS; i++) {
            left -= count(i);
            if (left <= 0 && total > 0) {
                return Math.min(limitNs(i), longestNs());
            }
        }
        return longestNs();
    }

    private static int bucket(final long ns) {
        if (ns < QUARTERS) {
            return (int) Math.max(0, ns);
        }
        final int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(ns);
        final int quarter = (int) (ns >>> (power - QUARTER_BITS)) & (QUARTERS - 1);
        return Math.min(BUCKETS - 1, (power - 1) * QUARTERS + quarter);
    }
}
