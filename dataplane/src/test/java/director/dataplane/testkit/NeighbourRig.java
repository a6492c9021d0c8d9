/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.PortSettings;
import director.dataplane.local.Announcer;
import director.dataplane.local.ArpHandler;
import director.dataplane.local.NeighbourDiscovery;
import director.dataplane.neighbour.NeighbourTable;
import director.dataplane.neighbour.Solicitor;
import director.dataplane.port.TxBuffer;
import director.dataplane.port.WorkerPort;
import director.dataplane.route.LocalAddresses;
import director.dataplane.route.RouteTable;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Neighbours without a worker: a client port with 10.0.0.254/24 and fd00::254/64, a real port with 10.9.0.254/16 and
 * fd09::254/64, and the virtual addresses 10.0.0.100, fd00::100 and 2001:db8:7::/48. After each test it asserts that
 * no packet and no memory was lost.
 */
public final class NeighbourRig implements AfterEachCallback {
    /** Neighbours that fit. */
    public static final int CAPACITY = 50;

    private static final int BURST = 8;

    private final CountingMemory memory = new CountingMemory();
    private final GuardedPool pool = new GuardedPool(2_000, Mbuf.HEADROOM + 2_048);
    private final WorkerCounters counters = new WorkerCounters(memory);
    private final FakePort[] wires = {new FakePort(pool), new FakePort(pool)};
    private final TxBuffer[] buffers = new TxBuffer[wires.length];
    private final WorkerPort[] ports = new WorkerPort[wires.length];
    private final NeighbourTable neighbours;
    private final NeighbourDiscovery discovery;
    private final ArpHandler arp;
    private final RouteTable routes = RouteTable.of(settings());
    private final LocalAddresses local = local("10.0.0.100", "fd00::100", "2001:db8:7::/48");
    private final long array = NativeMemory.allocate(Long.BYTES, Long.BYTES);
    private long nowNs = 1_000_000_000_000L;

    /** Empty tables. */
    public NeighbourRig() {
        for (int i = 0; i < wires.length; i++) {
            buffers[i] = new TxBuffer(wires[i].txQueue(), BURST, pool, counters);
            ports[i] = new WorkerPort(i, i == 0 ? DirectorRig.CLIENT_MAC : DirectorRig.REAL_MAC, 1_500,
                wires[i].rxQueue(), buffers[i]);
        }
        discovery = new NeighbourDiscovery(ports, pool, counters, routes);
        arp = new ArpHandler(ports, pool, counters, routes);
        neighbours = new NeighbourTable(
            CAPACITY, ports, pool, counters, Solicitor.byVersion(arp, discovery), nowNs);
    }

    /** The addresses of the ports, and others. */
    public static LocalAddresses local(final String... virtual) {
        return LocalAddresses.of(settings(), Arrays.stream(virtual).map(IpPrefix::parse).toList());
    }

    /** The table of neighbours. */
    public NeighbourTable neighbours() {
        return neighbours;
    }

    /** A port. */
    public WorkerPort port(final int index) {
        return ports[index];
    }

    /** An announcer on both ports. */
    public Announcer announcer() {
        return new Announcer(ports, arp, discovery, routes);
    }

    /** The pool. */
    public GuardedPool pool() {
        return pool;
    }

    /** The present. */
    public long nowNs() {
        return nowNs;
    }

    /** How many packets were dropped for a reason. */
    public long drops(final DropReason reason) {
        return counters.drops(reason);
    }

    /** How many packets were dropped for any reason. */
    public long drops() {
        return counters.drops();
    }

    /** Time passes in steps of 10 ms, with polls. */
    public void pass(final long milliseconds) {
        for (long passed = 0; passed < milliseconds; passed += 10) {
            nowNs += 10_000_000L;
            neighbours.poll(nowNs);
        }
    }

    /** A frame arrives on a port; answers false if it is not of neighbour discovery. */
    public boolean arrive(final int port, final byte[] frame) {
        wires[port].arrive(frame);
        assertThat(wires[port].rxQueue().burst(array, 1)).isEqualTo(1);
        final long mbuf = NativeMemory.int64(array);
        if (!NeighbourDiscovery.isDiscovery(mbuf)) {
            pool.free(mbuf);
            return false;
        }
        discovery.handle(mbuf, ports[port], local, neighbours, nowNs);
        return true;
    }

    /** Resolves an address. */
    public int resolve(final int port, final String address) {
        final IpAddress parsed = IpAddress.parse(address);
        return neighbours.resolve(port, parsed.wireHigh(), parsed.wireLow(), nowNs);
    }

    /** Notes what was said of an address. */
    public void learn(final int port, final String address, final long mac, final int how) {
        final IpAddress parsed = IpAddress.parse(address);
        neighbours.learn(port, parsed.wireHigh(), parsed.wireLow(), mac, how, nowNs);
    }

    /** Sends a frame of 60 bytes, all of them a mark, to a neighbour. */
    public void send(final int neighbour, final int mark) {
        neighbours.send(neighbour, marked(mark), nowNs);
    }

    /** A frame of 60 bytes, all of them a mark. */
    public long marked(final int mark) {
        final long mbuf = pool.allocate();
        final byte[] bytes = new byte[60];
        Arrays.fill(bytes, (byte) mark);
        NativeMemory.bytes(Mbuf.append(mbuf, bytes.length), bytes);
        return mbuf;
    }

    /** What was sent by a port since the last call. */
    public List<Frame> sent(final int port) {
        buffers[port].flush();
        return new ArrayList<>(wires[port].takeSent());
    }

    @Override
    public void afterEach(final ExtensionContext context) {
        sent(0);
        sent(1);
        neighbours.close();
        assertThat(pool.inUse()).as("mbufs that did not come back").isZero();
        for (final TxBuffer buffer : buffers) {
            buffer.close();
        }
        counters.close();
        NativeMemory.free(array);
        pool.close();
        assertThat(memory.taken()).isZero();
    }

    private static List<PortSettings> settings() {
        return List.of(Settings.dualPort("client", "10.0.0.1", "fd00::1", 1_500, "10.0.0.254/24", "fd00::254/64"),
            Settings.dualPort("real", null, null, 1_500, "10.9.0.254/16", "fd09::254/64"));
    }
}
