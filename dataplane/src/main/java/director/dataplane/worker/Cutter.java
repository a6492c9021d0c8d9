/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.Mbuf;
import director.bindings.MemoryAllocator;
import director.bindings.NativeMemory;
import director.bindings.PacketPool;
import director.dataplane.forward.Identifications;
import director.dataplane.fragment.Fragmenter;
import director.dataplane.fragment.Linearizer;
import director.dataplane.header.Ethernet;
import director.dataplane.neighbour.NeighbourTable;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;

/**
 * Sends packets that do not leave in the mbuf that they came in: in fragments, or copied out of memory of the worker.
 * From the worker's thread.
 */
final class Cutter {
    private static final int LONGEST = 0xFFFF;

    private final PacketPool pool;
    private final WorkerCounters counters;
    private final NeighbourTable neighbours;
    private final DutyCycle cycle;
    private final MemoryAllocator memory;
    private final Fragmenter fragmenter = new Fragmenter();
    private final Identifications identifications;
    /** Where a fragment is written that is longer than an mbuf. */
    private final long scratch;

    Cutter(final WorkerResources resources, final NeighbourTable neighbours, final DutyCycle cycle) {
        this.pool = resources.pool();
        this.counters = resources.counters();
        this.memory = resources.memory();
        this.neighbours = neighbours;
        this.cycle = cycle;
        this.identifications = new Identifications(resources.seed());
        this.scratch = memory.allocate("a long fragment", LONGEST + Ethernet.LENGTH, Long.SIZE);
    }

    /** Sends a copy of a packet, cut if need be. Answers false, with nothing sent, if the pool has too few mbufs. */
    boolean send(final Packet packet, final int neighbour, final int mtu) {
        if (!Fragmenter.isNeeded(packet.length, mtu, packet.largestFragment)) {
            return copy(packet.ip, packet.length, neighbour);
        }
        final boolean begun = packet.ipv6 ? beginIpv6(packet, mtu) : fragmenter.beginIpv4(packet.ip, packet.length,
            Fragmenter.maximumIpv4(mtu, packet.largestFragment), packet.isDontFragment());
        boolean sent = begun;
        while (sent && fragmenter.hasNext()) {
            sent = sendNext(neighbour);
        }
        return sent;
    }

    private boolean beginIpv6(final Packet packet, final int mtu) {
        final int identification = packet.largestFragment == 0 ? identifications.next() : packet.identification;
        return fragmenter.beginIpv6(packet.ip, packet.length, Fragmenter.maximumIpv6(mtu, packet.largestFragment),
            identification, packet.cuts);
    }

    private boolean sendNext(final int neighbour) {
        final int length = fragmenter.nextLength();
        fragmenter.write(scratch + Ethernet.LENGTH);
        return copy(scratch + Ethernet.LENGTH, length, neighbour);
    }

    private boolean copy(final long ip, final int length, final int neighbour) {
        final int bytes = Ethernet.LENGTH + length;
        final long mbuf;
        if (bytes <= pool.dataRoom() - Mbuf.HEADROOM) {
            mbuf = pool.allocate();
            if (mbuf != 0) {
                NativeMemory.copy(ip, Mbuf.append(mbuf, bytes) + Ethernet.LENGTH, length);
            }
        } else {
            mbuf = Linearizer.scatter(pool, ip - Ethernet.LENGTH, bytes);
        }
        if (mbuf == 0) {
            return false;
        }
        counters.add(WorkerCounter.GENERATED, 1);
        neighbours.send(neighbour, mbuf, cycle.nowNs());
        return true;
    }

    void close() {
        memory.free(scratch);
    }
}
