/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.bindings.PacketPool;
import director.dataplane.header.Arp;
import director.dataplane.header.Ethernet;
import director.dataplane.local.NeighbourMessage;
import director.dataplane.port.KernelQueues;
import director.dataplane.port.TxBuffer;
import director.dataplane.port.WorkerPort;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Hands packets to the kernel of the director's machine, by the interface that the port where they arrived has there,
 * and no more of each {@link KernelClass} than configured for that port: each costs a system call, and what floods one
 * port must not keep from the kernel what arrives at another. From the worker's thread.
 *
 * <p>The director answers for the addresses that it shares with the kernel. What neighbours answer concerns both, so
 * the kernel gets a copy, under a limit of its own: what floods the one must not starve the other.
 */
final class ToKernel {
    private final WorkerPort[] ports;
    private final PacketPool pool;
    private final WorkerCounters counters;
    private final DutyCycle cycle;
    private final Discards discards;
    private final PacketCopies copies;
    /** By the places of ports. */
    private final KernelLimits[] limits;
    private final int workers;

    ToKernel(final WorkerResources resources, final DutyCycle cycle, final Discards discards) {
        this.ports = resources.ports();
        this.limits = Stream.generate(KernelLimits::new).limit(ports.length).toArray(KernelLimits[]::new);
        this.workers = resources.peers().owners().workers();
        this.pool = resources.pool();
        this.counters = resources.counters();
        this.cycle = cycle;
        this.discards = discards;
        this.copies = new PacketCopies(resources);
    }

    /**
     * Hands a packet over as it arrived, cut up as it came in; where there is no interface in the kernel, it is dropped
     * for a reason.
     */
    void deliver(final Packet packet, final DropReason unlessTaken) {
        final @Nullable KernelQueues kernel = ports[packet.port].kernel();
        if (kernel == null) {
            discards.drop(packet, unlessTaken);
        } else if (!admits(limits[packet.port].of(packet), packet)) {
            refuse(packet, kernel);
        } else if (packet.mbuf != 0 && packet.length <= KernelQueues.MTU) {
            packet.kind = Packet.DONE;
            kernel.txBuffer().add(packet.mbuf);
        } else if (Router.isTooBig(packet, KernelQueues.MTU)) {
            discards.drop(packet, DropReason.MTU_EXCEEDED);
        } else if (copy(packet, kernel.txBuffer())) {
            discards.consume(packet);
        } else {
            discards.drop(packet, DropReason.MBUFS_EXHAUSTED);
        }
    }

    /** Hands a frame over with the tag of a VLAN that is no port: the kernel may have it as an interface. */
    void tagged(final Packet packet) {
        final @Nullable KernelQueues kernel = ports[packet.port].kernel();
        if (kernel == null || !cycle.snapshot().host().usesKernel()) {
            discards.drop(packet, DropReason.VLAN_UNKNOWN);
        } else if (!admits(limits[packet.port].vlans(), packet)) {
            refuse(packet, kernel);
        } else if (Mbuf.packetLength(packet.mbuf) > KernelQueues.LONGEST_TAGGED) {
            discards.drop(packet, DropReason.MTU_EXCEEDED);
        } else {
            packet.kind = Packet.DONE;
            kernel.txBuffer().add(packet.mbuf);
        }
    }

    /**
     * Hands a copy of an answer over that the kernel may have asked for; other packets of neighbours concern it not.
     */
    void overhear(final Packet packet) {
        final @Nullable KernelQueues kernel = ports[packet.port].kernel();
        if (kernel == null || !isAnswer(packet) || !admits(limits[packet.port].answers(), packet)) {
            return;
        }
        final int length = Math.min(Mbuf.dataLength(packet.mbuf), pool.dataRoom() - Mbuf.HEADROOM);
        final long mbuf = pool.allocate();
        if (mbuf == 0) {
            counters.add(WorkerCounter.MBUFS_EXHAUSTED, 1);
            return;
        }
        NativeMemory.copy(Mbuf.data(packet.mbuf), Mbuf.append(mbuf, length), length);
        counters.add(WorkerCounter.GENERATED, 1);
        kernel.txBuffer().add(mbuf);
    }

    /** Whether the packet is within this worker's share of what the kernel may get by its port. */
    private boolean admits(final RateLimit limit, final Packet packet) {
        final int rate = cycle.snapshot().host().kernelRate(packet.port);
        return limit.admits(Math.max(1, rate / workers), cycle.nowNs());
    }

    private void refuse(final Packet packet, final KernelQueues kernel) {
        kernel.traffic().refuse();
        discards.drop(packet, DropReason.KERNEL_RATE);
    }

    /** Answers how many packets the kernel took. */
    int flush() {
        int sent = 0;
        for (final WorkerPort port : ports) {
            final @Nullable KernelQueues kernel = port.kernel();
            if (kernel != null) {
                sent += kernel.txBuffer().flush();
            }
        }
        return sent;
    }

    /** A packet that was put together needs mbufs, and frames around it. Answers false if there are too few. */
    private boolean copy(final Packet packet, final TxBuffer to) {
        if (!copies.begin(packet, KernelQueues.MTU)) {
            return false;
        }
        long mbuf = copies.next();
        while (mbuf != PacketCopies.END && mbuf != 0) {
            to.add(mbuf);
            mbuf = copies.next();
        }
        return mbuf != 0;
    }

    /** Something that a neighbour says of itself: to the director's address, or to all. */
    private boolean isAnswer(final Packet packet) {
        final long message = Mbuf.data(packet.mbuf) + Ethernet.LENGTH;
        final int available = Mbuf.dataLength(packet.mbuf) - Ethernet.LENGTH;
        if (packet.kind == Packet.DISCOVERY) {
            return NeighbourMessage.isWithin(message, available)
                && NeighbourMessage.type(message) == NeighbourMessage.ADVERTISEMENT;
        }
        if (available < Arp.LENGTH || !Arp.isIpv4OverEthernet(message)) {
            return false;
        }
        return Arp.senderIp(message) == Arp.targetIp(message)
            || (Arp.operation(message) == Arp.REPLY && cycle.snapshot().isLocal(Arp.targetIp(message)));
    }
}
