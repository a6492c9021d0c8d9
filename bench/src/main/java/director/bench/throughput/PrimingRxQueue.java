/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.bindings.PacketPool;
import director.bindings.RxQueue;

/**
 * Yields the priming frames of a {@link Traffic} first, then whatever the device receives. Called by the worker's
 * thread, but for {@link #isPrimed}.
 *
 * <p>The worker never sees another class of queue, so that its calls are compiled as they are without priming.
 */
final class PrimingRxQueue implements RxQueue {
    private final Traffic traffic;
    private final PacketPool pool;
    private final RxQueue device;
    private final byte[] frame = new byte[Frames.LENGTH];
    private int place;
    private volatile boolean primed;

    PrimingRxQueue(final Traffic traffic, final PacketPool pool, final RxQueue device) {
        this.traffic = traffic;
        this.pool = pool;
        this.device = device;
    }

    @Override
    public int burst(final long mbufArray, final int capacity) {
        return primed ? device.burst(mbufArray, capacity) : prime(mbufArray, capacity);
    }

    /** Whether all priming frames were taken. From any thread. */
    boolean isPrimed() {
        return primed;
    }

    private int prime(final long mbufArray, final int capacity) {
        int count = 0;
        while (count < capacity && place < traffic.primingFrames()) {
            final long mbuf = pool.allocate();
            if (mbuf == 0) {
                return count;
            }
            traffic.priming(place, frame);
            NativeMemory.bytes(Mbuf.append(mbuf, frame.length), frame);
            NativeMemory.int64(mbufArray + (long) count * Long.BYTES, mbuf);
            place++;
            count++;
        }
        primed = count == 0;
        return count;
    }
}
