/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.NativeMemory;

/** Up to 64 packets on their way through a worker: each stage works on all of them before the next begins. */
final class Burst {
    /** The most packets that a burst can have. */
    static final int MAX = 64;

    /** Pointers to the mbufs, as the receive queue writes them. */
    final long mbufs = NativeMemory.allocate((long) MAX * Long.BYTES, Long.BYTES);
    /** Where each arrived: places of ports, of a burst of a port with VLANs. */
    final int[] places = new int[MAX];
    /** What is known of each. */
    final Packet[] packets = new Packet[MAX];

    /** Of the tuples of packets with ports, 0 of others. */
    final long[] hashes = new long[MAX];
    /** Where in the index to look first. */
    final long[] lines = new long[MAX];

    Burst() {
        for (int i = 0; i < MAX; i++) {
            packets[i] = new Packet();
        }
    }

    long mbuf(final int index) {
        return NativeMemory.int64(mbufs + (long) index * Long.BYTES);
    }

    void close() {
        NativeMemory.free(mbufs);
    }
}
