/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.PacketPool;
import director.dataplane.ownership.MbufRing;
import director.dataplane.ownership.Peers;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;

/**
 * Packets on their way to other workers: collected, and put into a ring together. What does not fit is dropped, so that
 * a worker which is behind holds up nobody. From the worker's thread.
 */
final class Outbox {
    private static final int CAPACITY = Burst.MAX;

    private final PacketPool pool;
    private final WorkerCounters counters;
    private final MbufRing[] rings;
    private final long[][] entries;
    private final int[] counts;
    private int waiting;

    Outbox(final Peers peers, final PacketPool pool, final WorkerCounters counters) {
        this.pool = pool;
        this.counters = counters;
        this.rings = peers.to();
        this.entries = new long[rings.length][CAPACITY];
        this.counts = new int[rings.length];
    }

    /** Takes a packet for a worker. */
    void give(final int worker, final long mbuf, final int mark) {
        entries[worker][counts[worker]] = MbufRing.entry(mbuf, mark);
        counts[worker]++;
        waiting++;
        if (counts[worker] == CAPACITY) {
            flush(worker);
        }
    }

    /** Puts everything into the rings. Answers how many packets that were. */
    int flush() {
        final int count = waiting;
        for (int i = 0; waiting > 0; i++) {
            if (counts[i] > 0) {
                flush(i);
            }
        }
        return count;
    }

    private void flush(final int worker) {
        final int count = counts[worker];
        final int taken = rings[worker].offer(entries[worker], count);
        counters.add(WorkerCounter.HANDED_OVER, taken);
        if (taken < count) {
            counters.drop(DropReason.HANDOVER_FULL, count - taken);
            for (int i = taken; i < count; i++) {
                pool.free(MbufRing.mbuf(entries[worker][i]));
            }
        }
        waiting -= count;
        counts[worker] = 0;
    }
}
