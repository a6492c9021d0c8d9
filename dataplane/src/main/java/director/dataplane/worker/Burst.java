/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.NativeMemory;

/**
 * Up to 64 packets on their way through a worker, field by field: each stage reads some columns and fills others.
 *
 * <p>Columns are indexed by the packet's place in the burst. A packet whose {@link #kind} is {@link #DONE} has met its
 * fate.
 */
final class Burst {
    /** The most packets that a burst can have. */
    static final int MAX = 64;

    /** Fate met: sent, handed over or dropped. */
    static final int DONE = 0;
    /** ARP. */
    static final int ARP = 1;
    /** Neighbour discovery. */
    static final int DISCOVERY = -1;
    /** ICMP to an own address. */
    static final int ICMP = 2;
    /** TCP or UDP that may belong to a virtual service. */
    static final int TRANSPORT = 3;
    /** From a client to a virtual service. */
    static final int INBOUND = 4;
    /** From a real server. */
    static final int OUTBOUND = 5;

    /** Pointers to the mbufs, as the receive queue writes them. */
    final long mbufs = NativeMemory.allocate((long) MAX * Long.BYTES, Long.BYTES);
    /** What each packet is. */
    final int[] kind = new int[MAX];
    /** Address of each IPv4 header. */
    final long[] ip = new long[MAX];
    /** Address of each TCP or UDP header. */
    final long[] transport = new long[MAX];
    /** Connection key of each. */
    final long[] key = new long[MAX];
    /** Line of the connection table where each belongs. */
    final long[] home = new long[MAX];
    /** Connection slot of each, or 0. */
    final long[] slot = new long[MAX];

    long mbuf(final int index) {
        return NativeMemory.int64(mbufs + (long) index * Long.BYTES);
    }

    void close() {
        NativeMemory.free(mbufs);
    }
}
