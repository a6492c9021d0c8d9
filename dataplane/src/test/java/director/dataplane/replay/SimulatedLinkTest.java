/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.replay;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.HeapMemory;
import director.bindings.HeapPool;
import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.dataplane.address.IpAddress;
import director.dataplane.header.Ethernet;
import director.dataplane.local.Announcer;
import director.dataplane.local.ArpHandler;
import director.dataplane.local.NeighbourDiscovery;
import director.dataplane.neighbour.NeighbourTable;
import director.dataplane.neighbour.Solicitor;
import director.dataplane.port.TxBuffer;
import director.dataplane.port.WorkerPort;
import director.dataplane.route.LocalAddresses;
import director.dataplane.route.RouteTable;
import director.dataplane.status.WorkerCounters;
import director.dataplane.testkit.Settings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Neighbours of both versions of IP answer at once, and what is sent names them. */
class SimulatedLinkTest {
    private static final long MAC = 0x02FF_0000_0100L;
    private static final long SECOND_NS = 1_000_000_000L;

    private final HeapPool pool = new HeapPool(64, 2_048);
    private final List<EmittedPacket> emitted = new ArrayList<>();
    private final SimulatedLink link = new SimulatedLink(Side.CLIENT, MAC, pool, new ManualClock(), emitted);
    private final WorkerCounters counters = new WorkerCounters(new HeapMemory());
    private final TxBuffer buffer = new TxBuffer(link::transmit, 32, pool, counters);
    private final WorkerPort[] ports = {new WorkerPort(0, MAC, 1_500, link::receive, buffer)};
    private final RouteTable routes;
    private final LocalAddresses local;
    private final NeighbourDiscovery discovery;
    private final ArpHandler arp;
    private final NeighbourTable neighbours;
    private final long array = NativeMemory.allocate(Long.BYTES, Long.BYTES);

    SimulatedLinkTest() {
        final var settings =
            List.of(Settings.dualPort("client", "10.0.0.1", "fd00::1", 1_500, "10.0.0.254/24", "fd00::254/64"));
        routes = RouteTable.of(settings);
        local = LocalAddresses.of(settings, List.of());
        discovery = new NeighbourDiscovery(ports, pool, counters, routes);
        arp = new ArpHandler(ports, pool, counters, routes);
        neighbours = new NeighbourTable(16, ports, pool, counters, Solicitor.byVersion(arp, discovery), 0);
    }

    @AfterEach
    void close() {
        link.close();
        neighbours.close();
        assertThat(pool.inUse()).as("mbufs that were lost").isZero();
        NativeMemory.free(array);
        buffer.close();
        counters.close();
        pool.close();
    }

    @Test
    void shouldAnswerSolicitationsAndNameTheNextHopOfWhatIsSent() {
        send("fd00::7");
        send("fd00::1");
        send("fd00::7");
        assertThat(emitted).extracting(EmittedPacket::via).containsExactly("fd00::7", "fd00::1", "fd00::7");
        assertThat(emitted).allMatch(packet -> packet.bytes().length == 40);
        assertThat(neighbours.waiting()).isZero();
    }

    @Test
    void shouldAnswerProbesTooSoThatNobodyIsEverLost() {
        for (int second = 0; second < 200; second++) {
            neighbours.poll(second * SECOND_NS);
            exchange(second * SECOND_NS);
            send("fd00::7", second * SECOND_NS);
        }
        assertThat(emitted).hasSize(200);
    }

    @Test
    void shouldKeepAnnouncementsToItselfAndNotAnswerThem() {
        final Announcer announcer = new Announcer(ports, arp, discovery, routes);
        announcer.addresses(local, 0);
        assertThat(announcer.poll(0)).isEqualTo(2);
        buffer.flush();
        assertThat(link.isIdle()).isTrue();
        assertThat(emitted).isEmpty();
    }

    @Test
    void shouldShowTheMacAddressOfANeighbourThatNobodyMet() {
        final Neighbours all = new Neighbours();
        final IpAddress address = IpAddress.parse("fd00::7");
        assertThat(all.address(all.mac(address.wireHigh(), address.wireLow()))).isEqualTo("fd00::7");
        assertThat(all.address(all.mac(IpAddress.ANY.wireHigh(), IpAddress.ipv4(0x0A00_0007).wireLow())))
            .isEqualTo("10.0.0.7");
        assertThat(all.address(0x0201_0000_0001L)).isEqualTo("0x20100000001");
    }

    private void send(final String to) {
        send(to, 0);
    }

    private void send(final String to, final long nowNs) {
        final IpAddress address = IpAddress.parse(to);
        final int neighbour = neighbours.resolve(0, address.wireHigh(), address.wireLow(), nowNs);
        final long mbuf = pool.allocate();
        NativeMemory.zero(Mbuf.append(mbuf, Ethernet.LENGTH + 40), Ethernet.LENGTH + 40);
        neighbours.send(neighbour, mbuf, nowNs);
        exchange(nowNs);
    }

    private void exchange(final long nowNs) {
        buffer.flush();
        while (link.receive(array, 1) == 1) {
            discovery.handle(NativeMemory.int64(array), ports[0], local, neighbours, nowNs);
            buffer.flush();
        }
    }
}
