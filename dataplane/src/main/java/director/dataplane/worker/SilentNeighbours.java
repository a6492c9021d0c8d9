/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.bindings.PacketPool;
import director.dataplane.configuration.AnswerPolicy;
import director.dataplane.connection.Connection;
import director.dataplane.connection.ConnectionTable;
import director.dataplane.forward.Quote;
import director.dataplane.header.Ethernet;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv6;
import director.dataplane.header.Sctp;
import director.dataplane.header.Tcp;
import director.dataplane.header.Udp;
import director.dataplane.neighbour.UnreachableHandler;
import director.dataplane.service.Destination;
import director.dataplane.service.DestinationCounters;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounters;
import org.jspecify.annotations.Nullable;

/**
 * Tells senders of packets whose next hop does not answer (RFC 1812 §5.2.7.1, RFC 4861 §7.2.2). The packet is ready to
 * leave by then: what was done to it for the sake of a connection is undone, so that its sender recognises it. What the
 * director said itself is dropped in silence, so that no error follows from an error. From the worker's thread.
 */
final class SilentNeighbours implements UnreachableHandler {
    private static final int IPV6_VERSION = 6;

    private final DutyCycle cycle;
    private final PacketPool pool;
    private final WorkerCounters counters;
    private final DestinationCounters destinations;
    private final QuotedPackets quotes;
    private final TunnelErrors tunnels;
    private final Answers answers;
    private final Translator translator;
    private final Packet packet = new Packet();

    SilentNeighbours(
        final DutyCycle cycle, final WorkerResources resources, final TunnelErrors tunnels, final Answers answers) {
        this.cycle = cycle;
        this.pool = resources.pool();
        this.counters = resources.counters();
        this.destinations = resources.destinations();
        this.quotes = new QuotedPackets(resources.connections());
        this.tunnels = tunnels;
        this.answers = answers;
        this.translator = new Translator(resources);
    }

    @Override
    public void unreachable(final long mbuf) {
        ChecksumOffload.complete(mbuf);
        final int available = Mbuf.dataLength(mbuf) - Ethernet.LENGTH;
        if (available >= Ipv4.MIN_LENGTH) {
            packet.ip = Mbuf.data(mbuf) + Ethernet.LENGTH;
            packet.ipv6 = NativeMemory.uint8(packet.ip) >>> 4 == IPV6_VERSION;
            if (!packet.ipv6 || available >= Ipv6.LENGTH) {
                packet.length = Math.min(available,
                    packet.ipv6 ? Ipv6.totalLength(packet.ip) : Ipv4.totalLength(packet.ip));
                tell();
            }
        }
        counters.drop(DropReason.NEIGHBOUR_UNREACHABLE, 1);
        pool.free(mbuf);
    }

    private void tell() {
        final long quote = Quote.readWithEcho(packet.ipv6, packet.ip, packet.length);
        final long answered = quote == Quote.NONE ? 0 : quotes.findAnswered(packet.ipv6, packet.ip, quote);
        if (answered != 0 && Connection.method(answered & ~ConnectionTable.OUTBOUND) == Connection.MASQUERADE) {
            tellOfTranslated(answered, quote);
        } else if (cycle.snapshot().local().contains(packet.sourceHigh(), packet.sourceLow())) {
            tunnels.unreachable(packet.ipv6, packet.ip, packet.length);
        } else {
            final long own = quote == Quote.NONE ? 0 : quotes.find(packet.ipv6, packet.ip, quote);
            if (own != 0) {
                countOut(own & ~ConnectionTable.OUTBOUND, answers.hostUnreachable(packet));
            } else if (cycle.snapshot().host().errors() == AnswerPolicy.ANSWER) {
                answers.hostUnreachable(packet);
            }
        }
    }

    /** An answer to the packet would be of this connection. */
    private void tellOfTranslated(final long answered, final long quote) {
        packet.protocol = Quote.protocol(quote);
        packet.transport = packet.ip + Quote.transport(quote);
        if (!isWhole(packet)) {
            return;
        }
        final long connection = answered & ~ConnectionTable.OUTBOUND;
        if (answered == connection) {
            translator.backToRealServer(packet, connection);
            answers.hostUnreachable(packet);
        } else {
            translator.backToClient(packet, connection);
            countOut(connection, answers.hostUnreachable(packet));
        }
    }

    /** Whether all of the transport header is there; after translation UDP always has a checksum. */
    private static boolean isWhole(final Packet packet) {
        final int length = packet.transportLength();
        return switch (packet.protocol) {
            case Ipv4.TCP -> length >= Tcp.MIN_LENGTH;
            case Ipv4.UDP -> length >= Udp.LENGTH && Udp.checksum(packet.transport) != Udp.NO_CHECKSUM;
            case Sctp.PROTOCOL -> length >= Sctp.LENGTH;
            default -> true;
        };
    }

    /** What the client is told is counted as its real server's. */
    private void countOut(final long connection, final int length) {
        final @Nullable Destination destination =
            cycle.snapshot().destination(Connection.destinationNumber(connection));
        if (length != 0 && destination != null && destination.available()) {
            destinations.packetOut(destination.number(), length);
        }
    }
}
