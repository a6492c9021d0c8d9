/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.configuration.AnswerPolicy;
import director.dataplane.configuration.Sysctl;
import director.dataplane.connection.AddressOptionState;
import director.dataplane.connection.Connection;
import director.dataplane.connection.ConnectionTable;
import director.dataplane.connection.FullNat;
import director.dataplane.connection.ProxyState;
import director.dataplane.connection.SctpState;
import director.dataplane.connection.TcpState;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Sctp;
import director.dataplane.header.Tcp;
import director.dataplane.service.Destination;
import director.dataplane.service.DestinationCounters;
import director.dataplane.status.DropReason;
import org.jspecify.annotations.Nullable;

/** Takes packets of connections to the other side: counts, moves the state on, and sends. From the worker's thread. */
final class ConnectedPackets {
    /** A connection in FIN_WAIT that saw no packet of the real server may be replaced, too. */
    private static final int REUSE_IN_FIN_WAIT = 2;

    /** More than anything asks for: {@code drop_entry} spares connections of more than eight packets. */
    private static final int COUNTED_PACKETS = 9;
    /** When nothing asks for the number of packets, a connection may be steady after so many. */
    private static final int OPENING_PACKETS = 2;

    private final DutyCycle cycle;
    private final ConnectionTable connections;
    private final DestinationCounters destinations;
    private final Forwarding forwarding;
    private final Router router;
    private final Discards discards;
    private final Defence defence;
    private final SegmentSizes segments;
    private final SteadyFlows steady;
    private final ChecksumOffload checksums;
    private final Translator translator;
    private final BridgedPackets bridged;

    @SuppressWarnings("checkstyle:ParameterNumber")
    ConnectedPackets(
        final DutyCycle cycle,
        final WorkerResources resources,
        final Forwarding forwarding,
        final Router router,
        final Discards discards,
        final Defence defence,
        final SegmentSizes segments,
        final ChecksumOffload checksums,
        final SteadyFlows steady) {
        this.cycle = cycle;
        this.connections = resources.connections();
        this.destinations = resources.destinations();
        this.forwarding = forwarding;
        this.router = router;
        this.discards = discards;
        this.defence = defence;
        this.segments = segments;
        this.steady = steady;
        this.checksums = checksums;
        this.translator = new Translator(resources);
        this.bridged = forwarding.bridged();
    }

    /**
     * Whether a connection no longer is the packet's: the client begins anew from the same port, or the real server is
     * gone for good. The connection is ended then.
     */
    boolean isOver(final Packet packet, final long connection) {
        final int number = Connection.destinationNumber(connection);
        final @Nullable Destination destination = cycle.snapshot().destination(number);
        final boolean nodest = cycle.isOn(Sysctl.EXPIRE_NODEST_CONN);
        final boolean over = beginsAnew(packet)
            && ((nodest && destination != null && destination.settings().weight() == 0) || isReusable(connection));
        if (over || (nodest && (destination == null || !destination.inService()))) {
            connections.expireNow(connection);
            return true;
        }
        return false;
    }

    static boolean beginsAnew(final Packet packet) {
        return switch (packet.protocol) {
            case Ipv4.TCP -> (Tcp.flags(packet.transport) & Tcp.SYN) != 0;
            case Sctp.PROTOCOL -> Sctp.stateChunk(packet.transport, packet.transportLength()) == Sctp.INIT;
            default -> false;
        };
    }

    /** Whether a connection is so far over that another one may have its place. */
    boolean isReusable(final long connection) {
        final int mode = cycle.snapshot().sysctls().get(Sysctl.CONN_REUSE_MODE);
        if (mode == 0 || connections.controller(connection) != 0) {
            return false;
        }
        final int state = Connection.state(connection);
        if (Connection.protocol(connection) == Sctp.PROTOCOL) {
            return state == SctpState.CLOSED.id();
        }
        return state == TcpState.TIME_WAIT.id() || state == TcpState.CLOSE.id()
            || ((mode & REUSE_IN_FIN_WAIT) != 0 && state == TcpState.FIN_WAIT.id()
                && Connection.noOutput(connection));
    }

    /** From a client to the real server of its connection. */
    void inbound(final Packet packet, final long connection) {
        final @Nullable Destination destination =
            cycle.snapshot().destination(Connection.destinationNumber(connection));
        if (destination == null || !destination.available()) {
            discards.drop(packet, DropReason.DESTINATION_UNAVAILABLE);
            return;
        }
        destinations.packetIn(destination.number(), packet.length);
        count(connection);
        advance(packet, connection,
            Connection.noOutput(connection) ? TcpState.INPUT_ONLY : TcpState.INPUT);
        if (packet.protocol == Ipv4.TCP && beginsAnew(packet) && AddressOptionState.again(connection)) {
            // What follows is not for the fast path.
            connections.transition(connection, Connection.state(connection), cycle.nowNs());
        }
        forwarding.toRealServer(packet, connection, destination);
        if (isCounted(connection)) {
            steady.inbound(packet, connection, destination);
        }
    }

    /** The same of the first packet of a connection that is in the state already to which this leads. */
    void first(final Packet packet, final long connection, final Destination destination) {
        destinations.packetIn(destination.number(), packet.length);
        forwarding.toRealServer(packet, connection, destination);
    }

    /** Whether as many packets of the client were counted as anything asks for. */
    boolean isCounted(final long connection) {
        return Connection.packets(connection) >= (cycle.isOn(Sysctl.DROP_ENTRY) ? COUNTED_PACKETS : OPENING_PACKETS);
    }

    /** Counts the first packets only, as many as anybody asks for. */
    static void count(final long connection) {
        final int counted = Connection.packets(connection);
        if (counted < COUNTED_PACKETS) {
            Connection.packets(connection, counted + 1);
        }
    }

    /** From a real server to the client of its connection. */
    void outbound(final Packet packet, final long connection) {
        if (ProxyState.is(connection) && !ProxyReplies.accept(packet, connection)) {
            connections.expireNow(connection);
            discards.drop(packet, DropReason.OUT_OF_SEQUENCE);
            return;
        }
        if (AddressOptionState.option(connection) != 0) {
            AddressOptions.hear(packet, connection);
        }
        if (FullNat.isBridged(connection)) {
            bridge(packet, connection);
            return;
        }
        final int neighbour = FullNat.is(connection) ? router.admit(packet, Connection.clientHigh(connection),
            Connection.clientLow(connection), AnswerPolicy.ANSWER) : router.admit(packet, AnswerPolicy.ANSWER);
        if (neighbour == Router.REFUSED) {
            return;
        }
        final @Nullable Destination destination = account(packet, connection);
        if (!checksums.source(packet, connection, neighbour)) {
            translator.toClient(packet, connection);
        }
        router.send(packet, neighbour);
        if (destination != null) {
            steady.outbound(packet, connection, destination);
        }
    }

    /** The same to a client of the other version of IP. */
    private void bridge(final Packet packet, final long connection) {
        final int neighbour = bridged.admit(packet, connection);
        if (neighbour != Router.REFUSED) {
            final @Nullable Destination destination = account(packet, connection);
            bridged.toClient(packet, connection, neighbour);
            if (destination != null) {
                steady.outbound(packet, connection, destination);
            }
        }
    }

    /** Has a packet of a real server come from the virtual service of its connection, and does not send it. */
    void translate(final Packet packet, final long connection) {
        account(packet, connection);
        translator.toClient(packet, connection);
    }

    /** Counts a packet of a real server, and moves its connection on. Answers the real server; null if it is gone. */
    private @Nullable Destination account(final Packet packet, final long connection) {
        final @Nullable Destination known =
            cycle.snapshot().destination(Connection.destinationNumber(connection));
        final @Nullable Destination destination = known != null && known.available() ? known : null;
        if (destination != null) {
            destinations.packetOut(destination.number(), packet.length);
        }
        if (Connection.noOutput(connection)) {
            Connection.outputSeen(connection);
        }
        advance(packet, connection, TcpState.OUTPUT);
        segments.clampTo(packet, Connection.clientHigh(connection), Connection.clientLow(connection));
        return destination;
    }

    /** Moves a connection on by one packet. */
    void advance(final Packet packet, final long connection, final int direction) {
        final int state = Connection.state(connection);
        final int next = switch (packet.protocol) {
            case Ipv4.TCP -> TcpState.after(state, direction, Tcp.flags(packet.transport), defence.isSecure());
            case Sctp.PROTOCOL -> SctpState.after(state, direction,
                Sctp.stateChunk(packet.transport, packet.transportLength()));
            default -> state;
        };
        if (next == state) {
            connections.touch(connection, cycle.nowNs());
        } else {
            connections.transition(connection, next, cycle.nowNs());
        }
    }
}
