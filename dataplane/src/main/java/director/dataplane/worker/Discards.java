/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.NativeMemory;
import director.bindings.PacketPool;

/** Dropped packets on their way back to the pool, together. From the worker's thread. */
final class Discards {
    private static final int CAPACITY = Burst.MAX;

    private final PacketPool pool;
    private final long array = NativeMemory.allocate((long) CAPACITY * Long.BYTES, Long.BYTES);
    private int count;

    Discards(final PacketPool pool) {
        this.pool = pool;
    }

    void add(final long mbuf) {
        NativeMemory.int64(array + (long) count * Long.BYTES, mbuf);
        count++;
        if (count == CAPACITY) {
            free();
        }
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
}
