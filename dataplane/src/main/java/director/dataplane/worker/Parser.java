/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.Mbuf;
import director.dataplane.address.WireAddress;
import director.dataplane.answer.Hosts;
import director.dataplane.fastpath.FastIpv4;
import director.dataplane.header.Ethernet;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv6;
import director.dataplane.header.Ipv6Extensions;
import director.dataplane.header.Sctp;
import director.dataplane.header.Tcp;
import director.dataplane.header.Udp;
import director.dataplane.header.VlanTag;
import director.dataplane.local.NeighbourDiscovery;
import director.dataplane.status.DropReason;

/**
 * First stage: says what each packet of a burst is and where its headers are, and refuses what is damaged, what was
 * sent to everybody and is for one, and what is from or for nobody. From the worker's thread.
 */
final class Parser {
    private final Discards discards;
    private final DutyCycle cycle;

    Parser(final Discards discards, final DutyCycle cycle) {
        this.discards = discards;
        this.cycle = cycle;
    }

    void parse(final Burst burst, final int index, final int port, final long macWire) {
        final Packet packet = burst.packets[index];
        packet.mbuf = burst.mbuf(index);
        packet.port = port;
        packet.largestFragment = 0;
        packet.kind = frame(packet, packet.mbuf, macWire);
    }

    /** Looks at a packet that lies in memory of the worker, as it does at those that arrive. Answers its kind. */
    int packet(final Packet packet, final int available) {
        packet.kind = packet.ipv6 ? ipv6(packet, available) : ipv4(packet, available);
        return packet.kind;
    }

    private int frame(final Packet packet, final long mbuf, final long macWire) {
        final long frame = Mbuf.data(mbuf);
        final int length = Mbuf.dataLength(mbuf);
        if (FastIpv4.isSimple(frame, length, macWire) && isWhole(mbuf)) {
            return simple(packet, frame + Ethernet.LENGTH);
        }
        if (length < Ethernet.LENGTH + Ipv4.MIN_LENGTH) {
            return drop(packet, DropReason.FRAME_TRUNCATED);
        }
        final int type = Ethernet.type(frame);
        if (!Ethernet.isFor(frame, macWire)
            || (Ethernet.isToGroup(frame) && isForOne(frame + Ethernet.LENGTH, type, length - Ethernet.LENGTH))) {
            return drop(packet, DropReason.OTHER_STATION);
        }
        packet.ip = frame + Ethernet.LENGTH;
        packet.ipv6 = type == Ethernet.TYPE_IPV6;
        if (VlanTag.is(type)) {
            return Packet.TAGGED;
        }
        if (Mbuf.segments(mbuf) > 1 && type != Ethernet.TYPE_ARP) {
            return Packet.SCATTERED;
        }
        if (type == Ethernet.TYPE_IPV4) {
            return ipv4(packet, length - Ethernet.LENGTH);
        }
        if (type == Ethernet.TYPE_IPV6 && NeighbourDiscovery.isDiscovery(mbuf)) {
            return Packet.DISCOVERY;
        }
        if (type == Ethernet.TYPE_IPV6) {
            return ipv6(packet, length - Ethernet.LENGTH);
        }
        return type == Ethernet.TYPE_ARP ? Packet.ARP : drop(packet, DropReason.ETHERTYPE_UNSUPPORTED);
    }

    /** What all on a link get, all would forward or answer who can (RFC 1122 §3.3.6, RFC 1812 §5.3.4). */
    private boolean isForOne(final long ip, final int type, final int available) {
        if (type == Ethernet.TYPE_IPV4) {
            return !cycle.snapshot().isGroup(WireAddress.IPV4_HIGH, WireAddress.low(Ipv4.destination(ip)));
        }
        return type == Ethernet.TYPE_IPV6 && available >= Ipv6.LENGTH
            && !cycle.snapshot().isGroup(Ipv6.destinationHigh(ip), Ipv6.destinationLow(ip));
    }

    /** In one piece, and the port has found nothing wrong with it. */
    private static boolean isWhole(final long mbuf) {
        return Mbuf.segments(mbuf) == 1
            && (Mbuf.offloadFlags(mbuf) & Mbuf.RX_IP_CKSUM_MASK) != Mbuf.RX_IP_CKSUM_BAD;
    }

    /** What has already been looked at. */
    private int simple(final Packet packet, final long ip) {
        packet.ip = ip;
        packet.ipv6 = false;
        packet.length = Ipv4.totalLength(ip);
        packet.transport = ip + Ipv4.MIN_LENGTH;
        packet.protocol = Ipv4.protocol(ip);
        return isMartian(ip) ? drop(packet, DropReason.MARTIAN) : Packet.TRANSPORT;
    }

    private int ipv4(final Packet packet, final int available) {
        final long ip = packet.ip;
        if (!Ipv4.isWellFormed(ip, available)) {
            return drop(packet, DropReason.IPV4_MALFORMED);
        }
        if (!isChecksumValid(packet)) {
            return drop(packet, DropReason.IPV4_CHECKSUM);
        }
        if (isMartian(ip)) {
            return drop(packet, DropReason.MARTIAN);
        }
        packet.length = Ipv4.totalLength(ip);
        packet.transport = ip + Ipv4.headerLength(ip);
        packet.protocol = Ipv4.protocol(ip);
        trim(packet, available);
        final int kind = behindOptions(packet);
        final boolean options = packet.transport - ip > Ipv4.MIN_LENGTH && packet.largestFragment == 0;
        return options && kind != Packet.DONE ? Packet.OPTIONS : kind;
    }

    /** Where the port has looked at the checksum of the header, nobody has to do so again. */
    private static boolean isChecksumValid(final Packet packet) {
        final long seen = packet.mbuf == 0 ? 0 : Mbuf.offloadFlags(packet.mbuf) & Mbuf.RX_IP_CKSUM_MASK;
        return seen == Mbuf.RX_IP_CKSUM_GOOD
            || (seen != Mbuf.RX_IP_CKSUM_BAD && Ipv4.isChecksumValid(packet.ip));
    }

    /** What an IPv4 packet is apart from its options. Those of a packet that was put together were seen before. */
    int behindOptions(final Packet packet) {
        return Ipv4.isFragment(packet.ip) ? Packet.FRAGMENT : transport(packet);
    }

    private int ipv6(final Packet packet, final int available) {
        final long ip = packet.ip;
        if (available < Ipv6.LENGTH || !Ipv6.isWellFormed(ip, available)) {
            return drop(packet, DropReason.IPV6_MALFORMED);
        }
        if (isMapped(Ipv6.sourceHigh(ip), Ipv6.sourceLow(ip))
            || isMapped(Ipv6.destinationHigh(ip), Ipv6.destinationLow(ip))) {
            return drop(packet, DropReason.IPV6_MAPPED_ADDRESS);
        }
        if (isMartianIpv6(ip)) {
            return drop(packet, DropReason.MARTIAN);
        }
        packet.length = Ipv6.totalLength(ip);
        final long walk = Ipv6Extensions.walk(ip, packet.length);
        if (Ipv6Extensions.isMalformed(walk)) {
            return drop(packet, DropReason.IPV6_MALFORMED);
        }
        packet.transport = ip + Ipv6Extensions.upperLayer(walk);
        packet.protocol = Ipv6Extensions.protocol(walk);
        packet.namedAt = Ipv6Extensions.namedAt(walk);
        trim(packet, available);
        return Ipv6Extensions.isFragment(walk) ? Packet.FRAGMENT : transport(packet);
    }

    /** What is for a group, as of who has no address yet, is for the host or nobody anyway. */
    private static boolean isMartian(final long ip) {
        final int destination = Ipv4.destination(ip);
        return !Hosts.isMany(destination) && !(Hosts.isOneHost(destination) && Hosts.isOneHost(Ipv4.source(ip)));
    }

    private static boolean isMartianIpv6(final long ip) {
        return !Hosts.isMulticast(Ipv6.destinationHigh(ip))
            && !(Hosts.isOneHost(Ipv6.destinationHigh(ip), Ipv6.destinationLow(ip))
                && Hosts.isOneHost(Ipv6.sourceHigh(ip), Ipv6.sourceLow(ip)));
    }

    /** Addresses of this form stand for IPv4 inside the director: in a packet they are forged. */
    private static boolean isMapped(final long high, final long low) {
        return WireAddress.isIpv4(high, low);
    }

    private int transport(final Packet packet) {
        final int payload = packet.transportLength();
        return switch (packet.protocol) {
            case Ipv4.TCP -> payload >= Tcp.MIN_LENGTH && Tcp.headerLength(packet.transport) >= Tcp.MIN_LENGTH
                ? Packet.TRANSPORT : drop(packet, DropReason.TRANSPORT_MALFORMED);
            case Ipv4.UDP -> payload >= Udp.LENGTH ? Packet.TRANSPORT : drop(packet, DropReason.TRANSPORT_MALFORMED);
            case Sctp.PROTOCOL -> payload >= Sctp.LENGTH ? Packet.TRANSPORT
                : drop(packet, DropReason.TRANSPORT_MALFORMED);
            default -> Packet.OTHER;
        };
    }

    /** Cuts off what follows the packet, but for the padding of short frames: the frame could be too long to send. */
    private static void trim(final Packet packet, final int available) {
        final int surplus = available - Math.max(packet.length, Ethernet.MIN_FRAME - Ethernet.LENGTH);
        if (surplus > 0 && packet.mbuf != 0) {
            Mbuf.trim(packet.mbuf, surplus);
        }
    }

    private int drop(final Packet packet, final DropReason reason) {
        discards.drop(packet, reason);
        return Packet.DONE;
    }
}
