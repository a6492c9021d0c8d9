/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.configuration.AnswerPolicy;
import director.dataplane.configuration.Sysctl;
import director.dataplane.connection.Connection;
import director.dataplane.connection.ConnectionTable;
import director.dataplane.connection.FullNat;
import director.dataplane.connection.Snat;
import director.dataplane.forward.Quote;
import director.dataplane.header.Icmp;
import director.dataplane.header.Icmpv6;
import director.dataplane.service.Destination;
import director.dataplane.service.DestinationCounters;
import director.dataplane.status.DropReason;
import org.jspecify.annotations.Nullable;

/**
 * Takes ICMP errors about packets of connections to the side that sent those. The connection is that of the quoted
 * packet, turned around: a packet to a client is quoted by an error that travels as the client's packets do. Errors
 * neither refresh a connection nor move its state on. From the worker's thread.
 */
final class IcmpRelay {
    private final DutyCycle cycle;
    private final QuotedPackets quotes;
    private final DestinationCounters destinations;
    private final Forwarding forwarding;
    private final Router router;
    private final Discards discards;
    private final TunnelErrors tunnels;
    private final UnseenClients clients;
    private final SourceNat snat;
    private final Translator translator;
    private final BridgedPackets bridged;

    @SuppressWarnings("checkstyle:ParameterNumber")
    IcmpRelay(
        final DutyCycle cycle,
        final WorkerResources resources,
        final Forwarding forwarding,
        final Router router,
        final Discards discards,
        final TunnelErrors tunnels,
        final UnseenClients clients,
        final SourceNat snat) {
        this.cycle = cycle;
        this.quotes = new QuotedPackets(resources.connections());
        this.destinations = resources.destinations();
        this.forwarding = forwarding;
        this.router = router;
        this.discards = discards;
        this.tunnels = tunnels;
        this.clients = clients;
        this.snat = snat;
        this.translator = new Translator(resources);
        this.bridged = forwarding.bridged();
    }

    /** Answers whether an ICMP message was about a connection, and has met its fate. */
    boolean relay(final Packet packet) {
        if (!cycle.snapshot().connects() || !isRelayed(packet)) {
            return false;
        }
        final boolean bridgedOnly = isParameterProblem(packet);
        if (!bridgedOnly && cycle.isLocal(packet) && tunnels.relay(packet)) {
            return true;
        }
        final long inner = packet.transport + Icmp.LENGTH;
        final long quote = Quote.readWithEcho(packet.ipv6, inner, packet.transportLength() - Icmp.LENGTH);
        final long found = quote == Quote.NONE ? 0 : quotes.findAnswered(packet.ipv6, inner, quote);
        if (bridgedOnly && (found == 0 || !FullNat.isBridged(found & ~ConnectionTable.OUTBOUND))) {
            return false;
        }
        if (found == 0) {
            return schedule(packet, inner, quote);
        }
        packet.hash = quotes.hash();
        if (!isChecksumValid(packet)) {
            discards.drop(packet, DropReason.ICMP_CHECKSUM);
        } else if (Snat.is(found & ~ConnectionTable.OUTBOUND)) {
            snat.error(packet, found);
        } else if ((found & ConnectionTable.OUTBOUND) == 0) {
            toRealServer(packet, found);
        } else {
            toClient(packet, found & ~ConnectionTable.OUTBOUND);
        }
        return true;
    }

    /** The quoted packet is of no connection. */
    private boolean schedule(final Packet packet, final long inner, final long quote) {
        if (!cycle.isOn(Sysctl.SCHEDULE_ICMP) || !cycle.isLocal(packet) || !UnseenClients.isSchedulable(quote)
            || !isChecksumValid(packet)) {
            return false;
        }
        packet.hash = quotes.hash();
        final long connection = clients.open(packet, inner, quote, packet.hash);
        if (connection != 0) {
            toRealServer(packet, connection);
            return true;
        }
        if (clients.opener().verdict() == ConnectionOpener.Verdict.NOT_TAKEN) {
            return false;
        }
        discards.drop(packet, clients.opener().reason());
        return true;
    }

    void close() {
        clients.close();
    }

    /**
     * Of IPv4, Linux relays what tells that packets do not arrive; of IPv6, every error. RFC 7915 knows one more of
     * IPv4.
     */
    private static boolean isRelayed(final Packet packet) {
        if (packet.transportLength() < Icmp.LENGTH) {
            return false;
        }
        if (packet.ipv6) {
            return Icmpv6.isError(Icmpv6.type(packet.transport));
        }
        return switch (Icmp.type(packet.transport)) {
            case Icmp.DESTINATION_UNREACHABLE, Icmp.SOURCE_QUENCH, Icmp.TIME_EXCEEDED, Icmp.PARAMETER_PROBLEM -> true;
            default -> false;
        };
    }

    private static boolean isParameterProblem(final Packet packet) {
        return !packet.ipv6 && Icmp.type(packet.transport) == Icmp.PARAMETER_PROBLEM;
    }

    private static boolean isChecksumValid(final Packet packet) {
        return packet.ipv6 ? Icmpv6.isChecksumValid(packet.ip, packet.transport, packet.transportLength())
            : Icmp.isChecksumValid(packet.transport, packet.transportLength());
    }

    private void toRealServer(final Packet packet, final long connection) {
        final @Nullable Destination destination =
            cycle.snapshot().destination(Connection.destinationNumber(connection));
        if (destination == null) {
            discards.drop(packet, DropReason.DESTINATION_UNAVAILABLE);
            return;
        }
        if (destination.available()) {
            destinations.packetIn(destination.number(), packet.length);
        }
        forwarding.toRealServer(packet, connection, destination);
    }

    private void toClient(final Packet packet, final long connection) {
        final int neighbour = FullNat.isBridged(connection) ? bridged.admit(packet, connection)
            : FullNat.is(connection) ? router.admit(packet, Connection.clientHigh(connection),
            Connection.clientLow(connection), AnswerPolicy.ANSWER) : router.admit(packet, AnswerPolicy.ANSWER);
        if (neighbour == Router.REFUSED) {
            return;
        }
        final @Nullable Destination destination =
            cycle.snapshot().destination(Connection.destinationNumber(connection));
        if (destination != null && destination.available()) {
            destinations.packetOut(destination.number(), packet.length);
        }
        if (FullNat.isBridged(connection)) {
            bridged.toClient(packet, connection, neighbour);
            return;
        }
        translator.errorToClient(packet, connection);
        router.send(packet, neighbour);
    }
}
