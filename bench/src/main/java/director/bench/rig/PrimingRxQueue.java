/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import director.bindings.RxQueue;

/**
 * Yields what a {@link Primer} makes first, then whatever the device receives. Called by the worker's thread, but for
 * {@link #isPrimed}.
 *
 * <p>The worker never sees another class of queue, so that its calls are compiled as they are without priming.
 */
public final class PrimingRxQueue implements RxQueue {
    private final Primer primer;
    private final RxQueue device;
    private volatile boolean primed;

    /**
     * A queue that begins with priming.
     *
     * @param primer makes the first packets.
     * @param device has those that follow.
     */
    public PrimingRxQueue(final Primer primer, final RxQueue device) {
        this.primer = primer;
        this.device = device;
    }

    @Override
    public int burst(final long mbufArray, final int capacity) {
        return primed ? device.burst(mbufArray, capacity) : prime(mbufArray, capacity);
    }

    private int prime(final long mbufArray, final int capacity) {
        final int count = primer.burst(mbufArray, capacity);
        primed = count == 0 && primer.isDone();
        return count;
    }

    /**
     * Whether all packets of the primer were taken and handled. From any thread.
     *
     * @return true once those of the device follow.
     */
    public boolean isPrimed() {
        return primed;
    }
}
