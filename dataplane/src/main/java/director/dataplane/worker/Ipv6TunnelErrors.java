/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.NativeMemory;
import director.dataplane.connection.Connection;
import director.dataplane.connection.ConnectionTable;
import director.dataplane.forward.Quote;
import director.dataplane.header.Ethernet;
import director.dataplane.header.Gre;
import director.dataplane.header.Gue;
import director.dataplane.header.Icmp;
import director.dataplane.header.Icmpv6;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv6;
import director.dataplane.header.Ipv6Extensions;
import director.dataplane.header.Ports;
import director.dataplane.header.Udp;
import director.dataplane.service.DestinationCounters;
import director.dataplane.service.Endpoints;
import director.dataplane.status.DropReason;
import director.dataplane.tunnel.Tunnel;

/**
 * Turns ICMPv6 errors about tunnels over IPv6 into errors about what clients put into them (RFC 2473 §8), and learns
 * the MTU of the path. A client does not know of the tunnel: whatever is wrong inside it, its own packet did not reach
 * the virtual address. From the worker's thread.
 *
 * <pre>
 *   received, from a router:   | IPv6 | ICMPv6 | IPv6 to the real server | nothing, GRE, UDP+GUE | IP of the client ...
 *   sent to the client:        | IP | ICMP     |                                                 | IP of the client ...
 * </pre>
 */
final class Ipv6TunnelErrors {
    private static final int VERSION_SHIFT = 4;
    private static final int VERSION_6 = 6;

    private final DutyCycle cycle;
    private final QuotedPackets quotes;
    private final DestinationCounters destinations;
    private final IpOutput output;
    private final Answers answers;
    private final Discards discards;
    /** The client's packet, as far as it is quoted. */
    private final Packet inner = new Packet();

    Ipv6TunnelErrors(
        final DutyCycle cycle,
        final ConnectionTable connections,
        final DestinationCounters destinations,
        final IpOutput output,
        final Answers answers,
        final Discards discards) {
        this.cycle = cycle;
        this.quotes = new QuotedPackets(connections);
        this.destinations = destinations;
        this.output = output;
        this.answers = answers;
        this.discards = discards;
    }

    /**
     * Answers whether an ICMPv6 error to an own address was about a tunnel that a known connection uses. It has met its
     * fate then.
     */
    boolean relay(final Packet packet) {
        final long outer = packet.transport + Icmp.LENGTH;
        final long connection = find(outer, packet.transportLength() - Icmp.LENGTH);
        if (connection == 0) {
            return false;
        }
        if (!Icmpv6.isChecksumValid(packet.ip, packet.transport, packet.transportLength())) {
            discards.drop(packet, DropReason.ICMP_CHECKSUM);
            return true;
        }
        final int length = Icmpv6.type(packet.transport) == Icmpv6.PACKET_TOO_BIG
            ? tooBig(outer, (int) (inner.ip - outer), Icmpv6.info(packet.transport)) : answers.hostUnreachable(inner);
        count(connection, length);
        discards.consume(packet);
        return true;
    }

    /**
     * A packet of IPv6 that the director sent itself did not reach its next hop: see {@link TunnelErrors#unreachable}.
     */
    void unreachable(final long outer, final int available) {
        final long connection = find(outer, available);
        if (connection != 0) {
            count(connection, answers.hostUnreachable(inner));
        }
    }

    private void count(final long connection, final int length) {
        if (length != 0) {
            destinations.packetOut(Connection.destinationNumber(connection), length);
        }
    }

    /**
     * Less than IPv6 allows is not believed (RFC 8201 §4). A client whose packet is short enough even so is not told:
     * such packets are cut up from now on, outside the tunnel.
     */
    private int tooBig(final long outer, final int overhead, final int told) {
        final int mtu = Integer.compareUnsigned(told, PathMtus.IPV6_MIN) < 0 ? PathMtus.IPV6_MIN
            : (int) Math.min(Integer.toUnsignedLong(told), PathMtus.UNKNOWN);
        final long high = Ipv6.destinationHigh(outer);
        final long low = Ipv6.destinationLow(outer);
        if (output.learnMtu(high, low, mtu) == 0) {
            return 0;
        }
        final int room = mtu - overhead;
        if (inner.ipv6) {
            final int shortest = Math.max(room, PathMtus.IPV6_MIN);
            return Ipv6.totalLength(inner.ip) > shortest
                ? answers.error(inner, Icmpv6.PACKET_TOO_BIG, 0, shortest) : 0;
        }
        return Ipv4.isDontFragment(inner.ip) && Ipv4.totalLength(inner.ip) > room
            ? answers.error(inner, Icmp.DESTINATION_UNREACHABLE, Icmp.FRAGMENTATION_NEEDED, room) : 0;
    }

    /** The connection of a client's packet in a tunnel of the director's, which is {@link #inner} then; else 0. */
    private long find(final long outer, final int available) {
        inner.ip = wrapped(outer, available);
        if (inner.ip == 0) {
            return 0;
        }
        final int rest = available - (int) (inner.ip - outer);
        inner.ipv6 = version(inner.ip) == VERSION_6;
        inner.length = rest;
        if (inner.ipv6 && rest < Ipv6.LENGTH) {
            return 0;
        }
        final long quote = Quote.read(inner.ipv6, inner.ip, rest);
        final long found = quote == Quote.NONE ? 0 : quotes.find(inner.ipv6, inner.ip, quote);
        return (found & ConnectionTable.OUTBOUND) == 0 ? found : 0;
    }

    /** See {@link TunnelErrors#wrapped}. */
    long wrapped(final long outer, final int available) {
        if (available < Ipv6.LENGTH || version(outer) != VERSION_6
            || !cycle.snapshot().local().contains(Ipv6.sourceHigh(outer), Ipv6.sourceLow(outer))) {
            return 0;
        }
        final long walk = Ipv6Extensions.walk(outer, available);
        if (Ipv6Extensions.isMalformed(walk) || Ipv6Extensions.isLaterFragment(walk)) {
            return 0;
        }
        final int at = Ipv6Extensions.upperLayer(walk);
        final int shim = shim(outer, outer + at, available - at, Ipv6Extensions.protocol(walk));
        return shim < 0 || available - at - shim < Ipv4.MIN_LENGTH ? 0 : outer + at + shim;
    }

    /** Bytes between the headers of IP, below 0 if this is no tunnel of the director's. */
    private int shim(final long outer, final long upper, final int available, final int protocol) {
        return switch (protocol) {
            case Ipv4.IPV4_IN_IP, Ipv4.IPV6_IN_IP -> isTunnel(Tunnel.IPIP, outer, 0) ? 0 : -1;
            case Gre.PROTOCOL -> gre(outer, upper, available);
            case Ipv4.UDP -> gue(outer, upper, available);
            default -> -1;
        };
    }

    private int gre(final long outer, final long gre, final int available) {
        return available >= Gre.MIN_LENGTH && isTunnel(Tunnel.GRE, outer, 0)
            && (Gre.flags(gre) & ~Gre.CHECKSUM) == 0
            && (Gre.type(gre) == Ethernet.TYPE_IPV4 || Gre.type(gre) == Ethernet.TYPE_IPV6)
            ? Gre.headerLength(gre) : -1;
    }

    private int gue(final long outer, final long udp, final int available) {
        final long gue = udp + Udp.LENGTH;
        return available >= Udp.LENGTH + Gue.MIN_LENGTH && isTunnel(Tunnel.GUE, outer, Ports.destination(udp))
            && Gue.version(gue) == 0 && !Gue.isControl(gue)
            && (Gue.protocol(gue) == Ipv4.IPV4_IN_IP || Gue.protocol(gue) == Ipv4.IPV6_IN_IP)
            ? Udp.LENGTH + Gue.headerLength(gue) : -1;
    }

    private boolean isTunnel(final int kind, final long outer, final int port) {
        final Endpoints endpoints = cycle.snapshot().endpoints();
        return endpoints.isTunnel(kind, Ipv6.destinationHigh(outer), Ipv6.destinationLow(outer), port);
    }

    private static int version(final long ip) {
        return NativeMemory.uint8(ip) >>> VERSION_SHIFT;
    }
}
