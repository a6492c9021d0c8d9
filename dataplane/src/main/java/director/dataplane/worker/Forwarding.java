/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.address.WireAddress;
import director.dataplane.configuration.Sysctl;
import director.dataplane.connection.AddressOptionState;
import director.dataplane.connection.Connection;
import director.dataplane.connection.FullNat;
import director.dataplane.connection.ProxyState;
import director.dataplane.forward.Identifications;
import director.dataplane.route.RouteTable;
import director.dataplane.service.Destination;
import director.dataplane.service.DestinationCounters;
import director.dataplane.status.DropReason;
import director.dataplane.tunnel.Encapsulation;
import director.dataplane.tunnel.Tunnel;

/**
 * Takes packets of clients to their real servers, by the forwarding method of the connection. Order and content
 * of errors are those of Linux: the hop is taken before the length is looked at, and nothing else is changed before.
 * From the worker's thread.
 */
final class Forwarding {
    /** The shortest packet that a tunnel must be able to carry (RFC 791). */
    static final int IPV4_LEAST = 68;

    private final IpOutput output;
    private final DestinationCounters destinations;
    private final Answers answers;
    private final LocalHost host;
    private final DutyCycle cycle;
    private final Discards discards;
    private final SegmentSizes segments;
    private final ChecksumOffload checksums;
    private final Translator translator;
    private final ProxyProtocol proxy;
    private final AddressOptions addressOptions;
    private final BridgedPackets bridged;
    private final Identifications identifications;

    Forwarding(
        final IpOutput output,
        final ChecksumOffload checksums,
        final Answers answers,
        final LocalHost host,
        final DutyCycle cycle,
        final Discards discards,
        final SegmentSizes segments,
        final WorkerResources resources) {
        this.output = output;
        this.checksums = checksums;
        this.destinations = resources.destinations();
        this.answers = answers;
        this.host = host;
        this.cycle = cycle;
        this.discards = discards;
        this.segments = segments;
        this.translator = new Translator(resources);
        this.proxy = new ProxyProtocol(output, discards, resources, translator);
        this.addressOptions = new AddressOptions(resources.counters());
        this.bridged = new BridgedPackets(output, answers, discards, segments, translator, proxy, addressOptions);
        this.identifications = new Identifications(Long.reverse(resources.seed()));
    }

    /** Sends a packet of a client to the real server of its connection. */
    void toRealServer(final Packet packet, final long connection, final Destination destination) {
        if (cycle.snapshot().local().contains(destination.high(), destination.low())) {
            toOwnHost(packet, connection);
            return;
        }
        final int neighbour =
            output.toDestination(destination.number(), destination.high(), destination.low());
        if (neighbour < 0) {
            answers.noWay(packet, neighbour);
        } else if (packet.hops() <= 1) {
            count(connection, answers.timeExceeded(packet));
        } else {
            packet.hop();
            send(packet, connection, destination, neighbour);
        }
    }

    /** What the director says itself in place of a real server that answers past it, is counted as that one's. */
    private void count(final long connection, final int length) {
        if (length != 0 && Connection.method(connection) != Connection.MASQUERADE) {
            destinations.packetOut(Connection.destinationNumber(connection), length);
        }
    }

    private void send(
        final Packet packet, final long connection, final Destination destination, final int neighbour) {
        if (Connection.method(connection) == Connection.TUNNEL) {
            tunnel(packet, connection, destination, neighbour);
            return;
        }
        final int mtu = output.mtu(neighbour, destination.high(), destination.low());
        if (FullNat.isBridged(connection)) {
            bridged.toRealServer(packet, connection, neighbour, mtu);
            return;
        }
        if (Router.isTooBig(packet, mtu)) {
            count(connection, answers.tooBig(packet, mtu));
            return;
        }
        segments.clamp(packet, mtu);
        if (ProxyState.is(connection) && !packet.isControl()
            && !proxy.precede(packet, connection, neighbour, mtu)) {
            return;
        }
        if (AddressOptionState.is(connection) && !packet.isControl()) {
            addressOptions.tell(packet, connection, mtu);
        }
        if (Connection.method(connection) == Connection.MASQUERADE
            && (packet.isControl() || !checksums.destination(packet, connection, neighbour, mtu))) {
            translate(packet, connection);
        }
        output.send(packet, neighbour, mtu);
    }

    /** Who carries packets of connections between different versions of IP. */
    BridgedPackets bridged() {
        return bridged;
    }

    private void translate(final Packet packet, final long connection) {
        if (packet.isControl()) {
            translator.errorToRealServer(packet, connection);
        } else {
            translator.toRealServer(packet, connection);
        }
    }

    /** The real server is the director itself: nothing listens there, but the host says so. */
    private void toOwnHost(final Packet packet, final long connection) {
        if (Connection.method(connection) == Connection.MASQUERADE) {
            translate(packet, connection);
        }
        host.deliver(packet, DropReason.NO_SERVICE);
    }

    private void tunnel(
        final Packet packet, final long connection, final Destination destination, final int neighbour) {
        final boolean outer6 = destination.settings().address().ipv6();
        final int kind = destination.tunnelKind();
        final int overhead = Tunnel.headerLength(kind, outer6);
        final int mtu = output.mtu(neighbour, destination.high(), destination.low());
        final int room = room(neighbour, mtu, overhead, outer6);
        if (room < (outer6 ? PathMtus.IPV6_MIN : IPV4_LEAST)) {
            discards.drop(packet, DropReason.MTU_EXCEEDED);
            return;
        }
        if ((packet.ipv6 || cycle.isOn(Sysctl.PMTU_DISC)) && Router.isTooBig(packet, room)) {
            count(connection, answers.tooBig(packet, room));
            return;
        }
        final int route = output.route(destination.high(), destination.low());
        if (route == RouteTable.NONE) {
            answers.noWay(packet, IpOutput.NO_ROUTE);
            return;
        }
        segments.clamp(packet, room);
        final int written = checksums.written(packet, kind, overhead, neighbour, mtu);
        encapsulate(packet, destination, written, outer6, route);
        checksums.tunnelled(packet, kind, written);
        output.send(packet, neighbour, mtu);
    }

    /**
     * The longest packet that fits into a tunnel. Where it is a path beyond the link that leaves less than IPv6 needs,
     * the packets of the tunnel are cut up (RFC 2473 §7.1): an error, perhaps forged, must not end a tunnel.
     */
    private int room(final int neighbour, final int mtu, final int overhead, final boolean outer6) {
        final int room = mtu - overhead;
        return outer6 && room < PathMtus.IPV6_MIN
            ? Math.min(output.mtu(neighbour) - overhead, PathMtus.IPV6_MIN) : room;
    }

    private void encapsulate(
        final Packet packet, final Destination destination, final int kind, final boolean outer6, final int route) {
        final long inner = packet.ip;
        final int ports = Tunnel.ports((int) (packet.hash >>> Integer.SIZE), destination.tunnelPort());
        if (outer6) {
            packet.ip = Encapsulation.overIpv6(inner, packet.length, kind, ports, output.routes().sourceHigh(route),
                output.routes().sourceLow(route), destination.high(), destination.low());
        } else {
            final boolean dontFragment = !packet.ipv6 && packet.isDontFragment() && cycle.isOn(Sysctl.PMTU_DISC);
            packet.ip = Encapsulation.overIpv4(inner, packet.length, kind, ports,
                WireAddress.ipv4(output.routes().sourceLow(route)), WireAddress.ipv4(destination.low()),
                identifications.next() & 0xFFFF, dontFragment);
        }
        packet.length += (int) (inner - packet.ip);
        if (packet.ipv6 != outer6) {
            // The fragments that it came in were of the other version.
            packet.largestFragment = 0;
        }
        packet.ipv6 = outer6;
    }
}
