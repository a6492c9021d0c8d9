/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import director.bindings.RxQueue;
import org.jspecify.annotations.Nullable;

/**
 * Yields what a {@link Primer} makes first, and what real servers answer to that, then whatever the device receives.
 * Called by the worker's thread, but for {@link #isPrimed}.
 *
 * <p>The worker never sees another class of queue, so that its calls are compiled as they are without priming.
 */
public final class PrimingRxQueue implements RxQueue {
    private final Primer primer;
    private final @Nullable RealServers servers;
    private final RxQueue device;
    private volatile boolean primed;

    /**
     * A queue that begins with priming, to which nobody answers.
     *
     * @param primer makes the first packets.
     * @param device has those that follow.
     */
    public PrimingRxQueue(final Primer primer, final RxQueue device) {
        this(primer, null, device);
    }

    /**
     * A queue that begins with priming.
     *
     * @param primer  makes the first packets.
     * @param servers make others in between; none if nobody is to answer.
     * @param device  has those that follow.
     */
    public PrimingRxQueue(final Primer primer, final @Nullable RealServers servers, final RxQueue device) {
        this.primer = primer;
        this.servers = servers;
        this.device = device;
    }

    @Override
    public int burst(final long mbufArray, final int capacity) {
        return primed ? device.burst(mbufArray, capacity) : prime(mbufArray, capacity);
    }

    private int prime(final long mbufArray, final int capacity) {
        final int answers = servers == null ? 0 : servers.burst(mbufArray, capacity);
        final int count = answers > 0 ? answers : primer.burst(mbufArray, capacity);
        if (count == 0 && primer.isDone() && (servers == null || servers.isDone())) {
            if (servers != null) {
                servers.stop();
            }
            primed = true;
        }
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
