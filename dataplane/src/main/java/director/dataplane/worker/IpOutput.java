/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.PacketPool;
import director.dataplane.address.WireAddress;
import director.dataplane.neighbour.NeighbourTable;
import director.dataplane.port.WorkerPort;
import director.dataplane.route.RouteTable;
import director.dataplane.service.DestinationCounters;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounters;

/**
 * Sends IPv4 packets to their next hops. From the worker's thread.
 *
 * <p>The next hop of a real server, and that of a gateway, is looked up once and noted beside the number of changes
 * after which it holds no more.
 */
final class IpOutput {
    private final WorkerPort[] ports;
    private final PacketPool pool;
    private final WorkerCounters counters;
    private final DestinationCounters destinations;
    private final NeighbourTable neighbours;
    private RouteTable routes;
    private long[] gatewayNotes;
    private int routeChanges;

    IpOutput(
        final WorkerPort[] ports,
        final PacketPool pool,
        final WorkerCounters counters,
        final DestinationCounters destinations,
        final NeighbourTable neighbours,
        final RouteTable routes) {
        this.ports = ports;
        this.pool = pool;
        this.counters = counters;
        this.destinations = destinations;
        this.neighbours = neighbours;
        this.routes = routes;
        this.gatewayNotes = new long[routes.size()];
    }

    /** Takes other routes; what was noted of next hops holds no more. */
    void routes(final RouteTable changed) {
        routes = changed;
        gatewayNotes = new long[changed.size()];
        routeChanges++;
    }

    /** Sends a packet to a real server. */
    void toDestination(
        final long mbuf,
        final int destination,
        final int address,
        final int length,
        final long nowNs) {
        final long note = destinations.nextHop(destination);
        if (note >>> 32 == changes()) {
            send(mbuf, (int) note, length, nowNs);
            return;
        }
        final int neighbour = toAddress(mbuf, address, length, nowNs);
        if (neighbour != NeighbourTable.NONE) {
            destinations.nextHop(destination, note(neighbour));
        }
    }

    /** Sends a packet to any address. Answers its next hop, or {@link NeighbourTable#NONE} if it was dropped. */
    int toAddress(final long mbuf, final int address, final int length, final long nowNs) {
        final long low = WireAddress.low(address);
        final int route = routes.find(WireAddress.IPV4_HIGH, low);
        if (route == RouteTable.NONE) {
            drop(mbuf, DropReason.NO_ROUTE);
            return NeighbourTable.NONE;
        }
        final int neighbour = routes.hasGateway(route) ? gateway(route, nowNs)
            : neighbours.resolve(routes.port(route), WireAddress.IPV4_HIGH, low, nowNs);
        if (neighbour == NeighbourTable.NONE) {
            drop(mbuf, DropReason.NEIGHBOUR_TABLE_FULL);
        } else {
            send(mbuf, neighbour, length, nowNs);
        }
        return neighbour;
    }

    private int gateway(final int route, final long nowNs) {
        final long noted = gatewayNotes[route];
        if (noted >>> 32 == changes()) {
            return (int) noted;
        }
        final int neighbour =
            neighbours.resolve(routes.port(route), routes.gatewayHigh(route), routes.gatewayLow(route), nowNs);
        if (neighbour != NeighbourTable.NONE) {
            gatewayNotes[route] = note(neighbour);
        }
        return neighbour;
    }

    private void send(final long mbuf, final int neighbour, final int length, final long nowNs) {
        if (length > ports[neighbours.port(neighbour)].mtu()) {
            drop(mbuf, DropReason.MTU_EXCEEDED);
        } else {
            neighbours.send(neighbour, mbuf, nowNs);
        }
    }

    private void drop(final long mbuf, final DropReason reason) {
        counters.drop(reason, 1);
        pool.free(mbuf);
    }

    private long note(final int neighbour) {
        return changes() << 32 | neighbour;
    }

    /** Never 0, and another number whenever a note may have become wrong. */
    private long changes() {
        return (long) routeChanges + neighbours.generation();
    }
}
