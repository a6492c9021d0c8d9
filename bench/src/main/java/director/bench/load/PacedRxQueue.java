/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.load;

import director.bench.rig.Primer;
import director.bindings.RxQueue;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Yields what a {@link Primer} makes; then packets of a device as fast as they are asked for, until it is put under a
 * {@link Load}: then packets come when they are due, and wait or are lost when the worker does not ask for them. So a
 * worker that stops for a while does not make its load wait, too, and what it makes wait is noted.
 *
 * <p>Before each load real servers say again that they are there. Called by the worker's thread, but for what says so.
 */
public final class PacedRxQueue implements RxQueue {
    private static final long LONGEST_NS = 10_000_000_000L;
    private static final int DIGITS = 3;

    private final Primer primer;
    private final RxQueue device;
    private final StampingTxQueue txQueue;
    private final Histogram idle = new Histogram(LONGEST_NS, DIGITS);
    private volatile @Nullable Load load;
    private volatile @Nullable Load imagined;
    private volatile boolean primed;
    private volatile boolean resting;
    private @Nullable Load current;
    private boolean begun;
    private long restedNs;
    private long askedNs;
    private long dueNs;
    private int underWay;

    /**
     * A queue that begins with priming.
     *
     * @param primer  makes the first packets.
     * @param device  has those that follow, without end.
     * @param txQueue knows when they were transmitted.
     */
    public PacedRxQueue(final Primer primer, final RxQueue device, final StampingTxQueue txQueue) {
        this.primer = primer;
        this.device = device;
        this.txQueue = txQueue;
    }

    @Override
    public int burst(final long mbufArray, final int capacity) {
        if (!primer.isDone()) {
            return primer.burst(mbufArray, capacity);
        }
        primed = true;
        final Load free = imagined;
        if (free != null && !free.isDone()) {
            free.imagine(capacity);
            return 0;
        }
        final Load wanted = load;
        if (wanted != current) {
            change(wanted);
            return 0;
        }
        if (wanted == null) {
            return resting ? rest() : device.burst(mbufArray, capacity);
        }
        return paced(wanted, mbufArray, capacity);
    }

    private void change(final @Nullable Load wanted) {
        current = wanted;
        begun = false;
        restedNs = 0;
        underWay = 0;
        primer.repeatAnswers();
    }

    /** Notes how long duty cycles take that have nothing to do. */
    private int rest() {
        final long nowNs = System.nanoTime();
        if (restedNs != 0) {
            idle.recordValue(Math.clamp(nowNs - restedNs, 0, LONGEST_NS));
        }
        restedNs = nowNs;
        return 0;
    }

    private int paced(final Load now, final long mbufArray, final int capacity) {
        final long nowNs = System.nanoTime();
        if (!begun) {
            begun = true;
            now.begin(nowNs);
        }
        if (underWay > 0) {
            // If none of a burst was transmitted, it is over now.
            now.transmitted(dueNs, txQueue.lastNs() - askedNs > 0 ? txQueue.lastNs() : nowNs, underWay);
        }
        final int wanted = Math.min(capacity, now.arrive(nowNs));
        if (wanted == 0) {
            underWay = 0;
            return 0;
        }
        dueNs = now.firstDueNs();
        askedNs = nowNs;
        underWay = device.burst(mbufArray, wanted);
        now.take(underWay);
        return underWay;
    }

    /**
     * Whether the first packets were taken and handled. From any thread.
     *
     * @return true once others follow.
     */
    public boolean isPrimed() {
        return primed;
    }

    /**
     * Puts the worker under a load. From any thread but the worker's.
     *
     * @param next the load; null for as much as the worker takes.
     */
    public void load(final @Nullable Load next) {
        load = next;
    }

    /**
     * Imagines a director that takes no time: for as long as a load lasts, the worker's thread does nothing but look at
     * the clock and take what is due by then. What is lost then, and what waits, is the machine's doing. From any
     * thread but the worker's.
     *
     * @param free the load; none of its packets is forwarded.
     */
    public void imagine(final Load free) {
        imagined = free;
    }

    /**
     * Lets the worker rest, or ends that, while there is no load. From any thread but the worker's.
     *
     * @param rest whether nothing comes.
     */
    public void rest(final boolean rest) {
        resting = rest;
    }

    /**
     * How long the duty cycles took that had nothing to do. For when it rests no more.
     *
     * @return from each to the next.
     */
    public Percentiles idle() {
        return Percentiles.of(idle);
    }
}
