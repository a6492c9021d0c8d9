/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.header.Echo;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ports;
import director.dataplane.header.Sctp;
import director.dataplane.header.Tcp;
import director.dataplane.policy.Gate;
import director.dataplane.route.RouteTable;
import director.dataplane.snapshot.Snapshot;
import director.dataplane.snat.SnatRule;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections for packets of hosts that a rule of SNAT is for. The rule is found by where the packet leaves and
 * where it comes from. From the worker's thread.
 */
final class SnatOpener {
    private final DutyCycle cycle;
    private final IpOutput output;
    private final ConnectionBook book;
    private final Gate gate;
    private final WorkerCounters counters;
    private DropReason reason = DropReason.SNAT_NO_CONNECTION;

    SnatOpener(
        final DutyCycle cycle,
        final WorkerResources resources,
        final IpOutput output,
        final ConnectionBook book,
        final Gate gate) {
        this.cycle = cycle;
        this.output = output;
        this.book = book;
        this.gate = gate;
        this.counters = resources.counters();
    }

    /** The rule for a packet to another host; null if the packet goes as it is. */
    @Nullable SnatRule rule(final Packet packet) {
        final Snapshot snapshot = cycle.snapshot();
        final long high = packet.destinationHigh();
        final long low = packet.destinationLow();
        if (snapshot.snat().isEmpty() || snapshot.isGroup(high, low)) {
            return null;
        }
        final int route = output.route(high, low);
        final @Nullable SnatRule rule = route == RouteTable.NONE ? null
            : snapshot.snat().find(output.routes().port(route), packet.sourceHigh(), packet.sourceLow());
        return rule == null || rule.spares(high, low) ? null : rule;
    }

    /**
     * Whether a packet with ports is what a real server of NAT answers with, or what comes after that, and so is of a
     * service even if its connection is no more.
     */
    boolean isOfService(final Packet packet) {
        return (packet.protocol == Ipv4.UDP || !begins(packet)) && cycle.snapshot().endpoints().isTranslated(
            packet.protocol, packet.sourceHigh(), packet.sourceLow(), Ports.source(packet.transport));
    }

    /** Whether a packet may begin a connection: one that answers does not. */
    static boolean begins(final Packet packet) {
        return switch (packet.protocol) {
            case Ipv4.TCP -> (Tcp.flags(packet.transport) & (Tcp.SYN | Tcp.ACK | Tcp.RST)) == Tcp.SYN;
            case Ipv4.UDP -> true;
            case Sctp.PROTOCOL ->
                Sctp.stateChunk(packet.transport, packet.transportLength()) == Sctp.INIT;
            default -> Echo.isRequest(packet.ipv6, packet.transport);
        };
    }

    /** Answers the new connection, or 0: then {@link #reason} says why. */
    long open(final Packet packet, final SnatRule rule, final int ports) {
        if (!gate.admits(packet.sourceHigh(), packet.sourceLow(), rule.limits(), true, cycle.nowNs())) {
            reason = gate.refusal().reason();
            return 0;
        }
        final long connection = book.create(packet, rule, ports);
        if (connection == 0) {
            gate.cancel();
            reason = book.refusal();
        } else {
            counters.add(WorkerCounter.SNAT_OPENED, 1);
        }
        return connection;
    }

    /** Why {@link #open} last answered 0. */
    DropReason reason() {
        return reason;
    }
}
