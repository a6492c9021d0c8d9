/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.NativeMemory;
import director.dataplane.ownership.MbufRing;
import director.dataplane.ownership.Peers;
import director.dataplane.port.WorkerPort;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;

/** Takes over what other workers hand to this one, in bursts of one kind from one port. From the worker's thread. */
final class Takeover {
    private final MbufRing[] rings;
    private final WorkerPort[] ports;
    private final WorkerCounters counters;
    private final DutyCycle cycle;
    private final Steering steering;
    private final Receiver receiver;

    /** Carries what was taken over. */
    interface Receiver {
        /** Packets that arrived at a port. */
        void carry(WorkerPort port, int count, Steering checked);

        /** A packet in which a neighbour says something of itself. */
        void overhear(WorkerPort port, long mbuf);

        /** A piece of a packet that another worker has put together, by its place in the burst. */
        void piece(WorkerPort port, int index);

        /** A packet that the kernel sent. */
        void fromKernel(WorkerPort port, long mbuf);
    }

    Takeover(
        final Peers peers,
        final WorkerPort[] ports,
        final WorkerCounters counters,
        final DutyCycle cycle,
        final Steering steering,
        final Receiver receiver) {
        this.rings = peers.from();
        this.ports = ports;
        this.counters = counters;
        this.cycle = cycle;
        this.steering = steering;
        this.receiver = receiver;
    }

    /** Takes up to so many packets from each other worker. Answers how many that were. */
    int poll(final long mbufs, final int limit) {
        int all = 0;
        for (final MbufRing ring : rings) {
            int left = limit;
            int count = ring.poll(mbufs, left);
            while (count > 0) {
                counters.add(WorkerCounter.TAKEN_OVER, count);
                take(ring.mark(), mbufs, count);
                all += count;
                left -= count;
                count = left == 0 ? 0 : ring.poll(mbufs, left);
            }
        }
        return all;
    }

    private void take(final int mark, final long mbufs, final int count) {
        final WorkerPort port = ports[Mark.port(mark)];
        switch (Mark.kind(mark)) {
            case Mark.NEIGHBOUR -> {
                for (int i = 0; i < count; i++) {
                    receiver.overhear(port, mbuf(mbufs, i));
                }
            }
            case Mark.FROM_KERNEL -> {
                for (int i = 0; i < count; i++) {
                    receiver.fromKernel(port, mbuf(mbufs, i));
                }
            }
            case Mark.PIECE -> {
                for (int i = 0; i < count; i++) {
                    receiver.piece(port, i);
                }
            }
            case Mark.FRAGMENT -> receiver.carry(port, count, Steering.ALL);
            default -> {
                steering.step(Mark.step(mark));
                final boolean known = Mark.step(mark) != 0 || Mark.isOf(mark, cycle.snapshot().sequence());
                receiver.carry(port, count, known ? Steering.ALL : steering);
                steering.step(0);
            }
        }
    }

    private static long mbuf(final long mbufs, final int index) {
        return NativeMemory.int64(mbufs + (long) index * Long.BYTES);
    }
}
