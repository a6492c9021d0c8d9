/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.bindings.PacketPool;
import director.dataplane.header.Ethernet;
import director.dataplane.header.Ipv4;
import director.dataplane.ownership.Owners;
import director.dataplane.ownership.Peers;
import director.dataplane.port.WorkerPort;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;

/**
 * Hands packets over to the workers that own them. From the worker's thread.
 *
 * <p>When a service that exists begins to keep clients together, connections that it has may stay with workers which do
 * not own them any more. A packet that has no connection where it belongs is looked for there, one former rule a step,
 * before it comes back to its owner as a new one.
 */
final class OwnerSteering implements Steering {
    private final int index;
    private final Owners owners;
    private final DutyCycle cycle;
    private final WorkerPort[] ports;
    private final PacketPool pool;
    private final WorkerCounters counters;
    private final OwnerFinder finder;
    private final Outbox outbox;
    private final PacketCopies copies;
    private final Discards discards;
    private int step;

    private OwnerSteering(
        final WorkerResources resources, final DutyCycle cycle, final TunnelErrors tunnels, final Discards discards) {
        final Peers peers = resources.peers();
        this.index = peers.index();
        this.owners = peers.owners();
        this.cycle = cycle;
        this.ports = resources.ports();
        this.pool = resources.pool();
        this.counters = resources.counters();
        this.finder = new OwnerFinder(cycle, owners, tunnels);
        this.outbox = new Outbox(peers, pool, counters);
        this.copies = new PacketCopies(resources);
        this.discards = discards;
    }

    /** The steering of a worker, which is nothing when it is alone. */
    static Steering of(
        final WorkerResources resources, final DutyCycle cycle, final TunnelErrors tunnels, final Discards discards) {
        return resources.peers().isAlone() ? ALL : new OwnerSteering(resources, cycle, tunnels, discards);
    }

    @Override
    public boolean keeps(final long mbuf, final WorkerPort port) {
        final int owner = finder.find(mbuf, port);
        if (owner == index || owner == OwnerFinder.NOBODY) {
            return true;
        }
        final boolean fragment = owner == OwnerFinder.FRAGMENT;
        final int worker = fragment ? finder.keeper() : owner;
        if (worker == index) {
            return true;
        }
        outbox.give(worker, mbuf, mark(port, fragment ? Mark.FRAGMENT : Mark.PACKET, 0));
        return false;
    }

    @Override
    public boolean keepsWhole(final Packet packet) {
        final int owner = finder.find(packet);
        final boolean fragment = owner == OwnerFinder.FRAGMENT;
        final int worker = fragment ? finder.keeper() : owner;
        if (worker == index || worker == OwnerFinder.NOBODY) {
            return true;
        }
        final int kind = fragment ? Mark.FRAGMENT : packet.largestFragment == 0 ? Mark.PACKET : Mark.PIECE;
        if (copy(packet, worker, mark(ports[packet.port], kind, 0))) {
            discards.consume(packet);
        } else {
            discards.drop(packet, DropReason.MBUFS_EXHAUSTED);
        }
        return false;
    }

    /** Answers false if there are too few mbufs. */
    private boolean copy(final Packet packet, final int worker, final int mark) {
        if (!copies.begin(packet, pool.dataRoom() - Mbuf.HEADROOM - Ethernet.LENGTH)) {
            return false;
        }
        long mbuf = copies.next();
        while (mbuf != PacketCopies.END && mbuf != 0) {
            outbox.give(worker, mbuf, mark);
            mbuf = copies.next();
        }
        return mbuf != 0;
    }

    @Override
    public boolean keepsOfKernel(final long mbuf, final WorkerPort port) {
        final int owner = finder.findAny(mbuf, port);
        if (owner < 0 || owner == index) {
            return true;
        }
        outbox.give(owner, mbuf, mark(port, Mark.FROM_KERNEL, 0));
        return false;
    }

    @Override
    public boolean isElsewhere(final Packet packet) {
        if (isSettled() || step == Mark.LAST_STEP || !isUntouched(packet)) {
            return false;
        }
        final int owner = finder.find(packet.mbuf, ports[packet.port]);
        if (owner < 0) {
            return false;
        }
        final int[] formers = finder.formers();
        for (int i = step; i < formers.length; i++) {
            final int former = finder.byRule(formers[i]);
            if (former != index && former != owner) {
                return give(packet, former, i + 1);
            }
        }
        return owner != index && give(packet, owner, Mark.LAST_STEP);
    }

    @Override
    public boolean isSettled() {
        return cycle.snapshot().ownership().isSteady();
    }

    private boolean give(final Packet packet, final int worker, final int steps) {
        packet.kind = Packet.DONE;
        outbox.give(worker, packet.mbuf, mark(ports[packet.port], Mark.PACKET, steps));
        return true;
    }

    /** Options have been filled in by now, and what was put together lies in this worker's memory. */
    private static boolean isUntouched(final Packet packet) {
        return packet.mbuf != 0 && (packet.ipv6 || Ipv4.headerLength(packet.ip) == Ipv4.MIN_LENGTH);
    }

    @Override
    public void spread(final Packet packet) {
        final int length = Math.min(Mbuf.dataLength(packet.mbuf), pool.dataRoom() - Mbuf.HEADROOM);
        for (int i = 0; i < owners.workers(); i++) {
            if (i != index) {
                copyFrame(packet, length, i);
            }
        }
    }

    private void copyFrame(final Packet packet, final int length, final int worker) {
        final long mbuf = pool.allocate();
        if (mbuf == 0) {
            counters.add(WorkerCounter.MBUFS_EXHAUSTED, 1);
            return;
        }
        NativeMemory.copy(Mbuf.data(packet.mbuf), Mbuf.append(mbuf, length), length);
        counters.add(WorkerCounter.GENERATED, 1);
        outbox.give(worker, mbuf, mark(ports[packet.port], Mark.NEIGHBOUR, 0));
    }

    @Override
    public void step(final int steps) {
        step = steps;
    }

    @Override
    public int poll() {
        return outbox.flush();
    }

    private int mark(final WorkerPort port, final int kind, final int steps) {
        return Mark.of(port.index(), kind, cycle.snapshot().sequence(), steps);
    }
}
