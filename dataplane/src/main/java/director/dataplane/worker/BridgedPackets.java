/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.NativeMemory;
import director.dataplane.connection.AddressOptionState;
import director.dataplane.connection.Connection;
import director.dataplane.connection.ProxyState;
import director.dataplane.forward.VersionChange;
import director.dataplane.header.Icmpv6;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv6;
import director.dataplane.header.Ipv6Extensions;
import director.dataplane.header.Tcp;
import director.dataplane.status.DropReason;

/**
 * Takes packets of connections between a client and a real server of different versions of IP to the other side, as
 * RFC 7915 has it: what is too long in the other version is answered in its own, what may be cut is cut. Checks are in
 * the order of {@link Forwarding} and {@link Router}. From the worker's thread.
 */
final class BridgedPackets {
    private static final int GROWTH = VersionChange.GROWTH;
    private static final int LONGEST_IPV4 = 0xFFFF;
    private static final int LEAST_FRAGMENT = 68;
    private static final int FRAGMENT_GROWTH = GROWTH + 8;

    private final IpOutput output;
    private final Answers answers;
    private final Discards discards;
    private final SegmentSizes segments;
    private final Translator translator;
    private final ProxyProtocol proxy;
    private final AddressOptions addressOptions;

    BridgedPackets(
        final IpOutput output,
        final Answers answers,
        final Discards discards,
        final SegmentSizes segments,
        final Translator translator,
        final ProxyProtocol proxy,
        final AddressOptions addressOptions) {
        this.output = output;
        this.answers = answers;
        this.discards = discards;
        this.segments = segments;
        this.translator = translator;
        this.proxy = proxy;
        this.addressOptions = addressOptions;
    }

    /** Sends a client's packet, which has lost its hop, to a next hop. */
    void toRealServer(final Packet packet, final long connection, final int neighbour, final int mtu) {
        if (packet.isControl()) {
            final int clients = output.mtuTo(Connection.clientHigh(connection), Connection.clientLow(connection));
            final boolean told = translator.bridgedErrorToRealServer(
                packet, connection, packet.ipv6 ? mtu : clients, packet.ipv6 ? clients : mtu);
            finishError(packet, told, neighbour, mtu);
            return;
        }
        if (!fits(packet, mtu)) {
            return;
        }
        clamp(packet, mtu);
        if (ProxyState.is(connection) && !proxy.precede(packet, connection, neighbour, mtu)) {
            return;
        }
        final int limit = limit(packet, mtu);
        translator.toRealServer(packet, connection);
        if (AddressOptionState.is(connection)) {
            addressOptions.tell(packet, connection, limit);
            keepWhole(packet);
        }
        output.send(packet, neighbour, limit);
    }

    /** The option may have made a packet of IPv4 longer than those that may be cut. */
    private static void keepWhole(final Packet packet) {
        if (!packet.ipv6 && packet.length > VersionChange.LONGEST_TO_CUT && packet.largestFragment == 0) {
            Ipv4.fragment(packet.ip, Ipv4.DONT_FRAGMENT);
            Ipv4.computeChecksum(packet.ip);
        }
    }

    /**
     * Looks whether a real server's packet can go to its client, and takes a hop from it if so. Answers its next hop;
     * or {@link Router#REFUSED}, the packet having met its fate.
     */
    int admit(final Packet packet, final long connection) {
        if (packet.hops() <= 1) {
            answers.timeExceeded(packet);
            return Router.REFUSED;
        }
        final int neighbour = output.toAddress(Connection.clientHigh(connection), Connection.clientLow(connection));
        if (neighbour < 0) {
            answers.noWay(packet, neighbour);
            return Router.REFUSED;
        }
        if (!packet.isControl() && !fits(packet, output.mtu(neighbour))) {
            return Router.REFUSED;
        }
        packet.hop();
        return neighbour;
    }

    /** Sends a real server's packet that was admitted to its client. */
    void toClient(final Packet packet, final long connection, final int neighbour) {
        final int mtu = output.mtu(neighbour);
        if (packet.isControl()) {
            final int servers =
                output.mtuTo(Connection.destinationHigh(connection), Connection.destinationLow(connection));
            final boolean told = translator.bridgedErrorToClient(
                packet, connection, packet.ipv6 ? mtu : servers, packet.ipv6 ? servers : mtu);
            finishError(packet, told, neighbour, mtu);
            return;
        }
        clamp(packet, mtu);
        final int limit = limit(packet, mtu);
        translator.toClient(packet, connection);
        output.send(packet, neighbour, limit);
    }

    private void finishError(final Packet packet, final boolean told, final int neighbour, final int mtu) {
        if (!told) {
            discards.drop(packet, DropReason.ICMP_UNTRANSLATABLE);
            return;
        }
        packet.largestFragment = 0;
        output.send(packet, neighbour, mtu);
    }

    /** Whether a packet can leave in the other version by a way with this MTU. If not, it has met its fate. */
    private boolean fits(final Packet packet, final int mtu) {
        return packet.ipv6 ? fitsIpv4(packet, mtu) : fitsIpv6(packet, mtu);
    }

    private boolean fitsIpv6(final Packet packet, final int mtu) {
        if (Ipv4.isDontFragment(packet.ip) && Ipv6.LENGTH + packet.transportLength() > mtu) {
            answers.tooBig(packet, mtu - GROWTH);
            return false;
        }
        return true;
    }

    private boolean fitsIpv4(final Packet packet, final int mtu) {
        final int length = Ipv4.MIN_LENGTH + packet.transportLength();
        final int routed = Ipv6Extensions.segmentsLeftAt(packet.ip, (int) (packet.transport - packet.ip));
        if (routed != 0) {
            answers.error(packet, Icmpv6.PARAMETER_PROBLEM, Icmpv6.WRONG_FIELD, routed);
            discards.drop(packet, DropReason.SOURCE_ROUTED);
            return false;
        }
        if (length > LONGEST_IPV4) {
            discards.drop(packet, DropReason.PACKET_TOO_LONG);
            return false;
        }
        if (packet.largestFragment == 0 && length > VersionChange.LONGEST_TO_CUT && length > mtu) {
            answers.tooBig(packet, Math.max(Ipv6.MIN_MTU, mtu + GROWTH));
            return false;
        }
        return true;
    }

    /** How long a packet may be so that it fits into that MTU in the other version. */
    private static int longest(final Packet packet, final int mtu) {
        return packet.ipv6 ? mtu + GROWTH : mtu - GROWTH;
    }

    /**
     * With SYNs: a segment must not make a longer IPv6 packet than the IPv4 packets that its sender has taken into
     * account, for whoever receives it may know no longer ones; and what {@link SegmentSizes} says.
     */
    private void clamp(final Packet packet, final int mtu) {
        if ((packet.tcpFlags() & Tcp.SYN) == 0) {
            return;
        }
        segments.clamp(packet, longest(packet, mtu));
        final int headerLength = Math.min(Tcp.headerLength(packet.transport), packet.transportLength());
        final int at = packet.ipv6 ? 0 : Tcp.mssAt(packet.transport, headerLength);
        if (at != 0) {
            Tcp.clampMss(packet.transport, headerLength,
                Math.max(1, NativeMemory.uint16Be(packet.transport + at) - GROWTH));
        }
    }

    /**
     * How long a packet that is going to be translated may leave, and in what fragments. What comes from IPv4 and may
     * be cut on its way leaves in packets that no router of IPv6 has to object to; what came in fragments, in such.
     */
    private static int limit(final Packet packet, final int mtu) {
        final int largest = packet.largestFragment;
        if (packet.ipv6) {
            final int headers = (int) (packet.transport - packet.ip) - Ipv6.LENGTH;
            packet.largestFragment =
                largest == 0 ? 0 : Math.max(LEAST_FRAGMENT, largest - FRAGMENT_GROWTH - headers);
            return mtu;
        }
        final int limit = Ipv4.isDontFragment(packet.ip) ? mtu : Math.min(mtu, Ipv6.MIN_MTU);
        packet.identification = Integer.reverseBytes(Ipv4.identification(packet.ip)) >>> Short.SIZE;
        packet.largestFragment = largest == 0 ? limit : Math.min(limit, largest + FRAGMENT_GROWTH);
        return limit;
    }
}
