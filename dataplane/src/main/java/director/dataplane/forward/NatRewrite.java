/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.forward;

import director.dataplane.address.WireAddress;
import director.dataplane.header.Checksum;
import director.dataplane.header.Echo;
import director.dataplane.header.Icmpv6;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv6;
import director.dataplane.header.Ports;
import director.dataplane.header.Sctp;
import director.dataplane.header.Tcp;
import director.dataplane.header.Udp;

/**
 * Network address translation of one packet. Checksums are updated by what changed (RFC 1624), so that a packet which
 * arrived damaged leaves recognisably damaged; a UDP datagram over IPv4 without a checksum gets one, as Linux gives it,
 * and an SCTP packet whose port changed a new CRC. The port of an echo request or reply is its identifier; no other
 * messages of ICMP come here. Hops are not counted here. From a worker's thread.
 */
public final class NatRewrite {
    private NatRewrite() {
    }

    /**
     * Gives a packet of either version another destination, in the form of {@link WireAddress}.
     *
     * @param ipv6      the version of the packet, and of the address.
     * @param ip        address of its IP header.
     * @param transport address of its transport header.
     * @param protocol  its transport protocol.
     * @param length    bytes of the transport header and what follows.
     * @param high      wire order.
     * @param low       wire order.
     * @param port      wire order.
     */
    @SuppressWarnings("checkstyle:ParameterNumber")
    public static void destination(
        final boolean ipv6,
        final long ip,
        final long transport,
        final int protocol,
        final int length,
        final long high,
        final long low,
        final int port) {
        if (ipv6) {
            destination6(ip, transport, protocol, length, high, low, port);
        } else {
            destination4(ip, transport, protocol, length, WireAddress.ipv4(low), port);
        }
    }

    /**
     * Gives a packet of either version another source, in the form of {@link WireAddress}.
     *
     * @param ipv6      the version of the packet, and of the address.
     * @param ip        address of its IP header.
     * @param transport address of its transport header.
     * @param protocol  its transport protocol.
     * @param length    bytes of the transport header and what follows.
     * @param high      wire order.
     * @param low       wire order.
     * @param port      wire order.
     */
    @SuppressWarnings("checkstyle:ParameterNumber")
    public static void source(
        final boolean ipv6,
        final long ip,
        final long transport,
        final int protocol,
        final int length,
        final long high,
        final long low,
        final int port) {
        if (ipv6) {
            source6(ip, transport, protocol, length, high, low, port);
        } else {
            source4(ip, transport, protocol, length, WireAddress.ipv4(low), port);
        }
    }

    private static void destination4(
        final long ip, final long transport, final int protocol, final int length, final int address, final int port) {
        final long delta = Checksum.difference32(Ipv4.destination(ip), address);
        Ipv4.checksum(ip, Checksum.update(Ipv4.checksum(ip), Checksum.fold(delta)));
        Ipv4.destination(ip, address);
        if (hasPorts(protocol)) {
            final int before = Ports.destination(transport);
            Ports.destination(transport, port);
            update(ip, transport, protocol, length, delta, before, port);
        } else if (protocol == Ipv4.ICMP) {
            // The checksum covers no address.
            Echo.translate(transport, 0, port);
        }
    }

    private static void source4(
        final long ip, final long transport, final int protocol, final int length, final int address, final int port) {
        final long delta = Checksum.difference32(Ipv4.source(ip), address);
        Ipv4.checksum(ip, Checksum.update(Ipv4.checksum(ip), Checksum.fold(delta)));
        Ipv4.source(ip, address);
        if (hasPorts(protocol)) {
            final int before = Ports.source(transport);
            Ports.source(transport, port);
            update(ip, transport, protocol, length, delta, before, port);
        } else if (protocol == Ipv4.ICMP) {
            // The checksum covers no address.
            Echo.translate(transport, 0, port);
        }
    }

    private static void destination6(
        final long ip,
        final long transport,
        final int protocol,
        final int length,
        final long high,
        final long low,
        final int port) {
        final long delta = difference(Ipv6.destinationHigh(ip), Ipv6.destinationLow(ip), high, low);
        Ipv6.destination(ip, high, low);
        if (hasPorts(protocol)) {
            final int before = Ports.destination(transport);
            Ports.destination(transport, port);
            update(0, transport, protocol, length, delta, before, port);
        } else if (protocol == Icmpv6.PROTOCOL) {
            Echo.translate(transport, delta, port);
        }
    }

    private static void source6(
        final long ip,
        final long transport,
        final int protocol,
        final int length,
        final long high,
        final long low,
        final int port) {
        final long delta = difference(Ipv6.sourceHigh(ip), Ipv6.sourceLow(ip), high, low);
        Ipv6.source(ip, high, low);
        if (hasPorts(protocol)) {
            final int before = Ports.source(transport);
            Ports.source(transport, port);
            update(0, transport, protocol, length, delta, before, port);
        } else if (protocol == Icmpv6.PROTOCOL) {
            Echo.translate(transport, delta, port);
        }
    }

    /** Whether the transport header begins with two ports that connections are told apart by. */
    private static boolean hasPorts(final int protocol) {
        return protocol == Ipv4.TCP || protocol == Ipv4.UDP || protocol == Sctp.PROTOCOL;
    }

    private static long difference(final long fromHigh, final long fromLow, final long toHigh, final long toLow) {
        return Checksum.fold(Checksum.difference64(fromHigh, toHigh))
            + (long) Checksum.fold(Checksum.difference64(fromLow, toLow));
    }

    /** Mends the transport checksum after address and one port have changed. */
    private static void update(
        final long ip,
        final long transport,
        final int protocol,
        final int length,
        final long addressDelta,
        final int portBefore,
        final int port) {
        if (protocol == Sctp.PROTOCOL) {
            // The CRC covers no address.
            if (portBefore != port) {
                Sctp.computeChecksum(transport, length);
            }
            return;
        }
        final int delta = Checksum.fold(addressDelta + Checksum.difference16(portBefore, port));
        if (protocol == Ipv4.TCP) {
            Tcp.checksum(transport, Checksum.update(Tcp.checksum(transport), delta));
        } else if (Udp.checksum(transport) != Udp.NO_CHECKSUM) {
            Udp.checksum(transport, Checksum.update(Udp.checksum(transport), delta));
        } else if (ip != 0) {
            Udp.computeChecksum(ip, transport);
        }
    }
}
