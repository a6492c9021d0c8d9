/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.bindings.PacketPool;
import director.dataplane.forward.Identifications;
import director.dataplane.fragment.Fragmenter;
import director.dataplane.header.Ethernet;
import director.dataplane.port.WorkerPort;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;

/**
 * Copies a packet into mbufs with frames around it, as one that arrived, cut up as it came in. From the worker's
 * thread.
 */
final class PacketCopies {
    /** What {@link #next} answers when there is nothing left. */
    static final long END = -1;

    /** In place of a neighbour's MAC address. */
    private static final long SOMEBODY = 0x0200_0000_0000L;

    private final WorkerPort[] ports;
    private final PacketPool pool;
    private final WorkerCounters counters;
    private final Fragmenter fragmenter = new Fragmenter();
    private final Identifications identifications;
    private Packet packet = new Packet();
    private boolean whole;
    private boolean copied;

    PacketCopies(final WorkerResources resources) {
        this.ports = resources.ports();
        this.pool = resources.pool();
        this.counters = resources.counters();
        this.identifications = new Identifications(Long.rotateLeft(resources.seed(), Short.SIZE));
    }

    /** Begins with a packet. Answers false if it cannot be cut up. */
    boolean begin(final Packet given, final int mtu) {
        packet = given;
        copied = false;
        whole = !Fragmenter.isNeeded(packet.length, mtu, packet.largestFragment);
        if (whole) {
            return true;
        }
        if (!packet.ipv6) {
            return fragmenter.beginIpv4(packet.ip, packet.length,
                Fragmenter.maximumIpv4(mtu, packet.largestFragment), packet.isDontFragment());
        }
        final int identification = packet.largestFragment == 0 ? identifications.next() : packet.identification;
        return fragmenter.beginIpv6(packet.ip, packet.length, Fragmenter.maximumIpv6(mtu, packet.largestFragment),
            identification, packet.cuts);
    }

    /** The next mbuf; 0 if there is none, or {@link #END}. */
    long next() {
        if (!whole) {
            return fragmenter.hasNext() ? fragment() : END;
        }
        if (copied) {
            return END;
        }
        final long mbuf = frame(packet.length);
        if (mbuf != 0) {
            NativeMemory.copy(packet.ip, IpOutput.room(mbuf), packet.length);
            copied = true;
        }
        return mbuf;
    }

    private long fragment() {
        final long mbuf = frame(fragmenter.nextLength());
        if (mbuf != 0) {
            fragmenter.write(IpOutput.room(mbuf));
        }
        return mbuf;
    }

    /** A frame with room for an IP packet; 0 if there is no mbuf. */
    private long frame(final int length) {
        final long mbuf = pool.allocate();
        if (mbuf != 0) {
            final long frame = Mbuf.append(mbuf, Ethernet.LENGTH + length);
            Ethernet.addresses(frame, ports[packet.port].mac(), SOMEBODY);
            Ethernet.type(frame, packet.ipv6 ? Ethernet.TYPE_IPV6 : Ethernet.TYPE_IPV4);
            counters.add(WorkerCounter.GENERATED, 1);
        }
        return mbuf;
    }
}
