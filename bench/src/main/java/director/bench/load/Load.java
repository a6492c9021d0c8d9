/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.load;

import org.HdrHistogram.Histogram;

/**
 * What a worker is put under for some time, and what comes of it. Written by the worker's thread; others may read what
 * was measured once {@link #isDone}.
 */
public final class Load {
    /** As many as a port of the director has unless told. */
    public static final int DESCRIPTORS = 1_024;

    private static final long LONGEST_NS = 10_000_000_000L;
    private static final int DIGITS = 3;

    private final double perSecond;
    private final Pace pace;
    private final long settleNs;
    private final long endNs;
    private final Histogram bursts = new Histogram(LONGEST_NS, DIGITS);
    private final long[] lost;
    private final Backlog backlog;
    private long beganNs;
    private long packets;
    private volatile boolean done;

    /**
     * Packets in equal intervals.
     *
     * @param perSecond how many a second, more than 0.
     * @param settleNs  for how long nothing is noted, in nanoseconds.
     * @param measureNs for how long then something is, in nanoseconds.
     * @param parts     in how many equal parts of that losses are counted.
     */
    public Load(final double perSecond, final long settleNs, final long measureNs, final int parts) {
        this.perSecond = perSecond;
        this.pace = new Pace(perSecond);
        this.settleNs = settleNs;
        this.endNs = settleNs + measureNs;
        this.lost = new long[parts];
        this.backlog = new Backlog(DESCRIPTORS, this::lost);
    }

    void begin(final long nowNs) {
        beganNs = nowNs;
    }

    /** Lets packets come that are due. Answers how many wait. */
    int arrive(final long nowNs) {
        final long elapsedNs = nowNs - beganNs;
        backlog.arrive(pace.arrivedAt(Math.min(elapsedNs, endNs)));
        if (elapsedNs >= endNs) {
            done = true;
        }
        return done ? 0 : backlog.waiting();
    }

    /** When the one was due that has waited longest. */
    long firstDueNs() {
        return beganNs + pace.dueNs(backlog.first());
    }

    void take(final int count) {
        backlog.take(count);
    }

    /** A burst whose first packet was due at a time has been transmitted. */
    void transmitted(final long dueNs, final long nowNs, final int count) {
        if (dueNs - beganNs >= settleNs && !done) {
            bursts.recordValue(Math.clamp(nowNs - dueNs, 0, LONGEST_NS));
            packets += count;
        }
    }

    /** All of it, with a worker that takes up to so many packets at once and no time for them. */
    void imagine(final int capacity) {
        begin(System.nanoTime());
        while (!done) {
            final long nowNs = System.nanoTime();
            final int count = Math.min(capacity, arrive(nowNs));
            if (count > 0) {
                final long firstNs = firstDueNs();
                take(count);
                transmitted(firstNs, nowNs, count);
            }
        }
    }

    private void lost(final long first, final long end) {
        for (long packet = first; packet < end; packet++) {
            final long afterNs = pace.dueNs(packet) - settleNs;
            if (afterNs >= 0) {
                final int part = (int) (afterNs * lost.length / (endNs - settleNs));
                lost[Math.min(part, lost.length - 1)]++;
            }
        }
    }

    /**
     * Whether its time is over. From any thread.
     *
     * @return true from then on.
     */
    public boolean isDone() {
        return done;
    }

    /**
     * What was noted.
     *
     * @return how the bursts fared.
     */
    public Outcome outcome() {
        return new Outcome(perSecond, packets, lost, Percentiles.of(bursts));
    }
}
