/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.dataplane.connection.Connection;
import director.dataplane.connection.FullNat;
import director.dataplane.header.Checksum;
import director.dataplane.header.Ethernet;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv6;
import director.dataplane.header.Ipv6Extensions;
import director.dataplane.header.Ports;
import director.dataplane.header.Sctp;
import director.dataplane.header.Udp;
import director.dataplane.localport.LocalPorts;
import director.dataplane.port.WorkerPort;
import director.dataplane.tunnel.Tunnel;

/**
 * Leaves checksums to ports that would otherwise be computed over all of a packet: those of UDP datagrams that have
 * none and need one when they are translated, of SCTP packets whose port changes, and of GUE. Everything else is
 * updated, or covers a header, for less than it costs to tell a device. From the worker's thread.
 *
 * <p>A device wants the sum of the pseudo header in the field of UDP, and 0 in that of SCTP. What is cut up, or does
 * not lie in an mbuf, is computed here.
 */
final class ChecksumOffload {
    private static final int NO_PORTS = Ipv6.NO_NEXT_HEADER;
    private static final int VERSION_SHIFT = 4;
    private static final int VERSION_6 = 6;

    private final IpOutput output;
    private final Translator translator;
    private final boolean isOffered;

    ChecksumOffload(final WorkerResources resources, final IpOutput output) {
        this.output = output;
        this.translator = new Translator(resources);
        boolean offered = false;
        for (final WorkerPort port : resources.ports()) {
            offered |= port.checksums().udp() || port.checksums().sctp();
        }
        this.isOffered = offered;
    }

    /**
     * Has a packet of a connection go to its real server; false, with nothing done, if no checksum is left to a port.
     */
    boolean destination(final Packet packet, final long connection, final int neighbour, final int mtu) {
        final boolean changes = FullNat.is(connection)
            || Ports.destination(packet.transport) != Connection.destinationPort(connection);
        if (!isOffered || !isLeft(packet, changes, neighbour, mtu)) {
            return false;
        }
        translator.toRealServer(packet, connection, NO_PORTS, 0);
        Ports.destination(packet.transport, Connection.destinationPort(connection));
        if (FullNat.is(connection)) {
            Ports.source(packet.transport, LocalPorts.port(FullNat.local(connection)));
        }
        leave(packet, packet.transport);
        return true;
    }

    /**
     * Has a packet of a connection come from its service; false, with nothing done, if no checksum is left to a port.
     */
    boolean source(final Packet packet, final long connection, final int neighbour) {
        final boolean changes = FullNat.is(connection)
            || Ports.source(packet.transport) != Connection.virtualPort(connection);
        if (!isOffered || !isLeft(packet, changes, neighbour, output.mtu(neighbour))) {
            return false;
        }
        translator.toClient(packet, connection, NO_PORTS, 0);
        Ports.source(packet.transport, Connection.virtualPort(connection));
        if (FullNat.is(connection)) {
            Ports.destination(packet.transport, Connection.clientPort(connection));
        }
        leave(packet, packet.transport);
        return true;
    }

    /** The kind of tunnel to write: one without a checksum if that is left to the port, see {@link #tunnelled}. */
    int written(final Packet packet, final int kind, final int headers, final int neighbour, final int mtu) {
        return isOffered && kind == Tunnel.GUE_CHECKSUM && packet.mbuf != 0 && packet.length + headers <= mtu
            && output.port(neighbour).checksums().udp() ? Tunnel.GUE : kind;
    }

    /** Leaves the checksum of a tunnel to the port, if it was not written with one. */
    void tunnelled(final Packet packet, final int kind, final int written) {
        if (written != kind) {
            packet.protocol = Ipv4.UDP;
            leave(packet, packet.ip + (packet.ipv6 ? Ipv6.LENGTH : Ipv4.MIN_LENGTH));
        }
    }

    private boolean isLeft(
        final Packet packet, final boolean portChanges, final int neighbour, final int mtu) {
        if (packet.mbuf == 0 || packet.length > mtu) {
            return false;
        }
        return switch (packet.protocol) {
            case Ipv4.UDP -> !packet.ipv6 && Udp.checksum(packet.transport) == Udp.NO_CHECKSUM
                && output.port(neighbour).checksums().udp();
            case Sctp.PROTOCOL -> portChanges && output.port(neighbour).checksums().sctp();
            default -> false;
        };
    }

    private static void leave(final Packet packet, final long transport) {
        final boolean udp = packet.protocol == Ipv4.UDP;
        if (udp) {
            Udp.checksum(transport, Checksum.fold(pseudoHeaderSum(packet.ipv6, packet.ip, transport)));
        } else {
            Sctp.checksum(transport, 0);
        }
        Mbuf.offloadFlags(packet.mbuf, (Mbuf.offloadFlags(packet.mbuf) & ~Mbuf.TX_L4_MASK)
            | (udp ? Mbuf.TX_UDP_CKSUM : Mbuf.TX_SCTP_CKSUM) | (packet.ipv6 ? Mbuf.TX_IPV6 : Mbuf.TX_IPV4));
        Mbuf.txOffload(packet.mbuf, Ethernet.LENGTH, (int) (transport - packet.ip), 0, 0);
    }

    /** Computes what was left to a port that the packet will not reach. */
    static void complete(final long mbuf) {
        final long left = Mbuf.offloadFlags(mbuf) & Mbuf.TX_L4_MASK;
        if (left == 0) {
            return;
        }
        final long ip = Mbuf.data(mbuf) + Ethernet.LENGTH;
        final boolean ipv6 = NativeMemory.uint8(ip) >>> VERSION_SHIFT == VERSION_6;
        final int length = ipv6 ? Ipv6.totalLength(ip) : Ipv4.totalLength(ip);
        final long transport =
            ip + (ipv6 ? Ipv6Extensions.upperLayer(Ipv6Extensions.walk(ip, length)) : Ipv4.headerLength(ip));
        if (left == Mbuf.TX_UDP_CKSUM) {
            Udp.computeChecksum(transport, length - (int) (transport - ip), pseudoHeaderSum(ipv6, ip, transport));
        } else {
            Sctp.computeChecksum(transport, length - (int) (transport - ip));
        }
        Mbuf.offloadFlags(mbuf, Mbuf.offloadFlags(mbuf) & ~(Mbuf.TX_L4_MASK | Mbuf.TX_IPV4 | Mbuf.TX_IPV6));
    }

    private static long pseudoHeaderSum(final boolean ipv6, final long ip, final long transport) {
        return ipv6 ? Ipv6.pseudoHeaderSum(ip, Ipv4.UDP, Ipv6.totalLength(ip) - (int) (transport - ip))
            : Ipv4.pseudoHeaderSum(ip);
    }
}
