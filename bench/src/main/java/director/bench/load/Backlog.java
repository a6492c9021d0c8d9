/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.load;

/**
 * Packets that have come and were not taken yet, as a receive ring keeps them: so many at most, and whatever comes
 * while it is full is lost. Packets are numbers in the order in which they come, without gaps. From one thread.
 *
 * <p>What waits is kept as ranges, of which a new one begins after each loss: {@code from} is the first number of a
 * range and {@code to} the one behind its last.
 */
final class Backlog {
    private final int descriptors;
    private final Losses losses;
    private final long[] from;
    private final long[] to;
    private int oldest;
    private int ranges;
    private int waiting;
    private long arrived;

    /** Told of each run of packets that is lost. */
    @FunctionalInterface
    interface Losses {
        /** Packets from a number to before another one. */
        void lost(long first, long end);
    }

    /** An empty ring of so many descriptors. */
    Backlog(final int descriptors, final Losses losses) {
        this.descriptors = descriptors;
        this.losses = losses;
        this.from = new long[descriptors];
        this.to = new long[descriptors];
    }

    /** All packets below a number have come; nothing happens if that is no news. */
    void arrive(final long end) {
        if (end <= arrived) {
            return;
        }
        final long kept = Math.min(end, arrived + descriptors - waiting);
        if (kept > arrived) {
            keep(arrived, kept);
        }
        if (kept < end) {
            losses.lost(kept, end);
        }
        arrived = end;
    }

    private void keep(final long first, final long end) {
        final int newest = (oldest + ranges - 1 + descriptors) % descriptors;
        if (ranges > 0 && to[newest] == first) {
            to[newest] = end;
        } else {
            final int next = (oldest + ranges) % descriptors;
            from[next] = first;
            to[next] = end;
            ranges++;
        }
        waiting += (int) (end - first);
    }

    /** How many wait. */
    int waiting() {
        return waiting;
    }

    /** The number of the one that has waited longest; there must be one. */
    long first() {
        return from[oldest];
    }

    /** Takes some of those that have waited longest, no more than wait. */
    void take(final int count) {
        waiting -= count;
        long left = count;
        while (left > 0) {
            final long taken = Math.min(left, to[oldest] - from[oldest]);
            from[oldest] += taken;
            left -= taken;
            if (from[oldest] == to[oldest]) {
                oldest = (oldest + 1) % descriptors;
                ranges--;
            }
        }
    }
}
