/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.NativeMemory;
import director.bindings.PacketPool;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;

/** Packets that end here: counted, and their mbufs on the way back to the pool together. From the worker's thread. */
final class Discards {
    private static final int CAPACITY = Burst.MAX;

    private final PacketPool pool;
    private final WorkerCounters counters;
    private final long array = NativeMemory.allocate((long) CAPACITY * Long.BYTES, Long.BYTES);
    private int count;

    Discards(final PacketPool pool, final WorkerCounters counters) {
        this.pool = pool;
        this.counters = counters;
    }

    /** The packet was dropped. */
    void drop(final Packet packet, final DropReason reason) {
        counters.drop(reason, 1);
        release(packet);
    }

    /** The packet was for the director, and did what it had to. */
    void consume(final Packet packet) {
        counters.add(WorkerCounter.CONSUMED, 1);
        release(packet);
    }

    void free() {
        if (count > 0) {
            pool.free(array, 0, count);
            count = 0;
        }
    }

    void close() {
        free();
        NativeMemory.free(array);
    }

    private void release(final Packet packet) {
        packet.kind = Packet.DONE;
        if (packet.mbuf == 0) {
            return;
        }
        NativeMemory.int64(array + (long) count * Long.BYTES, packet.mbuf);
        count++;
        if (count == CAPACITY) {
            free();
        }
    }
}
