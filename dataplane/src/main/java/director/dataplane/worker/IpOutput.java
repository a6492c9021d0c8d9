/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.Mbuf;
import director.bindings.PacketPool;
import director.dataplane.fastpath.NextHops;
import director.dataplane.header.Ethernet;
import director.dataplane.neighbour.NeighbourTable;
import director.dataplane.port.WorkerPort;
import director.dataplane.route.RouteChoice;
import director.dataplane.route.RouteTable;
import director.dataplane.service.DestinationCounters;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;

/**
 * Finds next hops and sends IP packets to them. From the worker's thread.
 *
 * <p>The next hop of a real server, and that of a gateway, is looked up once and noted beside the number of changes
 * after which it holds no more.
 */
final class IpOutput implements NextHops {
    /** No route leads there. */
    static final int NO_ROUTE = -2;
    /** No more neighbours can be known. */
    static final int TABLE_FULL = -1;

    private final WorkerPort[] ports;
    private final PacketPool pool;
    private final WorkerCounters counters;
    private final DestinationCounters destinations;
    private final NeighbourTable neighbours;
    private final DutyCycle cycle;
    private final Discards discards;
    private final PathMtus pathMtus;
    private final Cutter cutter;
    private final NextHopWatch nextHops;
    private RouteTable routes;
    private RouteChoice choice;
    private long[] gatewayNotes;
    private int routeChanges;

    IpOutput(final WorkerResources resources, final NeighbourTable neighbours, final DutyCycle cycle,
        final Discards discards) {
        this.ports = resources.ports();
        this.pool = resources.pool();
        this.counters = resources.counters();
        this.destinations = resources.destinations();
        this.neighbours = neighbours;
        this.cycle = cycle;
        this.discards = discards;
        this.pathMtus = new PathMtus();
        this.cutter = new Cutter(resources, neighbours, cycle);
        this.routes = cycle.snapshot().routes();
        this.choice = new RouteChoice(routes);
        this.gatewayNotes = new long[routes.size()];
        this.nextHops = new NextHopWatch(ports, neighbours, counters, choice, resources.startNs());
    }

    /** Takes other routes; what was noted of next hops holds no more. */
    void routes(final RouteTable changed) {
        routes = changed;
        choice = new RouteChoice(changed);
        nextHops.choice(choice, cycle.nowNs());
        gatewayNotes = new long[changed.size()];
        routeChanges++;
    }

    /** What is known of routes. */
    RouteTable routes() {
        return routes;
    }

    /** The route to an address, or {@link RouteTable#NONE}; another one after {@link #changes}. */
    int route(final long high, final long low) {
        return choice.find(high, low);
    }

    /** Finds out which of equal routes work. Answers how many changed. */
    int poll() {
        final int changed = nextHops.poll(cycle.nowNs());
        routeChanges += changed;
        return changed;
    }

    /** The next hop to a real server; {@link #NO_ROUTE} or {@link #TABLE_FULL}, which are below 0, if there is none. */
    int toDestination(final int destination, final long high, final long low) {
        final long note = destinations.nextHop(destination);
        if (note >>> Integer.SIZE == changes()) {
            return (int) note;
        }
        final int neighbour = toAddress(high, low);
        if (neighbour >= 0) {
            destinations.nextHop(destination, note(neighbour));
        }
        return neighbour;
    }

    /** The next hop to any address, or as {@link #toDestination}. */
    @Override
    public int toAddress(final long high, final long low) {
        final int route = route(high, low);
        if (route == RouteTable.NONE) {
            return NO_ROUTE;
        }
        return routes.hasGateway(route) ? gateway(route)
            : resolve(routes.port(route), high, low);
    }

    private int resolve(final int port, final long high, final long low) {
        final int neighbour = neighbours.resolve(port, high, low, cycle.nowNs());
        return neighbour == NeighbourTable.NONE ? TABLE_FULL : neighbour;
    }

    private int gateway(final int route) {
        final long noted = gatewayNotes[route];
        if (noted >>> Integer.SIZE == changes()) {
            return (int) noted;
        }
        final int neighbour = resolve(routes.port(route), routes.gatewayHigh(route), routes.gatewayLow(route));
        if (neighbour >= 0) {
            gatewayNotes[route] = note(neighbour);
        }
        return neighbour;
    }

    /** The port to a next hop. */
    WorkerPort port(final int neighbour) {
        return ports[neighbours.port(neighbour)];
    }

    @Override
    public long entry(final int neighbour) {
        return neighbours.entry(neighbour);
    }

    @Override
    public int place(final int neighbour) {
        return neighbours.port(neighbour);
    }

    /** The longest packet that the port to a next hop takes: what routers go by, whatever the path (RFC 1191). */
    @Override
    public int mtu(final int neighbour) {
        return ports[neighbours.port(neighbour)].mtu();
    }

    /**
     * Notes what an ICMP error told of the path to an address, and answers the path MTU as {@link PathMtus#learn}
     * does; 0 if no way leads there.
     */
    int learnMtu(final long high, final long low, final int told) {
        final int neighbour = toAddress(high, low);
        routeChanges += pathMtus.isEmpty() ? 1 : 0;
        return neighbour < 0 ? 0 : pathMtus.learn(high, low, told, mtu(neighbour), cycle.nowNs());
    }

    /** The longest packet that gets from here to an address, as far as is known. */
    int mtu(final int neighbour, final long high, final long low) {
        final int mtu = mtu(neighbour);
        return pathMtus.isEmpty() ? mtu : Math.min(mtu, pathMtus.find(high, low, cycle.nowNs()));
    }

    /**
     * The longest packet that gets to an address, whose next hop is not asked for: addresses of any sender can be
     * given. The longest of all if no way leads there.
     */
    int mtuTo(final long high, final long low) {
        final int route = route(high, low);
        if (route == RouteTable.NONE) {
            return PathMtus.UNKNOWN;
        }
        final int mtu = ports[routes.port(route)].mtu();
        return pathMtus.isEmpty() ? mtu : Math.min(mtu, pathMtus.find(high, low, cycle.nowNs()));
    }

    /**
     * Sends a packet to its next hop; one that is longer than the MTU, or came in fragments, in fragments. The packet
     * must be allowed to be cut, or short enough.
     */
    void send(final Packet packet, final int neighbour, final int mtu) {
        if (packet.mbuf != 0) {
            // Also of one that is copied in fragments: nothing that was written is to lie in front of the data.
            frame(packet);
        }
        if (packet.mbuf != 0 && packet.length <= mtu) {
            packet.kind = Packet.DONE;
            neighbours.send(neighbour, packet.mbuf, cycle.nowNs());
        } else if (cutter.send(packet, neighbour, mtu)) {
            discards.consume(packet);
        } else {
            discards.drop(packet, DropReason.MBUFS_EXHAUSTED);
        }
    }

    /** An mbuf for a packet that the director makes, 0 if there is none. What is written begins at {@link #room}. */
    long begin() {
        final long mbuf = pool.allocate();
        if (mbuf == 0) {
            counters.add(WorkerCounter.MBUFS_EXHAUSTED, 1);
        }
        return mbuf;
    }

    /** Where an IP packet is to be written in an mbuf of {@link #begin}. */
    static long room(final long mbuf) {
        return Mbuf.data(mbuf) + Ethernet.LENGTH;
    }

    /** Gives an mbuf of {@link #begin} back. */
    void abandon(final long mbuf) {
        pool.free(mbuf);
    }

    /** Sends a packet that the director made. */
    void finish(final long mbuf, final int length, final long high, final long low) {
        Mbuf.append(mbuf, Ethernet.LENGTH + length);
        final int neighbour = toAddress(high, low);
        if (neighbour < 0) {
            pool.free(mbuf);
            return;
        }
        counters.add(WorkerCounter.GENERATED, 1);
        neighbours.send(neighbour, mbuf, cycle.nowNs());
    }

    /** Why there is no next hop. */
    static DropReason reason(final int noNeighbour) {
        return noNeighbour == NO_ROUTE ? DropReason.NO_ROUTE : DropReason.NEIGHBOUR_TABLE_FULL;
    }

    void close() {
        cutter.close();
    }

    /** Has the frame begin right in front of the IP header, which may have moved. */
    private static void frame(final Packet packet) {
        final int moved = (int) (Mbuf.data(packet.mbuf) + Ethernet.LENGTH - packet.ip);
        if (moved > 0) {
            trim(packet);
            Mbuf.prepend(packet.mbuf, moved);
        } else if (moved < 0) {
            Mbuf.adjust(packet.mbuf, -moved);
        }
    }

    /** A short frame is padded: behind a longer packet that would be padding no more. */
    private static void trim(final Packet packet) {
        final int surplus =
            (int) (Mbuf.data(packet.mbuf) + Mbuf.dataLength(packet.mbuf) - packet.ip - packet.length);
        if (surplus > 0) {
            Mbuf.trim(packet.mbuf, surplus);
        }
    }

    private long note(final int neighbour) {
        return changes() << Integer.SIZE | neighbour;
    }

    NeighbourTable neighbours() {
        return neighbours;
    }

    /** A number that is another one when the MTU of a port has changed. */
    long mtus() {
        long all = 0;
        for (final WorkerPort port : ports) {
            all = (all << Short.SIZE) ^ (all >>> (3 * Short.SIZE)) ^ port.mtu();
        }
        return all;
    }

    /** The longest packet that nothing is to be said about, whatever its way behind a next hop. */
    int longest(final int neighbour) {
        return Math.min(mtu(neighbour), pathMtus.isEmpty() ? PathMtus.UNKNOWN : PathMtus.IPV4_MIN);
    }

    /** Never 0, and another number whenever a note may have become wrong. */
    long changes() {
        return (long) routeChanges + neighbours.generation();
    }
}
