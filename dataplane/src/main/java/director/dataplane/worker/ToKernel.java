/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.bindings.PacketPool;
import director.dataplane.fragment.Fragmenter;
import director.dataplane.header.Arp;
import director.dataplane.header.Ethernet;
import director.dataplane.local.NeighbourMessage;
import director.dataplane.port.KernelQueues;
import director.dataplane.port.TxBuffer;
import director.dataplane.port.WorkerPort;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;
import org.jspecify.annotations.Nullable;

/**
 * Hands packets to the kernel of the director's machine, by the interface that the port where they arrived has there,
 * and no more of them than configured: each costs a system call. From the worker's thread.
 *
 * <p>The director answers for the addresses that it shares with the kernel. What neighbours answer concerns both, so
 * the kernel gets a copy, under a limit of its own: what floods the one must not starve the other.
 */
final class ToKernel {
    /** In place of a neighbour's MAC address, where a packet was put together or is cut up. */
    private static final long SOMEBODY = 0x0200_0000_0000L;

    private final WorkerPort[] ports;
    private final PacketPool pool;
    private final WorkerCounters counters;
    private final DutyCycle cycle;
    private final Discards discards;
    private final Fragmenter fragmenter = new Fragmenter();
    private final Identifications identifications;
    private final RateLimit packets = new RateLimit();
    private final RateLimit answers = new RateLimit();

    ToKernel(final WorkerResources resources, final DutyCycle cycle, final Discards discards) {
        this.ports = resources.ports();
        this.pool = resources.pool();
        this.counters = resources.counters();
        this.cycle = cycle;
        this.discards = discards;
        this.identifications = new Identifications(Long.rotateLeft(resources.seed(), Short.SIZE));
    }

    /**
     * Hands a packet over as it arrived, cut up as it came in; where there is no interface in the kernel, it is dropped
     * for a reason.
     */
    void deliver(final Packet packet, final DropReason unlessTaken) {
        final @Nullable KernelQueues kernel = ports[packet.port].kernel();
        if (kernel == null) {
            discards.drop(packet, unlessTaken);
        } else if (!packets.admits(cycle.snapshot().host().kernelRate(), cycle.nowNs())) {
            discards.drop(packet, DropReason.KERNEL_RATE);
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

    /**
     * Hands a copy of an answer over that the kernel may have asked for; other packets of neighbours concern it not.
     */
    void overhear(final Packet packet) {
        final @Nullable KernelQueues kernel = ports[packet.port].kernel();
        if (kernel == null || !isAnswer(packet)
            || !answers.admits(cycle.snapshot().host().kernelRate(), cycle.nowNs())) {
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
        if (!Fragmenter.isNeeded(packet.length, KernelQueues.MTU, packet.largestFragment)) {
            final long mbuf = frame(packet, packet.length);
            if (mbuf == 0) {
                return false;
            }
            NativeMemory.copy(packet.ip, IpOutput.room(mbuf), packet.length);
            to.add(mbuf);
            return true;
        }
        boolean whole = packet.ipv6 ? beginIpv6(packet) : fragmenter.beginIpv4(packet.ip, packet.length,
            Fragmenter.maximumIpv4(KernelQueues.MTU, packet.largestFragment), packet.isDontFragment());
        while (whole && fragmenter.hasNext()) {
            final long mbuf = frame(packet, fragmenter.nextLength());
            whole = mbuf != 0;
            if (whole) {
                fragmenter.write(IpOutput.room(mbuf));
                to.add(mbuf);
            }
        }
        return whole;
    }

    private boolean beginIpv6(final Packet packet) {
        final int identification = packet.largestFragment == 0 ? identifications.next() : packet.identification;
        return fragmenter.beginIpv6(packet.ip, packet.length,
            Fragmenter.maximumIpv6(KernelQueues.MTU, packet.largestFragment), identification, packet.cuts);
    }

    /** A frame with room for an IP packet; 0 if there is no mbuf. */
    private long frame(final Packet packet, final int length) {
        final long mbuf = pool.allocate();
        if (mbuf != 0) {
            final long frame = Mbuf.append(mbuf, Ethernet.LENGTH + length);
            Ethernet.addresses(frame, ports[packet.port].mac(), SOMEBODY);
            Ethernet.type(frame, packet.ipv6 ? Ethernet.TYPE_IPV6 : Ethernet.TYPE_IPV4);
            counters.add(WorkerCounter.GENERATED, 1);
        }
        return mbuf;
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
