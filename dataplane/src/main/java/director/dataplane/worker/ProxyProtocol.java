/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.dataplane.clientaddress.ProxyHeader;
import director.dataplane.connection.Connection;
import director.dataplane.connection.ProxyState;
import director.dataplane.connection.TcpState;
import director.dataplane.header.Ethernet;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv6;
import director.dataplane.header.Tcp;
import director.dataplane.header.TcpOptions;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;

/**
 * Puts a header of the PROXY protocol in front of what clients send. It is a segment of its own, made from the client's
 * that calls for it: the acknowledgment that ends the handshake becomes the header, so that the header goes out at once
 * even if the real server is to speak first, and if it gets lost, the real server answers the SYN again and so has it
 * sent again. After that it takes a segment of the client once more when the real server shows that it lacks it, or the
 * client begins its stream anew. From the worker's thread.
 */
final class ProxyProtocol {
    /** How much a real server may have said, of which it was told that it arrived, before it knows of the header. */
    private static final int EARLY = 1 << 16;

    private final IpOutput output;
    private final Discards discards;
    private final WorkerCounters counters;
    private final Translator translator;
    private final Packet header = new Packet();

    ProxyProtocol(
        final IpOutput output, final Discards discards, final WorkerResources resources, final Translator translator) {
        this.output = output;
        this.discards = discards;
        this.counters = resources.counters();
        this.translator = translator;
    }

    /**
     * Sends the header in front of a client's segment if that is due. Answers whether the segment itself goes on to the
     * real server, translated; if not, it has met its fate.
     */
    boolean precede(final Packet packet, final long connection, final int neighbour, final int mtu) {
        final int flags = Tcp.flags(packet.transport);
        if (Tcp.headerLength(packet.transport) > packet.transportLength()) {
            discards.drop(packet, DropReason.TRANSPORT_MALFORMED);
            return false;
        }
        if ((flags & Tcp.SYN) != 0) {
            begin(packet);
            return true;
        }
        if (ProxyState.has(connection, ProxyState.ACKNOWLEDGED)) {
            return isBehind(packet, connection) || refuse(packet);
        }
        if ((flags & Tcp.RST) != 0 || !TcpSegments.isIntact(packet)) {
            return true;
        }
        return isPlausible(packet, connection) ? fresh(packet, connection, neighbour, mtu) : refuse(packet);
    }

    /** A SYN opens one stream, whose first byte comes after the handshake. */
    private static void begin(final Packet packet) {
        final int headerLength = Tcp.headerLength(packet.transport);
        TcpOptions.eraseExtensions(packet.transport, headerLength);
        if (packet.transportLength() > headerLength) {
            TcpSegments.cut(packet, packet.transportLength() - headerLength);
        }
    }

    /**
     * Whether a segment says nothing where the header was: no client has a reason to send any there, and a real
     * server that has forgotten the connection might take it for the beginning of one (SYN cookies). Long after, the
     * numbers have come around; it matters then only if the real server may have forgotten.
     */
    private static boolean isBehind(final Packet packet, final long connection) {
        final int offset = Tcp.sequence(packet.transport) - ProxyState.first(connection);
        return offset >= -1
            || offset + packet.transportLength() - Tcp.headerLength(packet.transport) <= -ProxyState.length(connection)
            || (Tcp.flags(packet.transport) & Tcp.RST) != 0
            || (ProxyState.has(connection, ProxyState.FAR) && !isOver(Connection.state(connection)));
    }

    private static boolean isOver(final int state) {
        return state == TcpState.CLOSE.id() || state == TcpState.TIME_WAIT.id();
    }

    /** Whether a segment can be of who got the real server's answer to the SYN. */
    private static boolean isPlausible(final Packet packet, final long connection) {
        return (Tcp.flags(packet.transport) & Tcp.ACK) != 0 && ProxyState.has(connection, ProxyState.ANSWERED)
            && Integer.compareUnsigned(
                Tcp.acknowledgment(packet.transport) - ProxyState.serverFirst(connection), EARLY) < 0;
    }

    private boolean refuse(final Packet packet) {
        discards.drop(packet, DropReason.OUT_OF_SEQUENCE);
        return false;
    }

    /** A segment of a client whose header the real server has not acknowledged. */
    private boolean fresh(final Packet packet, final long connection, final int neighbour, final int mtu) {
        final int offset = Tcp.sequence(packet.transport) - ProxyState.first(connection);
        final boolean empty = Tcp.sequenceLength(packet.transport, packet.transportLength()) == 0;
        final boolean early = offset < 0;
        if (offset == 0 && !empty && ProxyState.has(connection, ProxyState.BEGUN)) {
            ProxyState.set(connection, ProxyState.DUE);
        }
        final boolean due = early || ProxyState.has(connection, ProxyState.DUE);
        if (due && !send(packet, connection, neighbour, mtu)) {
            discards.drop(packet, DropReason.MBUFS_EXHAUSTED);
            return false;
        }
        if (early || (due && empty && offset == 0)) {
            // The header has said all that it had to say.
            discards.consume(packet);
            return false;
        }
        if (offset == 0 && !empty) {
            ProxyState.set(connection, ProxyState.BEGUN);
        }
        return true;
    }

    /** Makes the header from a segment of the client, as if the client had sent it before its first byte. */
    private boolean send(final Packet packet, final long connection, final int neighbour, final int mtu) {
        final long mbuf = output.begin();
        if (mbuf == 0) {
            return false;
        }
        counters.add(WorkerCounter.GENERATED, 1);
        final int tcpLength = Tcp.headerLength(packet.transport);
        final int ipLength = packet.ipv6 ? Ipv6.LENGTH : Ipv4.MIN_LENGTH;
        header.mbuf = mbuf;
        header.port = packet.port;
        header.ipv6 = packet.ipv6;
        header.kind = Packet.TRANSPORT;
        header.protocol = Ipv4.TCP;
        header.length = ipLength + tcpLength + ProxyState.length(connection);
        header.ip = Mbuf.append(mbuf, Ethernet.LENGTH + header.length) + Ethernet.LENGTH;
        header.transport = header.ip + ipLength;
        writeIp(packet);
        NativeMemory.copy(packet.transport, header.transport, tcpLength);
        Tcp.plain(header.transport);
        Tcp.sequence(header.transport, ProxyState.first(connection) - ProxyState.length(connection));
        ProxyHeader.write(header.transport + tcpLength, connection);
        Tcp.computeChecksum(header.transport, header.transportLength(), TcpSegments.pseudoSum(header));
        translator.toRealServer(header, connection);
        output.send(header, neighbour, mtu);
        ProxyState.clear(connection, ProxyState.DUE);
        ProxyState.set(connection, ProxyState.SENT);
        return true;
    }

    /** The packet has lost its hop already. */
    private void writeIp(final Packet packet) {
        if (packet.ipv6) {
            Ipv6.write(header.ip, Ipv6.trafficClass(packet.ip), Ipv6.flowLabel(packet.ip), header.transportLength(),
                Ipv4.TCP, packet.hops());
            Ipv6.source(header.ip, packet.sourceHigh(), packet.sourceLow());
            Ipv6.destination(header.ip, packet.destinationHigh(), packet.destinationLow());
        } else {
            Ipv4.write(header.ip, Ipv4.tos(packet.ip), header.length, Ipv4.identification(packet.ip), 0,
                packet.hops(), Ipv4.TCP);
            Ipv4.addresses(header.ip, Ipv4.source(packet.ip), Ipv4.destination(packet.ip));
            Ipv4.computeChecksum(header.ip);
        }
    }
}
