/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.NativeMemory;
import director.bindings.PacketPool;
import director.dataplane.connection.ConnectionKey;
import director.dataplane.connection.ConnectionTable;
import director.dataplane.connection.Slot;
import director.dataplane.connection.TcpState;
import director.dataplane.forward.NatForwarder;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ports;
import director.dataplane.header.Tcp;
import director.dataplane.local.Announcer;
import director.dataplane.local.ArpHandler;
import director.dataplane.local.EchoResponder;
import director.dataplane.local.NeighbourDiscovery;
import director.dataplane.neighbour.NeighbourTable;
import director.dataplane.neighbour.Solicitor;
import director.dataplane.port.WorkerPort;
import director.dataplane.service.DestinationCounters;
import director.dataplane.service.Endpoints;
import director.dataplane.service.Rewrites;
import director.dataplane.snapshot.Snapshot;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;
import org.jspecify.annotations.Nullable;

/**
 * What a worker does with a burst: stages over the whole of it, so that loads that miss a cache overlap.
 *
 * <pre>
 *   parse ─► key ─► touch ─► find ─► forward
 *     │       │                       │ new connection: schedule
 *     └───────┴── ARP, ICMP, drops    └ rewrite, next hop, transmit buffer
 * </pre>
 */
final class PacketPath {
    private final WorkerPort[] ports;
    private final PacketPool pool;
    private final WorkerCounters counters;
    private final DestinationCounters destinations;
    private final Rewrites rewrites;
    private final ConnectionTable connections;
    private final ConnectionOpener opener;
    private final NeighbourTable neighbours;
    private final ArpHandler arp;
    private final NeighbourDiscovery discovery;
    private final Announcer announcer;
    private final IpOutput output;
    private final Discards discards;
    private final Parser parser;
    private final Burst burst = new Burst();
    private Snapshot snapshot;
    private long nowNs;
    /** Keeps the loads of {@link #touch} from being removed as useless. */
    @SuppressWarnings("UnusedVariable")
    private long touched;

    PacketPath(final WorkerResources resources, final Snapshot snapshot) {
        this.ports = resources.ports();
        this.pool = resources.pool();
        this.counters = resources.counters();
        this.destinations = resources.destinations();
        this.rewrites = resources.rewrites();
        this.connections = resources.connections();
        this.opener = new ConnectionOpener(connections, rewrites, counters);
        this.arp = new ArpHandler(ports, pool, counters, snapshot.routes());
        this.discovery = new NeighbourDiscovery(ports, pool, counters, snapshot.routes());
        this.announcer = new Announcer(ports, arp, discovery, snapshot.routes());
        this.neighbours = new NeighbourTable(resources.maxNeighbours(), ports, pool, counters,
            Solicitor.byVersion(arp, discovery), resources.startNs());
        this.output = new IpOutput(ports, pool, counters, destinations, neighbours, snapshot.routes());
        this.discards = new Discards(pool);
        this.parser = new Parser(counters, discards);
        this.snapshot = snapshot;
    }

    /** Sets what the following calls of a duty cycle work with. */
    void begin(final Snapshot current, final long now) {
        nowNs = now;
        announcer.addresses(current.localAddresses(), now);
        if (current.sequence() != snapshot.sequence()) {
            if (current.routes() != snapshot.routes()) {
                arp.routes(current.routes());
                discovery.routes(current.routes());
                announcer.routes(current.routes());
                output.routes(current.routes());
            }
            snapshot = current;
        }
    }

    /** Receives one burst of a port and gives each of its packets a fate. Answers how many there were. */
    int receive(final WorkerPort port, final int capacity) {
        final int count = port.rxQueue().burst(burst.mbufs, capacity);
        if (count > 0) {
            counters.add(WorkerCounter.RECEIVED, count);
            parser.parse(burst, count, port.macWire());
            key(count);
            touch(count);
            find(count);
            forward(count, port);
            discards.free();
        }
        return count;
    }

    int poll() {
        return neighbours.poll(nowNs) + announcer.poll(nowNs);
    }

    void close() {
        neighbours.close();
        discards.close();
        burst.close();
    }

    private void key(final int count) {
        final Endpoints virtual = snapshot.virtualEndpoints();
        final Endpoints real = snapshot.realEndpoints();
        for (int i = 0; i < count; i++) {
            if (burst.kind[i] == Burst.TRANSPORT) {
                burst.kind[i] = direction(i, virtual, real);
            }
        }
    }

    private int direction(final int index, final Endpoints virtual, final Endpoints real) {
        final long ip = burst.ip[index];
        final long transport = burst.transport[index];
        final int protocol = Ipv4.protocol(ip);
        final int source = Ipv4.source(ip);
        final int destination = Ipv4.destination(ip);
        final int sourcePort = Ports.source(transport);
        final int destinationPort = Ports.destination(transport);
        final int service = virtual.find(Endpoints.key(protocol, destination, destinationPort));
        if (service != Endpoints.NONE) {
            final long key = ConnectionKey.of(source, sourcePort, service);
            burst.key[index] = key;
            burst.home[index] = connections.homeInbound(key);
            return Burst.INBOUND;
        }
        final int server = real.find(Endpoints.key(protocol, source, sourcePort));
        if (server != Endpoints.NONE) {
            final long key = ConnectionKey.of(destination, destinationPort, server);
            burst.key[index] = key;
            burst.home[index] = connections.homeOutbound(key);
            return Burst.OUTBOUND;
        }
        return discard(index, snapshot.isLocal(destination) ? DropReason.NO_SERVICE : DropReason.NOT_LOCAL);
    }

    /** Nothing but the loads, which are independent and overlap: what prefetch instructions do in C. */
    private void touch(final int count) {
        final int[] kind = burst.kind;
        final long[] home = burst.home;
        long sum = 0;
        for (int i = 0; i < count; i++) {
            if (kind[i] >= Burst.INBOUND) {
                sum += NativeMemory.int64(home[i]);
            }
        }
        touched = sum;
    }

    private void find(final int count) {
        for (int i = 0; i < count; i++) {
            if (burst.kind[i] == Burst.INBOUND) {
                burst.slot[i] = connections.findInbound(burst.key[i], burst.home[i]);
            } else if (burst.kind[i] == Burst.OUTBOUND) {
                burst.slot[i] = connections.findOutbound(burst.key[i], burst.home[i]);
            }
        }
    }

    private void forward(final int count, final WorkerPort port) {
        final int generation = connections.generation();
        for (int i = 0; i < count; i++) {
            switch (burst.kind[i]) {
                case Burst.INBOUND -> inbound(i, generation);
                case Burst.OUTBOUND -> outbound(i, generation);
                case Burst.ARP -> arp.handle(burst.mbuf(i), port, snapshot, neighbours, nowNs);
                case Burst.DISCOVERY ->
                    discovery.handle(burst.mbuf(i), port, snapshot.localAddresses(), neighbours, nowNs);
                case Burst.ICMP -> icmp(i);
                default -> {
                    // Its fate is met.
                }
            }
        }
    }

    private void inbound(final int index, final int generation) {
        final long ip = burst.ip[index];
        final long transport = burst.transport[index];
        final boolean tcp = Ipv4.protocol(ip) == Ipv4.TCP;
        final int flags = tcp ? Tcp.flags(transport) : 0;
        long slot = burst.slot[index];
        if (slot == 0 || connections.generation() != generation) {
            slot = connections.findInbound(burst.key[index], burst.home[index]);
        }
        if (slot != 0 && tcp && isReuse(Slot.state(Slot.value(slot)), flags)) {
            connections.remove(Slot.value(slot));
            counters.add(WorkerCounter.CONNECTIONS_CLOSED, 1);
            slot = 0;
        }
        if (slot == 0) {
            slot = opener.open(snapshot, burst.key[index], ip, transport, nowNs);
            if (slot == 0) {
                discard(index, opener.refusal());
                return;
            }
        }
        final int destination = advance(slot, tcp, false, flags);
        toRealServer(index, ip, transport, destination);
    }

    private void toRealServer(final int index, final long ip, final long transport, final int destination) {
        final int length = Ipv4.totalLength(ip);
        destinations.packetIn(destination, length);
        if (Ipv4.ttl(ip) <= 1) {
            discard(index, DropReason.TTL_EXCEEDED);
            return;
        }
        final long entry = rewrites.at(destination);
        NatForwarder.inbound(ip, transport, entry);
        output.toDestination(burst.mbuf(index), destination, Rewrites.realAddress(entry), length, nowNs);
    }

    private void outbound(final int index, final int generation) {
        final long ip = burst.ip[index];
        final long transport = burst.transport[index];
        final boolean tcp = Ipv4.protocol(ip) == Ipv4.TCP;
        long slot = burst.slot[index];
        if (slot == 0 || connections.generation() != generation) {
            slot = connections.findOutbound(burst.key[index], burst.home[index]);
        }
        if (slot == 0) {
            discard(index, DropReason.NO_CONNECTION_FROM_REAL_SERVER);
            return;
        }
        final int destination = advance(slot, tcp, true, tcp ? Tcp.flags(transport) : 0);
        final int length = Ipv4.totalLength(ip);
        destinations.packetOut(destination, length);
        if (Ipv4.ttl(ip) <= 1) {
            discard(index, DropReason.TTL_EXCEEDED);
            return;
        }
        NatForwarder.outbound(ip, transport, rewrites.at(destination));
        output.toAddress(burst.mbuf(index), Ipv4.destination(ip), length, nowNs);
    }

    /** Moves a connection on by one packet. Answers the number of its real server. */
    private int advance(final long slot, final boolean tcp, final boolean outbound, final int flags) {
        final long value = Slot.value(slot);
        final int state = Slot.state(value);
        final int next = tcp ? TcpState.after(state, outbound, flags) : state;
        if (next == state) {
            connections.touch(slot, value, nowNs);
        } else {
            connections.transition(slot, value, next, nowNs);
        }
        return Slot.destination(value);
    }

    /** A client that begins anew from a port whose last connection is over gets a new connection. */
    private static boolean isReuse(final int state, final int flags) {
        return (flags & Tcp.SYN) != 0 && (state == TcpState.TIME_WAIT.id() || state == TcpState.CLOSE.id());
    }

    private void icmp(final int index) {
        final long ip = burst.ip[index];
        final long mbuf = burst.mbuf(index);
        if (!snapshot.isLocal(Ipv4.destination(ip))) {
            discard(index, DropReason.NOT_LOCAL);
        } else if (Ipv4.protocol(ip) != Ipv4.ICMP) {
            discard(index, DropReason.PROTOCOL_UNSUPPORTED);
        } else {
            final @Nullable DropReason reason = EchoResponder.reply(mbuf);
            if (reason != null) {
                discard(index, reason);
            } else {
                output.toAddress(mbuf, Ipv4.destination(ip), Ipv4.totalLength(ip), nowNs);
            }
        }
    }

    private int discard(final int index, final DropReason reason) {
        counters.drop(reason, 1);
        discards.add(burst.mbuf(index));
        return Burst.DONE;
    }
}
