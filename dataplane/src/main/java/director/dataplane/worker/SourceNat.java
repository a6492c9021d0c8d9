/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.configuration.AnswerPolicy;
import director.dataplane.connection.Connection;
import director.dataplane.connection.ConnectionTable;
import director.dataplane.connection.TcpState;
import director.dataplane.header.Echo;
import director.dataplane.header.Icmp;
import director.dataplane.header.Ipv4;
import director.dataplane.service.DestinationCounters;
import director.dataplane.snat.SnatRule;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;
import org.jspecify.annotations.Nullable;

/**
 * SNAT: packets of hosts of ours leave with a local address and port, and answers to these come back to the hosts. In
 * either direction a packet goes one hop as by any router. Packets of established connections, once the fast path knows
 * them, do not come here. From the worker's thread.
 *
 * <pre>
 *   our host ──► other end       source: host ─► local
 *   our host ◄── other end       destination: host ◄─ local
 * </pre>
 */
final class SourceNat {
    private final DutyCycle cycle;
    private final DestinationCounters destinations;
    private final WorkerCounters counters;
    private final Router router;
    private final Discards discards;
    private final Answers answers;
    private final ConnectedPackets connected;
    private final SegmentSizes segments;
    private final SnatOpener opener;
    private final SteadyFlows steady;
    private final LookUp lookUp;
    private final ConnectionTable connections;
    private final Translator translator;

    @SuppressWarnings("checkstyle:ParameterNumber")
    SourceNat(
        final DutyCycle cycle,
        final WorkerResources resources,
        final Router router,
        final Discards discards,
        final Answers answers,
        final ConnectedPackets connected,
        final SegmentSizes segments,
        final SteadyFlows steady,
        final SnatOpener opener) {
        this.cycle = cycle;
        this.destinations = resources.destinations();
        this.counters = resources.counters();
        this.router = router;
        this.discards = discards;
        this.answers = answers;
        this.connected = connected;
        this.segments = segments;
        this.opener = opener;
        this.steady = steady;
        this.connections = resources.connections();
        this.lookUp = new LookUp(connections);
        this.translator = new Translator(resources);
    }

    /**
     * Takes a packet of a connection of SNAT to the other side. Answers false if the connection was over and the packet
     * begins another one.
     */
    boolean carry(final Packet packet, final long found) {
        final long connection = found & ~ConnectionTable.OUTBOUND;
        if (found != connection) {
            inward(packet, connection);
        } else if (ConnectedPackets.beginsAnew(packet) && connected.isReusable(connection)) {
            connections.expireNow(connection);
            return false;
        } else {
            final int neighbour = router.admit(packet, AnswerPolicy.ANSWER);
            if (neighbour != Router.REFUSED) {
                outward(packet, connection, neighbour);
            }
        }
        return true;
    }

    /**
     * A packet with ports, to another host and of no connection. Answers false if no rule is for it; otherwise it has
     * met its fate.
     */
    boolean begin(final Packet packet) {
        final @Nullable SnatRule rule = opener.rule(packet);
        if (rule == null || opener.isOfService(packet)) {
            return false;
        }
        if (SnatOpener.begins(packet)) {
            open(packet, rule, packet.ports());
        } else if (packet.protocol == Ipv4.TCP) {
            // After a restart, say: the host is to know at once, and does not wait for an answer.
            answers.reset(packet, DropReason.SNAT_NO_CONNECTION);
        } else {
            discards.drop(packet, DropReason.SNAT_NO_CONNECTION);
        }
        return true;
    }

    /** The same of all other packets, some of which have a connection, or are for the director. */
    boolean other(final Packet packet) {
        if (cycle.snapshot().snat().isEmpty()) {
            return false;
        }
        final boolean echo = packet.isControl() && packet.transportLength() >= Icmp.LENGTH
            && (Echo.isRequest(packet.ipv6, packet.transport) || Echo.isReply(packet.ipv6, packet.transport));
        if (echo) {
            final int ports = Echo.ports(packet.ipv6, packet.transport);
            packet.hash = lookUp.hash(packet, ports, packet.protocol);
            final long found = lookUp.find(packet, ports, packet.protocol);
            if (found != 0) {
                return carry(packet, found);
            }
        }
        if (cycle.isLocal(packet)) {
            return false;
        }
        final @Nullable SnatRule rule = opener.rule(packet);
        if (rule == null) {
            return false;
        }
        if (!echo) {
            discards.drop(packet, DropReason.SNAT_UNTRANSLATABLE);
        } else if (SnatOpener.begins(packet)) {
            open(packet, rule, Echo.ports(packet.ipv6, packet.transport));
        } else {
            discards.drop(packet, DropReason.SNAT_NO_CONNECTION);
        }
        return true;
    }

    /** Takes an ICMP error about a packet of a connection to the side that sent that packet. */
    void error(final Packet packet, final long found) {
        final long connection = found & ~ConnectionTable.OUTBOUND;
        final boolean inward = found != connection;
        final int neighbour = inward ? router.admit(packet, Connection.clientHigh(connection),
            Connection.clientLow(connection), AnswerPolicy.ANSWER) : router.admit(packet, AnswerPolicy.ANSWER);
        if (neighbour == Router.REFUSED) {
            return;
        }
        counters.add(WorkerCounter.SNAT_ERRORS, 1);
        if (inward) {
            destinations.packetOut(Connection.destinationNumber(connection), packet.length);
            translator.errorInward(packet, connection);
        } else {
            destinations.packetIn(Connection.destinationNumber(connection), packet.length);
            translator.errorOutward(packet, connection);
        }
        router.send(packet, neighbour);
    }

    /** What cannot go there begins no connection. */
    private void open(final Packet packet, final SnatRule rule, final int ports) {
        final int neighbour = router.admit(packet, AnswerPolicy.ANSWER);
        if (neighbour == Router.REFUSED) {
            return;
        }
        final long connection = opener.open(packet, rule, ports);
        if (connection == 0) {
            discards.drop(packet, opener.reason());
        } else {
            outward(packet, connection, neighbour);
        }
    }

    private void outward(final Packet packet, final long connection, final int neighbour) {
        ConnectedPackets.count(connection);
        connected.advance(packet, connection, TcpState.INPUT);
        destinations.packetIn(Connection.destinationNumber(connection), packet.length);
        segments.clamp(packet, router.mtu(neighbour));
        translator.toRealServer(packet, connection);
        router.send(packet, neighbour);
        if (connected.isCounted(connection)) {
            steady.snat(packet, connection, false);
        }
    }

    private void inward(final Packet packet, final long connection) {
        final int neighbour = router.admit(packet, Connection.clientHigh(connection),
            Connection.clientLow(connection), AnswerPolicy.ANSWER);
        if (neighbour == Router.REFUSED) {
            return;
        }
        destinations.packetOut(Connection.destinationNumber(connection), packet.length);
        connected.advance(packet, connection, TcpState.OUTPUT);
        segments.clamp(packet, router.mtu(neighbour));
        translator.toClient(packet, connection);
        router.send(packet, neighbour);
        steady.snat(packet, connection, true);
    }
}
