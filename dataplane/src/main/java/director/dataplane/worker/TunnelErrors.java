/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.address.WireAddress;
import director.dataplane.connection.Connection;
import director.dataplane.connection.ConnectionTable;
import director.dataplane.forward.Quote;
import director.dataplane.header.Ethernet;
import director.dataplane.header.Gre;
import director.dataplane.header.Gue;
import director.dataplane.header.Icmp;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ports;
import director.dataplane.header.Udp;
import director.dataplane.service.DestinationCounters;
import director.dataplane.service.Endpoints;
import director.dataplane.status.DropReason;
import director.dataplane.tunnel.Tunnel;

/**
 * Turns ICMP errors about tunnels into errors about what clients put into them (RFC 2003 §4). Of what travels over IPv4
 * only IPv4: of IPv6 in IPv4 Linux tells the client nothing either. {@link Ipv6TunnelErrors} knows what travels over
 * IPv6. From the worker's thread.
 *
 * <pre>
 *   received, from a router:   | IPv4 | ICMP | IPv4 to the real server | nothing, GRE, UDP+GUE | IPv4 of the client ...
 *   sent to the client:        | IPv4 | ICMP |                                                 | IPv4 of the client ...
 * </pre>
 */
final class TunnelErrors {
    /** The shortest packet that every link carries (RFC 791). */
    private static final int LEAST_MTU = 68;

    private final DutyCycle cycle;
    private final ConnectionTable connections;
    private final DestinationCounters destinations;
    private final IpOutput output;
    private final Answers answers;
    private final Discards discards;
    private final Ipv6TunnelErrors overIpv6;
    /** The client's packet, as far as it is quoted. */
    private final Packet inner = new Packet();

    TunnelErrors(
        final DutyCycle cycle,
        final ConnectionTable connections,
        final DestinationCounters destinations,
        final IpOutput output,
        final Answers answers,
        final Discards discards) {
        this.cycle = cycle;
        this.connections = connections;
        this.destinations = destinations;
        this.output = output;
        this.answers = answers;
        this.discards = discards;
        this.overIpv6 = new Ipv6TunnelErrors(cycle, connections, destinations, output, answers, discards);
    }

    /**
     * Answers whether an ICMP error, to an own address, was about a tunnel that a known connection uses. It has
     * met its fate then.
     */
    boolean relay(final Packet packet) {
        return packet.ipv6 ? overIpv6.relay(packet) : relayIpv4(packet);
    }

    /**
     * Where a client's packet is in one that the director sent through a tunnel of its own, 0 if it is not in one. What
     * is wrapped has at least the shortest header of IPv4.
     */
    long wrapped(final boolean ipv6, final long outer, final int available) {
        if (ipv6) {
            return overIpv6.wrapped(outer, available);
        }
        final int overhead = overhead(outer, available);
        return overhead == 0 || available - overhead < Ipv4.MIN_LENGTH ? 0 : outer + overhead;
    }

    private boolean relayIpv4(final Packet packet) {
        final long outer = packet.transport + Icmp.LENGTH;
        final int available = packet.transportLength() - Icmp.LENGTH;
        final int overhead = overhead(outer, available);
        final long connection = overhead == 0 ? 0 : find(outer + overhead, available - overhead);
        if (connection == 0) {
            return false;
        }
        if (!Icmp.isChecksumValid(packet.transport, packet.transportLength())) {
            discards.drop(packet, DropReason.ICMP_CHECKSUM);
            return true;
        }
        inner.ipv6 = false;
        inner.ip = outer + overhead;
        inner.length = available - overhead;
        final int length = tell(packet, outer, overhead);
        if (length != 0) {
            destinations.packetOut(Connection.destinationNumber(connection), length);
        }
        discards.consume(packet);
        return true;
    }

    /**
     * A packet that the director sent itself did not reach its next hop: if it is a tunnel's, the client whose packet
     * is inside is told.
     */
    void unreachable(final boolean ipv6, final long outer, final int available) {
        if (ipv6) {
            overIpv6.unreachable(outer, available);
        } else {
            unreachable(outer, available);
        }
    }

    private void unreachable(final long outer, final int available) {
        final int overhead = overhead(outer, available);
        final long connection = overhead == 0 ? 0 : find(outer + overhead, available - overhead);
        if (connection != 0) {
            inner.ipv6 = false;
            inner.ip = outer + overhead;
            inner.length = available - overhead;
            final int length = answers.hostUnreachable(inner);
            if (length != 0) {
                destinations.packetOut(Connection.destinationNumber(connection), length);
            }
        }
    }

    /** Answers the bytes that are sent to the client, 0 if it is not told. */
    private int tell(final Packet packet, final long outer, final int overhead) {
        final int type = Icmp.type(packet.transport);
        final int code = Icmp.code(packet.transport);
        if (type != Icmp.DESTINATION_UNREACHABLE || code != Icmp.FRAGMENTATION_NEEDED) {
            return answers.error(inner, type, code, Icmp.info(packet.transport));
        }
        final int mtu = output.learnMtu(WireAddress.IPV4_HIGH, WireAddress.low(Ipv4.destination(outer)),
            Icmp.mtu(packet.transport));
        return mtu != 0 && Ipv4.isDontFragment(inner.ip)
            ? answers.error(inner, type, code, mtu > LEAST_MTU + overhead ? mtu - overhead : mtu) : 0;
    }

    /** Bytes in front of a client's packet in a quoted tunnel, 0 if none of the director's tunnels is quoted. */
    private int overhead(final long outer, final int available) {
        if (available < Ipv4.MIN_LENGTH || Ipv4.headerLength(outer) < Ipv4.MIN_LENGTH
            || Ipv4.fragmentOffset(outer) != 0) {
            return 0;
        }
        final int at = Ipv4.headerLength(outer);
        final int shim = switch (Ipv4.protocol(outer)) {
            case Ipv4.IPV4_IN_IP -> isTunnel(Tunnel.IPIP, outer, 0) ? 0 : -1;
            case Gre.PROTOCOL -> gre(outer, outer + at, available - at);
            case Ipv4.UDP -> gue(outer, outer + at, available - at);
            default -> -1;
        };
        return shim < 0 ? 0 : at + shim;
    }

    private int gre(final long outer, final long gre, final int available) {
        return available >= Gre.MIN_LENGTH && isTunnel(Tunnel.GRE, outer, 0)
            && (Gre.flags(gre) & ~Gre.CHECKSUM) == 0 && Gre.type(gre) == Ethernet.TYPE_IPV4
            ? Gre.headerLength(gre) : -1;
    }

    private int gue(final long outer, final long udp, final int available) {
        final long gue = udp + Udp.LENGTH;
        return available >= Udp.LENGTH + Gue.MIN_LENGTH && isTunnel(Tunnel.GUE, outer, Ports.destination(udp))
            && Gue.version(gue) == 0 && !Gue.isControl(gue) && Gue.protocol(gue) == Ipv4.IPV4_IN_IP
            ? Udp.LENGTH + Gue.headerLength(gue) : -1;
    }

    private boolean isTunnel(final int kind, final long outer, final int port) {
        final Endpoints endpoints = cycle.snapshot().endpoints();
        return endpoints.isTunnel(kind, WireAddress.IPV4_HIGH, WireAddress.low(Ipv4.destination(outer)), port);
    }

    /** The connection that the client's packet was of, 0 if there is none. */
    private long find(final long ip, final int available) {
        final long quote = Quote.read(false, ip, available);
        if (quote == Quote.NONE) {
            return 0;
        }
        final int source = Ipv4.source(ip);
        final int destination = Ipv4.destination(ip);
        final int ports = Quote.ports(ip, quote);
        final int protocol = Quote.connectionProtocol(quote);
        final long found = connections.findIpv4(
            connections.hashIpv4(source, destination, ports, protocol), source, destination, ports, protocol);
        return (found & ConnectionTable.OUTBOUND) == 0 ? found : 0;
    }
}
