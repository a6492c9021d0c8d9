/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.Mbuf;
import director.dataplane.header.Ethernet;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Tcp;
import director.dataplane.header.Udp;
import director.dataplane.local.NeighbourDiscovery;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounters;

/**
 * First stage: says what each packet of a burst is and where its headers are, and refuses what is damaged. Reads
 * nothing but the packet. From the worker's thread.
 */
final class Parser {
    private final WorkerCounters counters;
    private final Discards discards;

    Parser(final WorkerCounters counters, final Discards discards) {
        this.counters = counters;
        this.discards = discards;
    }

    void parse(final Burst burst, final int count, final long macWire) {
        for (int i = 0; i < count; i++) {
            burst.kind[i] = kind(burst, i, burst.mbuf(i), macWire);
        }
    }

    private int kind(final Burst burst, final int index, final long mbuf, final long macWire) {
        final long frame = Mbuf.data(mbuf);
        final int length = Mbuf.dataLength(mbuf);
        if (length < Ethernet.LENGTH + Ipv4.MIN_LENGTH) {
            return drop(mbuf, DropReason.FRAME_TRUNCATED);
        }
        if (!Ethernet.isFor(frame, macWire)) {
            return drop(mbuf, DropReason.OTHER_STATION);
        }
        final int type = Ethernet.type(frame);
        if (type == Ethernet.TYPE_IPV4) {
            return ipv4Kind(burst, index, mbuf, frame + Ethernet.LENGTH);
        }
        if (type == Ethernet.TYPE_IPV6 && NeighbourDiscovery.isDiscovery(mbuf)) {
            return Burst.DISCOVERY;
        }
        return type == Ethernet.TYPE_ARP ? Burst.ARP : drop(mbuf, DropReason.ETHERTYPE_UNSUPPORTED);
    }

    private int ipv4Kind(final Burst burst, final int index, final long mbuf, final long ip) {
        if (!Ipv4.isWellFormed(ip, Mbuf.packetLength(mbuf) - Ethernet.LENGTH)) {
            return drop(mbuf, DropReason.IPV4_MALFORMED);
        }
        final int headerLength = Ipv4.headerLength(ip);
        final int inFirstSegment = Mbuf.dataLength(mbuf) - Ethernet.LENGTH;
        if (headerLength > inFirstSegment) {
            return drop(mbuf, DropReason.FRAME_TRUNCATED);
        }
        if (!Ipv4.isChecksumValid(ip)) {
            return drop(mbuf, DropReason.IPV4_CHECKSUM);
        }
        if (Ipv4.isFragment(ip)) {
            return drop(mbuf, DropReason.IPV4_FRAGMENT);
        }
        trim(mbuf, Ipv4.totalLength(ip));
        burst.ip[index] = ip;
        final long transport = ip + headerLength;
        burst.transport[index] = transport;
        final int payload = Math.min(Ipv4.totalLength(ip), inFirstSegment) - headerLength;
        return switch (Ipv4.protocol(ip)) {
            case Ipv4.TCP -> payload >= Tcp.MIN_LENGTH && Tcp.headerLength(transport) >= Tcp.MIN_LENGTH
                ? Burst.TRANSPORT : drop(mbuf, DropReason.TRANSPORT_MALFORMED);
            case Ipv4.UDP -> udpKind(mbuf, ip, transport, payload);
            default -> Burst.ICMP;
        };
    }

    /** A datagram without a checksum gets one, for which all of it is read. */
    private int udpKind(final long mbuf, final long ip, final long udp, final int payload) {
        if (payload < Udp.LENGTH) {
            return drop(mbuf, DropReason.TRANSPORT_MALFORMED);
        }
        return Udp.checksum(udp) != Udp.NO_CHECKSUM || payload == Ipv4.totalLength(ip) - Ipv4.headerLength(ip)
            ? Burst.TRANSPORT : drop(mbuf, DropReason.FRAME_TRUNCATED);
    }

    /** Cuts off what follows the packet, but for the padding of short frames: the frame could be too long to send. */
    private static void trim(final long mbuf, final int length) {
        final int surplus = Mbuf.packetLength(mbuf) - Math.max(Ethernet.LENGTH + length, Ethernet.MIN_FRAME);
        if (surplus > 0 && Mbuf.segments(mbuf) == 1) {
            Mbuf.trim(mbuf, surplus);
        }
    }

    private int drop(final long mbuf, final DropReason reason) {
        counters.drop(reason, 1);
        discards.add(mbuf);
        return Burst.DONE;
    }
}
