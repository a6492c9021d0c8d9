/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.bindings.PacketPool;
import director.dataplane.address.WireAddress;
import director.dataplane.configuration.AnswerPolicy;
import director.dataplane.configuration.ConnectionTimeouts;
import director.dataplane.connection.Connection;
import director.dataplane.connection.ConnectionTable;
import director.dataplane.connection.FlowIndex;
import director.dataplane.connection.FullNat;
import director.dataplane.connection.Snat;
import director.dataplane.connection.Timeouts;
import director.dataplane.fastpath.FastPath;
import director.dataplane.fastpath.ForwardingTable;
import director.dataplane.header.Ethernet;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv6Extensions;
import director.dataplane.listing.WorkerListing;
import director.dataplane.local.Announcer;
import director.dataplane.local.ArpHandler;
import director.dataplane.local.NeighbourDiscovery;
import director.dataplane.neighbour.NeighbourTable;
import director.dataplane.neighbour.Solicitor;
import director.dataplane.policy.Gate;
import director.dataplane.port.TxBuffer;
import director.dataplane.port.WorkerPort;
import director.dataplane.route.RouteTable;
import director.dataplane.snapshot.Snapshot;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;
import java.util.Arrays;

/**
 * What a worker does with a burst: stages over the whole of it, so that loads that miss a cache overlap.
 *
 * <pre>
 *   parse ─► hash ─► touch ─► find ─► forward
 *     │                        │ none: open a connection, or be host and router
 *     └── ARP, fragments, ICMP and what else is rare: one by one, in the last stage
 * </pre>
 */
final class PacketPath implements Takeover.Receiver {
    /** Packets of the kernel that are sent in a duty cycle, of each port. */
    private static final int KERNEL_BURST = 32;
    /** Number of ESP (RFC 4303), whose packets follow the connection of UDP port 500 that agreed on them. */
    private static final int ESP = 50;
    /** Source and destination port 500, wire order. */
    private static final int ISAKMP_PORTS = 0xF401_F401;

    private final PacketPool pool;
    private final WorkerCounters counters;
    private final WorkerPort[] ports;
    private final DutyCycle cycle;
    private final ConnectionTable connections;
    private final FlowIndex flows;
    private final LookUp lookUp;
    private final Timeouts timeouts;
    private final Defence defence;
    private final ConnectionOpener opener;
    private final BurstOpener burstOpener;
    private final ConnectedPackets connected;
    private final NeighbourTable neighbours;
    private final ArpHandler arp;
    private final NeighbourDiscovery discovery;
    private final Announcer announcer;
    private final IpOutput output;
    private final Answers answers;
    private final Unserved unserved;
    private final SourceNat snat;
    private final LocalHost host;
    private final IcmpRelay icmp;
    private final Strays strays;
    private final HeaderOptions options;
    private final FragmentPath fragments;
    private final ToKernel kernel;
    private final FromKernel fromKernel;
    private final Steering steering;
    private final Takeover takeover;
    /** One worker speaks for all. */
    private final boolean announces;
    private final Discards discards;
    private final OrphanSweep orphans;
    private final WorkerListing listing = new WorkerListing();
    private final TableCopies copies;
    private final Parser parser;
    private final Burst burst = new Burst();
    private final Vlans vlans;
    private final ForwardingTable ways;
    private final FastPath fast;
    /** Keeps the loads of {@link #touch} from being removed as useless. */
    @SuppressWarnings("UnusedVariable")
    private long touched;
    private long mtus;

    PacketPath(final WorkerResources resources, final Snapshot snapshot) {
        this.ports = resources.ports();
        this.vlans = new Vlans(ports, burst);
        this.pool = resources.pool();
        this.counters = resources.counters();
        this.connections = resources.connections();
        this.flows = connections.flows();
        this.lookUp = new LookUp(connections);
        this.timeouts = resources.timeouts();
        set(snapshot.timeouts());
        this.cycle = new DutyCycle(snapshot, resources.startNs());
        this.discards = new Discards(pool, counters);
        this.orphans = new OrphanSweep(cycle, connections);
        this.parser = new Parser(discards, cycle);
        this.arp = new ArpHandler(ports, pool, counters, snapshot.routes());
        this.discovery = new NeighbourDiscovery(ports, pool, counters, snapshot.routes());
        this.announcer = new Announcer(ports, arp, discovery, snapshot.routes());
        this.neighbours = new NeighbourTable(resources.maxNeighbours(), ports, pool, counters,
            Solicitor.byVersion(arp, discovery), resources.startNs());
        this.output = new IpOutput(resources, neighbours, cycle, discards);
        this.answers = new Answers(output, cycle, discards, resources.seed());
        this.kernel = new ToKernel(resources, cycle, discards);
        final Router router = new Router(output, answers, discards, kernel);
        this.host = new LocalHost(output, answers, cycle, discards, kernel, resources.seed());
        this.defence = new Defence(connections, counters, cycle);
        final SegmentSizes segments = new SegmentSizes(cycle, output);
        final ChecksumOffload checksums = new ChecksumOffload(resources, output);
        final Forwarding forwarding = new Forwarding(
            output, checksums, answers, host, cycle, discards, segments, resources);
        this.ways = new ForwardingTable(resources.memory());
        this.fast = new FastPath(flows, ways, output, resources.destinations(), counters,
            Arrays.stream(ports).map(WorkerPort::txBuffer).toArray(TxBuffer[]::new),
            Long.rotateLeft(resources.seed(), 3 * Short.SIZE));
        final SteadyFlows steady = new SteadyFlows(cycle, flows, output, ways);
        this.connected = new ConnectedPackets(
            cycle, resources, forwarding, router, discards, defence, segments, checksums, steady);
        final Gate gate = new Gate(resources.limits(), counters, resources.peers().index());
        final ConnectionBook book = new ConnectionBook(resources, cycle, gate);
        this.opener = new ConnectionOpener(cycle, connections, book, defence, gate);
        final TunnelErrors tunnels =
            new TunnelErrors(cycle, connections, resources.destinations(), output, answers, discards);
        this.snat = new SourceNat(cycle, resources, router, discards, answers, connected, segments, steady,
            new SnatOpener(cycle, resources, output, book, gate));
        this.icmp = new IcmpRelay(cycle, resources, forwarding, router, discards, tunnels,
            new UnseenClients(opener, resources.memory()), snat);
        this.steering = OwnerSteering.of(resources, cycle, tunnels, discards);
        this.burstOpener =
            new BurstOpener(burst, cycle, resources, fast, opener, connected, steady, defence, steering);
        this.takeover = new Takeover(resources.peers(), ports, counters, cycle, steering, this);
        this.announces = resources.peers().index() == 0;
        neighbours.onUnreachable(new SilentNeighbours(cycle, resources, tunnels, answers));
        this.copies = new TableCopies(cycle, connections, neighbours, listing);
        this.strays = new Strays(cycle);
        this.unserved = new Unserved(cycle, host, kernel, router, strays, answers, discards);
        this.options = new HeaderOptions(cycle, answers, discards);
        this.fragments = new FragmentPath(resources, parser, discards, cycle);
        this.fromKernel = new FromKernel(resources, cycle, parser, lookUp::find, connected, icmp, steering);
    }

    /** Sets what the following calls of a duty cycle work with. */
    void begin(final Snapshot current, final long nowNs) {
        if (current.routes() != cycle.snapshot().routes()) {
            output.routes(current.routes());
            arp.routes(current.routes());
            discovery.routes(current.routes());
            announcer.routes(current.routes());
        }
        if (!current.timeouts().equals(cycle.snapshot().timeouts())) {
            timeouts.change(nowNs);
            set(current.timeouts());
        }
        if (current.ways() != cycle.snapshot().ways() || output.mtus() != mtus) {
            ways.forget();
            mtus = output.mtus();
        }
        fast.begin(nowNs);
        orphans.begin(current, nowNs);
        cycle.begin(current, nowNs);
        if (announces) {
            announcer.addresses(current.local(), nowNs);
        }
    }

    private void set(final ConnectionTimeouts changed) {
        timeouts.set(changed.tcpSeconds(), changed.tcpFinSeconds(), changed.udpSeconds());
    }

    /** Takes one burst from a port all the way. Answers how many packets it had. */
    int receive(final WorkerPort port, final int limit) {
        final int count = port.rxQueue().burst(burst.mbufs, limit);
        if (count > 0) {
            counters.add(WorkerCounter.RECEIVED, count);
            vlans.untag(port, count);
            carry(port, count, steering);
        }
        return count;
    }

    /** Takes what other workers have handed over all the way. Answers how many packets that were. */
    int takeOver(final int limit) {
        vlans.untagged();
        return takeover.poll(burst.mbufs, limit);
    }

    /** What the fast path does not know, others may own. */
    @Override
    public void carry(final WorkerPort port, final int count, final Steering checked) {
        if (select(port, count) < count) {
            prepare(port, count, checked);
        }
        forward(port, count);
        settle();
    }

    @Override
    public void overhear(final WorkerPort port, final long mbuf) {
        if (Ethernet.type(Mbuf.data(mbuf)) == Ethernet.TYPE_ARP) {
            arp.overhear(mbuf, port, cycle.snapshot(), neighbours, cycle.nowNs());
        } else {
            discovery.overhear(mbuf, port, cycle.snapshot().local(), neighbours, cycle.nowNs());
        }
    }

    /** Its options have been filled in before it was put together. */
    @Override
    public void piece(final WorkerPort port, final int index) {
        final Packet packet = burst.packets[index];
        parser.parse(burst, index, port.index(), port.macWire());
        if (packet.kind == Packet.OPTIONS) {
            packet.kind = parser.behindOptions(packet);
        }
        whole(packet.kind == Packet.FRAGMENT ? fragments.collect(packet) : packet);
        settle();
    }

    @Override
    public void fromKernel(final WorkerPort port, final long mbuf) {
        fromKernel.send(port, mbuf);
    }

    /** Has the fast path choose what it can take. Answers how many packets that is. */
    private int select(final WorkerPort port, final int count) {
        if (!cycle.snapshot().connects()) {
            fast.selectNone();
            return 0;
        }
        ways.follow(output.changes());
        return fast.select(burst.mbufs, count, port.macWire());
    }

    /** The first stages of all other packets. */
    private void prepare(final WorkerPort port, final int count, final Steering checked) {
        boolean parsed = false;
        for (int i = 0; i < count; i++) {
            final WorkerPort arrived = vlans.port(i, port);
            burst.packets[i].kind = Packet.DONE;
            if (!fast.isSelected(i) && checked.keeps(Vlans.withoutPriority(burst.mbuf(i)), arrived)) {
                if (fast.firstPackets().contains(i)) {
                    burst.packets[i].kind = Packet.FIRST;
                    burst.packets[i].port = arrived.index();
                } else {
                    parser.parse(burst, i, arrived.index(), port.macWire());
                    parsed = true;
                }
            }
        }
        if (parsed) {
            hash(count);
            touch(count);
        }
    }

    /** What has to be done from time to time. Answers how much that was. */
    int poll() {
        return neighbours.poll(cycle.nowNs()) + output.poll() + (announces ? announcer.poll(cycle.nowNs()) : 0)
            + fragments.poll() + defence.poll() + orphans.poll() + copies.poll()
            + fromKernel.poll(burst.mbufs, KERNEL_BURST) + kernel.flush() + steering.poll()
            + flows.localPorts().poll(cycle.nowNs());
    }

    /** How others ask for rows of the tables. From any thread. */
    WorkerListing listing() {
        return listing;
    }

    void close() {
        kernel.flush();
        steering.poll();
        neighbours.close();
        fragments.close();
        output.close();
        icmp.close();
        discards.close();
        burst.close();
        ways.close();
    }

    /** Hashes, and then reads the lines of the index, with nothing between them, so that the misses overlap. */
    private void hash(final int count) {
        for (int i = 0; i < count; i++) {
            final Packet packet = burst.packets[i];
            packet.hash = packet.kind == Packet.TRANSPORT ? lookUp.hash(packet) : 0;
            burst.hashes[i] = packet.hash;
        }
        touched = flows.homes(burst.hashes, burst.lines, count);
    }

    /** Reads what the last stage will need, so that the misses overlap. */
    private void touch(final int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            final long connection = burst.hashes[i] == 0 ? 0 : flows.candidate(burst.hashes[i]);
            burst.packets[i].connection = connection;
            sum += connection == 0 ? 0 : NativeMemory.int64(connection);
        }
        touched = sum;
    }

    /** In the order of their arrival: the fast path as far as it comes, then one packet the general way. */
    private void forward(final WorkerPort port, final int count) {
        for (int i = pass(0, count); i < count; i = pass(i + 1, count)) {
            if (fast.isSelected(i) || burst.packets[i].isUnread()) {
                parser.parse(burst, i, vlans.port(i, port).index(), port.macWire());
                lookUp.rehash(burst.packets[i]);
            }
            forward(burst.packets[i]);
        }
    }

    /** As far as connections are known, or can be opened, by what the fast path knows. Answers who is next. */
    private int pass(final int from, final int count) {
        // What came between may have had neighbours forgotten.
        ways.follow(output.changes());
        int known = fast.forward(from, count);
        for (int next = burstOpener.open(known, count); next > known; next = burstOpener.open(known, count)) {
            known = fast.forward(next, count);
        }
        return known;
    }

    private void forward(final Packet packet) {
        if (packet.kind == Packet.TRANSPORT) {
            transport(packet);
        } else if (packet.kind != Packet.DONE) {
            rare(packet);
        }
    }

    /** What was left for the end of a burst. */
    private void settle() {
        flows.openings().settle();
        discards.free();
    }

    private void rare(final Packet packet) {
        flows.openings().settle();
        switch (packet.kind) {
            case Packet.ARP -> {
                kernel.overhear(packet);
                steering.spread(packet);
                arp.handle(packet.mbuf, ports[packet.port], cycle.snapshot(), neighbours, cycle.nowNs());
            }
            case Packet.DISCOVERY -> {
                kernel.overhear(packet);
                steering.spread(packet);
                discovery.handle(
                    packet.mbuf, ports[packet.port], cycle.snapshot().local(), neighbours, cycle.nowNs());
            }
            case Packet.SCATTERED -> owned(fragments.gather(packet));
            case Packet.FRAGMENT -> owned(fragments.collect(packet));
            case Packet.OPTIONS -> optioned(packet);
            case Packet.TAGGED -> kernel.tagged(packet);
            default -> other(packet);
        }
    }

    /** The same, unless somebody else carries it. */
    private void owned(final Packet packet) {
        if (packet.kind != Packet.DONE && steering.keepsWhole(packet)) {
            whole(packet);
        }
    }

    /** A packet that was put together from pieces, unless it lacks some. */
    private void whole(final Packet packet) {
        switch (packet.kind) {
            case Packet.FRAGMENT -> owned(fragments.collect(packet));
            case Packet.OPTIONS -> optioned(packet);
            case Packet.TRANSPORT -> {
                packet.hash = lookUp.hash(packet);
                transport(packet);
            }
            case Packet.OTHER -> other(packet);
            default -> {
                // Its fate is met.
            }
        }
    }

    private void optioned(final Packet packet) {
        packet.kind = parser.behindOptions(packet);
        if (options.fill(packet, addressOnItsWay(packet))) {
            whole(packet);
        }
    }

    /** By which address an IPv4 packet meets the director: its destination, or that of the side where it leaves. */
    private int addressOnItsWay(final Packet packet) {
        if (cycle.isLocal(packet)) {
            return Ipv4.destination(packet.ip);
        }
        if (packet.kind == Packet.TRANSPORT) {
            packet.hash = lookUp.hash(packet);
            final long found = lookUp.find(packet, packet.ports(), packet.protocol);
            if ((found & ConnectionTable.OUTBOUND) != 0) {
                return WireAddress.ipv4(Connection.virtualLow(found & ~ConnectionTable.OUTBOUND));
            }
        }
        final int route = output.route(packet.destinationHigh(), packet.destinationLow());
        return route == RouteTable.NONE ? 0 : WireAddress.ipv4(output.routes().sourceLow(route));
    }

    private void transport(final Packet packet) {
        if (!cycle.snapshot().connects()) {
            unserved.take(packet, DropReason.NO_SERVICE);
            return;
        }
        final long found = lookUp.find(packet, packet.ports(), packet.protocol);
        if (found == 0) {
            unconnected(packet);
        } else {
            connected(packet, found);
        }
    }

    private void connected(final Packet packet, final long found) {
        final long connection = found & ~ConnectionTable.OUTBOUND;
        if (Snat.is(connection)) {
            if (snat.carry(packet, found)) {
                return;
            }
            unconnected(packet);
        } else if (found != connection) {
            connected.outbound(packet, connection);
        } else if (connected.isOver(packet, connection)) {
            unconnected(packet);
        } else {
            connected.inbound(packet, connection);
        }
    }

    private void unconnected(final Packet packet) {
        if (steering.isElsewhere(packet)) {
            return;
        }
        if (!cycle.isLocal(packet) && !opener.isMarked(packet)) {
            if (!snat.begin(packet)) {
                unserved.pass(packet);
            }
            return;
        }
        if (strays.isStray(packet)) {
            answers.portUnreachable(packet, DropReason.STRAY_REPLY);
            return;
        }
        final long connection = opener.open(packet);
        if (connection != 0) {
            connected.inbound(packet, connection);
            return;
        }
        switch (opener.verdict()) {
            case NOT_TAKEN -> host.deliver(packet, opener.reason());
            case REFUSED -> answers.portUnreachable(packet, opener.reason());
            case BYPASSED -> {
                if (!snat.begin(packet)) {
                    unserved.forward(packet, AnswerPolicy.ANSWER);
                }
            }
            default -> discards.drop(packet, opener.reason());
        }
    }

    private void other(final Packet packet) {
        final boolean ipsec = packet.protocol == ESP || packet.protocol == Ipv6Extensions.AUTHENTICATION;
        if (ipsec && cycle.snapshot().connects()) {
            packet.hash = lookUp.hash(packet, ISAKMP_PORTS, Ipv4.UDP);
            final long found = lookUp.find(packet, ISAKMP_PORTS, Ipv4.UDP);
            // Full NAT goes by ports, which these packets do not show.
            if (found != 0 && !FullNat.is(found & ~ConnectionTable.OUTBOUND)) {
                connected(packet, found);
                return;
            }
        }
        if (!(packet.isControl() && icmp.relay(packet)) && !steering.isElsewhere(packet) && !snat.other(packet)) {
            unserved.take(packet, DropReason.PROTOCOL_UNSUPPORTED);
        }
    }
}
