/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.Mbuf;
import director.dataplane.address.WireAddress;
import director.dataplane.connection.Connection;
import director.dataplane.connection.FullNat;
import director.dataplane.forward.IcmpVersionChange;
import director.dataplane.forward.Identifications;
import director.dataplane.forward.Quote;
import director.dataplane.forward.VersionChange;
import director.dataplane.header.Icmpv6;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv6;
import director.dataplane.localport.LocalPorts;

/**
 * Puts the packets of connections between a client and a real server of different versions of IP from the one version
 * into the other, with the ends that {@link Translator} would give them (RFC 7915). From the worker's thread.
 */
final class Bridge {
    private final LocalPorts locals;
    private final Identifications identifications;
    private final IcmpVersionChange errors = new IcmpVersionChange();

    Bridge(final LocalPorts locals, final long seed) {
        this.locals = locals;
        this.identifications = new Identifications(seed);
    }

    /** Makes a client's packet one from the local address to the real server. */
    void toRealServer(final Packet packet, final long connection) {
        final int local = FullNat.local(connection);
        change(packet, locals.high(local), locals.low(local), Connection.destinationHigh(connection),
            Connection.destinationLow(connection), replied(Connection.destinationPort(connection),
                LocalPorts.port(local)));
    }

    /** Makes a real server's packet one from the virtual service to the client. */
    void toClient(final Packet packet, final long connection) {
        change(packet, Connection.virtualHigh(connection), Connection.virtualLow(connection),
            Connection.clientHigh(connection), Connection.clientLow(connection),
            replied(Connection.clientPort(connection), Connection.virtualPort(connection)));
    }

    /** Undoes {@link #toRealServer}, as far as the other version has kept it. */
    void backToClient(final Packet packet, final long connection) {
        change(packet, Connection.clientHigh(connection), Connection.clientLow(connection),
            Connection.virtualHigh(connection), Connection.virtualLow(connection),
            replied(Connection.virtualPort(connection), Connection.clientPort(connection)));
    }

    /** Undoes {@link #toClient}, as far as the other version has kept it. */
    void backToRealServer(final Packet packet, final long connection) {
        final int local = FullNat.local(connection);
        change(packet, Connection.destinationHigh(connection), Connection.destinationLow(connection),
            locals.high(local), locals.low(local),
            replied(LocalPorts.port(local), Connection.destinationPort(connection)));
    }

    /**
     * Makes an ICMP error about a packet to the client one about a packet of the real server, which it comes to from
     * the local address. Answers false, with nothing done, if the other version has no such error.
     */
    boolean errorToRealServer(final Packet packet, final long connection, final int next4, final int next6) {
        final int local = FullNat.local(connection);
        errors.ends(locals.high(local), locals.low(local), Connection.destinationHigh(connection),
            Connection.destinationLow(connection),
            replied(LocalPorts.port(local), Connection.destinationPort(connection)));
        return error(packet, next4, next6);
    }

    /**
     * Makes an ICMP error about a packet to the real server one about a packet of the client, which it comes to from
     * the virtual service. Answers false, with nothing done, if the other version has no such error.
     */
    boolean errorToClient(final Packet packet, final long connection, final int next4, final int next6) {
        errors.ends(Connection.virtualHigh(connection), Connection.virtualLow(connection),
            Connection.clientHigh(connection), Connection.clientLow(connection),
            replied(Connection.virtualPort(connection), Connection.clientPort(connection)));
        return error(packet, next4, next6);
    }

    private static int replied(final int destinationPort, final int sourcePort) {
        return destinationPort << Short.SIZE | sourcePort;
    }

    private void change(final Packet packet, final long sourceHigh, final long sourceLow, final long destinationHigh,
        final long destinationLow, final int ports) {
        final int length = packet.transportLength();
        final int before = VersionChange.addressSum(packet.ipv6, packet.ip);
        if (packet.ipv6) {
            final boolean fragments = packet.largestFragment != 0;
            final int identification = fragments ? Integer.reverseBytes(packet.identification) >>> Short.SIZE
                : identifications.next() & 0xFFFF;
            moved(packet, VersionChange.toIpv4(packet.ip, packet.transport, packet.protocol, identification, fragments,
                false, WireAddress.ipv4(sourceLow), WireAddress.ipv4(destinationLow)), length);
        } else {
            moved(packet, VersionChange.toIpv6(
                packet.ip, packet.transport, sourceHigh, sourceLow, destinationHigh, destinationLow), length);
        }
        VersionChange.transport(packet.ipv6, packet.ip, packet.transport, packet.protocol, length, before, ports);
    }

    private boolean error(final Packet packet, final int next4, final int next6) {
        if (Quote.read(packet.ipv6, packet.transport + Icmpv6.LENGTH, packet.transportLength() - Icmpv6.LENGTH)
            == Quote.NONE) {
            return false;
        }
        errors.links(next4, next6);
        final long ip = packet.ipv6
            ? errors.toIpv4(packet.ip, packet.transport, packet.transportLength(), identifications.next() & 0xFFFF)
            : errors.toIpv6(packet.ip, packet.transport, packet.transportLength());
        if (ip == 0) {
            return false;
        }
        packet.protocol = packet.ipv6 ? Ipv4.ICMP : Icmpv6.PROTOCOL;
        moved(packet, ip, Icmpv6.LENGTH + errors.length());
        return true;
    }

    /** The packet has another header now, and so many bytes behind it. */
    private static void moved(final Packet packet, final long ip, final int length) {
        packet.ipv6 = !packet.ipv6;
        packet.ip = ip;
        packet.length = length + (packet.ipv6 ? Ipv6.LENGTH : Ipv4.MIN_LENGTH);
        packet.transport = ip + packet.length - length;
        if (packet.mbuf != 0) {
            // What followed the packet, and padding, would be neither any more.
            Mbuf.trim(packet.mbuf, (int) (Mbuf.data(packet.mbuf) + Mbuf.dataLength(packet.mbuf) - ip - packet.length));
        }
    }
}
