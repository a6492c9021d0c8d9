/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.address.WireAddress;
import director.dataplane.configuration.Sysctl;
import director.dataplane.connection.AddressOptionState;
import director.dataplane.connection.Connection;
import director.dataplane.connection.FlowIndex;
import director.dataplane.connection.FullNat;
import director.dataplane.connection.ProxyState;
import director.dataplane.connection.TcpState;
import director.dataplane.fastpath.ForwardingTable;
import director.dataplane.header.Ipv4;
import director.dataplane.route.RouteTable;
import director.dataplane.service.Destination;
import director.dataplane.service.Service;
import director.dataplane.service.ServiceKey;
import director.dataplane.service.WireOrder;
import director.dataplane.tunnel.Tunnel;
import org.jspecify.annotations.Nullable;

/**
 * Says which connections the fast path may take, and tells it how their packets get there. From the worker's thread.
 */
final class SteadyFlows {
    /** The fast path counts no packets of connections: as many as {@code drop_entry} spares, and more. */
    private static final int UNCOUNTED = 9;

    private final DutyCycle cycle;
    private final FlowIndex flows;
    private final IpOutput output;
    private final ForwardingTable table;

    SteadyFlows(final DutyCycle cycle, final FlowIndex flows, final IpOutput output,
        final ForwardingTable table) {
        this.cycle = cycle;
        this.flows = flows;
        this.output = output;
        this.table = table;
    }

    /** A packet of a client has been forwarded. */
    void inbound(final Packet packet, final long connection, final Destination destination) {
        if (isSteady(packet, connection, destination) && knows(destination) && isToldAlike(connection)) {
            Connection.packets(connection, UNCOUNTED);
            flows.steady(connection, false, packet.hash, cycle.nowNs());
        }
    }

    /** A packet of a real server has been sent to its client. */
    void outbound(final Packet packet, final long connection, final Destination destination) {
        if (Connection.method(connection) == Connection.MASQUERADE && isSteady(packet, connection, destination)
            && knows(destination) && isToldAlike(connection)) {
            flows.steady(connection, true, packet.hash, cycle.nowNs());
        }
    }

    /** A packet of SNAT has been sent, in either direction. */
    void snat(final Packet packet, final long connection, final boolean inward) {
        if (!isSteady(packet, connection)) {
            return;
        }
        final int rule = Connection.destinationNumber(connection);
        if (!table.knows(rule)) {
            table.learnSnat(rule);
        }
        if (!inward) {
            Connection.packets(connection, UNCOUNTED);
        }
        flows.steady(connection, inward, packet.hash, cycle.nowNs());
    }

    private static boolean isSteady(final Packet packet, final long connection, final Destination destination) {
        return isSteady(packet, connection) && isCommon(connection, destination);
    }

    private static boolean isSteady(final Packet packet, final long connection) {
        final boolean state = packet.protocol == Ipv4.UDP
            || (packet.protocol == Ipv4.TCP && Connection.state(connection) == TcpState.ESTABLISHED.id());
        return state && packet.protocol == Connection.protocol(connection);
    }

    /** Whether the connection differs in nothing from what is known of its real server. */
    private static boolean isCommon(final long connection, final Destination destination) {
        final int method = Connection.method(connection);
        if (method != destination.method() || FullNat.is(connection) != destination.isFullNat()) {
            return false;
        }
        if (destination.isFullNat()
            && (isAtItsHeader(connection) || AddressOptionState.option(connection) != 0)) {
            return false;
        }
        final ServiceKey service = destination.service();
        if (isOfMany(service)) {
            return method == Connection.MASQUERADE || method == Connection.DIRECT;
        }
        final boolean named = service.protocol().number() == Connection.protocol(connection)
            && Connection.virtualPort(connection) == WireOrder.port(service.port())
            && Connection.virtualLow(connection) == service.address().wireLow()
            && Connection.virtualHigh(connection) == service.address().wireHigh();
        return named && switch (method) {
            case Connection.DIRECT -> true;
            case Connection.MASQUERADE -> Connection.destinationPort(connection) == destination.port();
            case Connection.TUNNEL -> destination.tunnelKind() != Tunnel.GRE_CHECKSUM
                && destination.tunnelKind() != Tunnel.GUE_CHECKSUM;
            default -> false;
        };
    }

    /** Whether a service has a firewall mark or all ports, so that its connections differ in what clients call it. */
    private static boolean isOfMany(final ServiceKey service) {
        return service.port() == 0;
    }

    /** Whether a header of the PROXY protocol still has to be put in front of the client's stream. */
    private static boolean isAtItsHeader(final long connection) {
        return ProxyState.is(connection) && !ProxyState.has(connection, ProxyState.ACKNOWLEDGED);
    }

    /**
     * Whether a connection has such a header, or none, as those to its real server have that begin now, or the record
     * is asked.
     */
    private boolean isToldAlike(final long connection) {
        final int destination = Connection.destinationNumber(connection);
        return table.isRecorded(destination) || ProxyState.is(connection) == table.isProxied(destination);
    }

    private boolean isProxied(final ServiceKey key) {
        final @Nullable Service service = cycle.snapshot().services().find(key.protocol().number(),
            key.address().wireHigh(), key.address().wireLow(), WireOrder.port(key.port()));
        return service != null && key.protocol().number() == Ipv4.TCP && service.clientAddress().form().isProxy();
    }

    /** Has the fast path know how packets get to a real server. Answers false if there is no way now. */
    boolean knows(final Destination destination) {
        return table.knows(destination.number()) || learn(destination);
    }

    private boolean learn(final Destination destination) {
        if (cycle.snapshot().local().contains(destination.high(), destination.low())) {
            return false;
        }
        final int neighbour = output.toDestination(destination.number(), destination.high(), destination.low());
        if (neighbour < 0) {
            return false;
        }
        final int port = output.neighbours().port(neighbour);
        final long nextHop = output.neighbours().entry(neighbour);
        if (destination.method() != Connection.TUNNEL) {
            learnDirect(destination, port, nextHop, output.longest(neighbour));
            return true;
        }
        return learnTunnel(destination, port, nextHop, output.longest(neighbour)
            - Tunnel.headerLength(destination.tunnelKind(), destination.settings().address().ipv6()));
    }

    private void learnDirect(
        final Destination destination, final int port, final long nextHop, final int longest) {
        final boolean ipv6 = destination.service().address().ipv6();
        final boolean proxied = isProxied(destination.service());
        if (isOfMany(destination.service())
            || (destination.isFullNat() && (ipv6 != destination.settings().address().ipv6() || (ipv6 && proxied)))) {
            table.learnRecorded(destination.number(), port, nextHop, longest);
        } else {
            table.learn(destination, port, nextHop, longest, proxied);
        }
    }

    /** Without path MTU discovery, packets of tunnels may be cut, and each needs an identification of its own. */
    private boolean learnTunnel(
        final Destination destination, final int port, final long nextHop, final int longest) {
        final int route = output.route(destination.high(), destination.low());
        final boolean overIpv6 = destination.settings().address().ipv6();
        if (longest < (overIpv6 ? PathMtus.IPV6_MIN : Forwarding.IPV4_LEAST) || route == RouteTable.NONE
            || !cycle.isOn(Sysctl.PMTU_DISC)) {
            return false;
        }
        final long sourceLow = output.routes().sourceLow(route);
        if (destination.tunnelKind() == Tunnel.IPIP && !overIpv6 && !destination.service().address().ipv6()) {
            table.learnTunnel(destination, port, nextHop, longest, WireAddress.ipv4(sourceLow));
        } else {
            table.learnOtherTunnel(
                destination, port, nextHop, longest, output.routes().sourceHigh(route), sourceLow);
        }
        return true;
    }
}
