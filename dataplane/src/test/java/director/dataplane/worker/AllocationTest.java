/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.Ipv6Frames.toRealPort;
import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.dualPort;
import static director.dataplane.testkit.Settings.fullNat;
import static director.dataplane.testkit.Settings.real;
import static director.dataplane.testkit.Settings.realServer;
import static director.dataplane.testkit.Settings.tcp;
import static director.dataplane.testkit.Settings.udp;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.AddressRange;
import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.AccessControl;
import director.dataplane.configuration.AccessList;
import director.dataplane.configuration.AccessSettings;
import director.dataplane.configuration.ClientAddress;
import director.dataplane.configuration.LimitSettings;
import director.dataplane.configuration.LocalPortSettings;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.ServicePolicy;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.SnatSettings;
import director.dataplane.configuration.SnatTimeouts;
import director.dataplane.configuration.SubInterface;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.AllocatedBytes;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.IpPackets;
import director.dataplane.testkit.Ipv6Frames;
import director.dataplane.testkit.PacketBuilder;
import director.dataplane.testkit.TaggedWire;
import director.dataplane.testkit.Treadmill;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Nothing is allocated for a packet, nor for a connection: a million of them, and not one byte. */
class AllocationTest {
    private static final int MILLION = 1_000_000;
    /** The first ones are interpreted, and allocate what compiled code does not. */
    private static final int MAX_RUNS = 8;
    private static final int FLOWS = 256;
    private static final String LOCAL = "10.9.0.200";
    private static final String SERVER = "10.9.0.1";

    @Test
    void shouldMeasureNothingWhereNothingIsAllocatedAndSomethingElsewhere() {
        final List<byte[]> kept = new ArrayList<>(MAX_RUNS);
        assertThat(AllocatedBytes.fewest(MAX_RUNS, () -> { })).isZero();
        assertThat(AllocatedBytes.fewest(MAX_RUNS, () -> kept.add(new byte[100]))).isBetween(100L, 200L);
    }

    @Test
    void shouldAllocateNothingForPacketsOfEstablishedFlows() {
        try (Treadmill mill = new Treadmill(settings -> settings.maxConnections(10_000).services(
            tcp(VIP + ":80", "rr", SERVER + ":8080"), udp(VIP + ":53", "rr", SERVER + ":53")))) {
            introduce(mill);
            mill.fromClients(flows(port -> client(port).tcp(port, 80, SYN)));
            mill.run(FLOWS, 0);
            mill.fromReal(flows(port -> port % 2 == 0 ? server(port).tcp(8_080, port, ACK).payload(port % 9)
                : server(port).udp(53, port).payload(11).withoutChecksum()));
            mill.fromClients(flows(port -> port % 2 == 0 ? client(port).tcp(port, 80, ACK).payload(port % 9)
                : client(port).udp(port, 53).payload(9).withoutChecksum()));
            mill.run(FLOWS * 4, 0);
            final long dropsBefore = mill.counters().drops();
            final long openedBefore = mill.counters().get(WorkerCounter.CONNECTIONS_OPENED);
            assertThat(AllocatedBytes.fewest(MAX_RUNS, () -> mill.run(MILLION, 0))).isZero();
            assertThat(mill.counters().drops()).isEqualTo(dropsBefore);
            assertThat(mill.counters().get(WorkerCounter.CONNECTIONS_OPENED)).isEqualTo(openedBefore);
        }
    }

    @Test
    void shouldAllocateNothingForPacketsInVlans() {
        final SubInterface clients = new SubInterface("trunk", 100, 0);
        final SubInterface servers = new SubInterface("trunk", 200, 30);
        try (Treadmill mill = new Treadmill(settings -> settings.maxConnections(10_000).oneArmed(clients, servers)
            .services(tcp(VIP + ":80", "rr", SERVER + ":8080"), udp(VIP + ":53", "rr", SERVER + ":53")))) {
            mill.fromTrunk(flows(port -> tagged(clients, packet().arpRequest(clientAddress(port), "10.0.0.254")),
                port -> tagged(servers, packet().arpRequest(SERVER, "10.9.0.254"))));
            mill.run(2 * FLOWS, 0);
            mill.fromTrunk(flows(port -> tagged(clients, client(port).tcp(port, 80, SYN)),
                port -> tagged(clients, client(port).udp(port, 53))));
            mill.run(2 * FLOWS, 0);
            mill.fromTrunk(flows(port -> tagged(clients, port % 2 == 0 ? client(port).tcp(port, 80, ACK)
                : client(port).udp(port, 53).withoutChecksum()),
                port -> tagged(servers, port % 2 == 0 ? server(port).tcp(8_080, port, ACK)
                    : server(port).udp(53, port).payload(11))));
            mill.run(FLOWS * 8, 0);
            final long before = mill.counters().get(WorkerCounter.FAST_PATH);
            assertThat(AllocatedBytes.fewest(MAX_RUNS, () -> mill.run(MILLION, 0))).isZero();
            assertThat(mill.counters().get(WorkerCounter.FAST_PATH) - before).isGreaterThan(MILLION / 3);
            assertThat(mill.counters().drops()).isZero();
        }
    }

    /** Each of which gets a header in front of it, again and again, as long as the real server does not say it has. */
    @Test
    void shouldAllocateNothingForHeadersOfTheProxyProtocol() {
        for (final ClientAddress.Form form : List.of(ClientAddress.Form.PROXY_V1, ClientAddress.Form.PROXY_V2)) {
            try (Treadmill mill = new Treadmill(settings -> settings.maxConnections(10_000)
                .localPorts(new LocalPortSettings(1_000, 1_000 + FLOWS - 1, 60))
                .services(fullNat(tcp(VIP + ":80", "rr", SERVER + ":8080"), LOCAL)
                    .withClientAddress(new ClientAddress(form))))) {
                introduce(mill);
                mill.fromClients(flows(port -> client(port).tcp(port, 80, SYN).numbers(99, 0)));
                mill.run(FLOWS, 0);
                mill.fromClients();
                mill.fromReal(flows(port -> packet().ipv4(SERVER, LOCAL).tcp(8_080, port, SYN | ACK).numbers(7, 100)));
                mill.run(FLOWS, 0);
                mill.fromClients(flows(port -> client(port).tcp(port, 80, ACK).numbers(100, 8)));
                mill.run(FLOWS * 4, 0);
                final long before = mill.counters().get(WorkerCounter.GENERATED);
                assertThat(AllocatedBytes.fewest(MAX_RUNS, () -> mill.run(MILLION, 0))).isZero();
                assertThat(mill.counters().get(WorkerCounter.GENERATED) - before).isGreaterThan(MILLION / 4);
                assertThat(mill.counters().drops()).isZero();
            }
        }
    }

    @Test
    void shouldAllocateNothingForPacketsBetweenIpv6AndIpv4() {
        try (Treadmill mill = new Treadmill(settings -> settings.maxConnections(10_000)
            .client(dualPort("client", "10.0.0.1", "fd00::1", 1_500, "10.0.0.254/24", "fd00::254/64"))
            .localPorts(new LocalPortSettings(1_000, 1_000 + FLOWS - 1, 60))
            .services(fullNat(new ServiceSettings(Protocol.UDP, IpAddress.parse("fd00::100"), 53, "rr", 0,
                List.of(realServer(SERVER, 53))), LOCAL)))) {
            introduce(mill);
            final byte[] who = IpPackets.solicitation(
                Bytes.macOf("10.0.0.7"), "fd00::7", DirectorRig.CLIENT_MAC, "fd00::254");
            mill.fromTrunk(who);
            mill.run(1, 0);
            final byte[][] requests = new byte[FLOWS][];
            for (int i = 0; i < FLOWS; i++) {
                final byte[] packet = IpPackets.udp("fd00::7", 1_000 + i, "fd00::100", 53, i % 9, false);
                requests[i] = ByteBuffer.allocate(14 + packet.length).put(who, 0, 14).put(packet).array();
            }
            mill.fromTrunk(requests);
            mill.run(FLOWS, 0);
            mill.fromReal(flows(port -> port % 3 == 0
                ? packet().ipv4(SERVER, LOCAL).icmp(11, 0, 0).payload(quoteOf(port))
                : packet().ipv4(SERVER, LOCAL).udp(53, port).payload(port % 9)));
            mill.run(FLOWS * 4, 0);
            assertThat(AllocatedBytes.fewest(MAX_RUNS, () -> mill.run(MILLION, 0))).isZero();
            assertThat(mill.counters().drops()).isZero();
        }
    }

    @Test
    void shouldAllocateNothingForPacketsOfFullNatOfIpv6() {
        try (Treadmill mill = new Treadmill(settings -> settings.maxConnections(10_000)
            .client(dualPort("client", "10.0.0.1", "fd00::1", 1_500, "10.0.0.254/24", "fd00::254/64"))
            .real(dualPort("real", null, null, 1_500, "10.9.0.254/16", "fd09::254/64"))
            .localPorts(new LocalPortSettings(1_000, 1_000 + FLOWS - 1, 60))
            .services(fullNat(new ServiceSettings(Protocol.UDP, IpAddress.parse("fd00::100"), 53, "rr", 0,
                List.of(realServer("fd09::1", 5_353))), "fd09::200")))) {
            final byte[][] requests = new byte[FLOWS][];
            final byte[][] replies = new byte[FLOWS][];
            for (int i = 0; i < FLOWS; i++) {
                requests[i] = Ipv6Frames.udp("fd00::7", 1_000 + i, "fd00::100", 53, i % 9);
                replies[i] = toRealPort(Ipv6Frames.udp("fd09::1", 5_353, "fd09::200", 1_000 + i, i % 9));
            }
            mill.fromTrunk(
                IpPackets.solicitation(Bytes.macOf("10.0.0.7"), "fd00::7", DirectorRig.CLIENT_MAC, "fd00::254"));
            mill.framesFromReal(
                IpPackets.solicitation(Bytes.macOf("10.9.0.1"), "fd09::1", DirectorRig.REAL_MAC, "fd09::254"));
            mill.run(2, 0);
            mill.framesFromReal();
            mill.fromTrunk(requests);
            mill.run(FLOWS * 4, 0);
            mill.framesFromReal(replies);
            mill.run(FLOWS * 4, 0);
            final long before = mill.counters().get(WorkerCounter.FAST_PATH);
            assertThat(AllocatedBytes.fewest(MAX_RUNS, () -> mill.run(MILLION, 0))).isZero();
            assertThat(mill.counters().get(WorkerCounter.FAST_PATH) - before).isGreaterThan(MILLION / 2);
            assertThat(mill.counters().drops()).isZero();
        }
    }

    /** Of a packet from a local port to the real server. */
    private static byte[] quoteOf(final int port) {
        return IpPackets.udp(LOCAL, port, SERVER, 53, 4, false);
    }

    /** Clients whose connections expire as fast as others open, asked for by ARP now and then. */
    @Test
    void shouldAllocateNothingForNewConnectionsAndThoseThatExpire() {
        try (Treadmill mill = new Treadmill(settings -> settings.maxConnections(20_000).burst(16)
            .services(tcp(VIP + ":80", "wrr", SERVER + ":80*3", "10.9.0.2:80*2")))) {
            introduce(mill);
            final List<PacketBuilder> syns = new ArrayList<>();
            for (int port = 1; port <= 40_000; port++) {
                syns.add(client(port).tcp(port, 80, SYN));
            }
            mill.fromClients(syns.toArray(new PacketBuilder[0]));
            mill.fromReal(packet().arpRequest(SERVER, "10.9.0.254"), packet().arpRequest("10.9.0.2", "10.9.0.254"));
            final long[] opened = new long[1];
            assertThat(AllocatedBytes.fewest(MAX_RUNS, () -> {
                opened[0] = mill.counters().get(WorkerCounter.CONNECTIONS_OPENED);
                mill.run(2 * MILLION, 100);
            })).isZero();
            assertThat(mill.counters().get(WorkerCounter.CONNECTIONS_OPENED) - opened[0])
                .isBetween(MILLION - 1_000L, MILLION + 1_000L);
            assertThat(mill.connections()).isBetween(5_000, 15_000);
            assertThat(mill.counters().drops()).isZero();
        }
    }

    /** Hosts whose connections to elsewhere expire as fast as others open, some of which find no port. */
    @Test
    void shouldAllocateNothingForConnectionsOfSnat() {
        final SnatSettings rule = new SnatSettings("internet", List.of(IpPrefix.parse("10.9.0.0/16")), "client",
            List.of(), List.of(AddressRange.parse("10.0.0.200")), new SnatTimeouts(60, 60, 60, 60),
            new LimitSettings(50_000, 0, 0), new LimitSettings(40_000, 0, 0));
        try (Treadmill mill = new Treadmill(settings -> settings.maxConnections(40_000).burst(16)
            .localPorts(new LocalPortSettings(1_000, 4_000, 60))
            .packets(PacketSettings.INITIAL.withSnat(List.of(rule))))) {
            introduce(mill);
            final List<PacketBuilder> packets = new ArrayList<>();
            for (int port = 1; port <= 20_000; port++) {
                packets.add(packet().ipv4(SERVER, "10.0.0.7").udp(port, 53));
                packets.add(packet().ipv4(SERVER, "10.0.0.7").icmp(8, port, 1));
            }
            mill.fromReal(packets.toArray(new PacketBuilder[0]));
            mill.fromClients(packet().arpRequest("10.0.0.7", "10.0.0.254"));
            assertThat(AllocatedBytes.fewest(MAX_RUNS, () -> mill.run(MILLION, 100))).isZero();
            assertThat(mill.counters().get(WorkerCounter.CONNECTIONS_CLOSED)).isGreaterThan(1_000);
            assertThat(mill.counters().drops(DropReason.SNAT_PORTS_EXHAUSTED)).isGreaterThan(1_000);
        }
    }

    /** Clients that open as many as they may and more, some of whom access lists deny. */
    @Test
    void shouldAllocateNothingForConnectionsThatAreCountedAndRefused() {
        final LimitSettings limits = new LimitSettings(5_000, 10_000_000, 10_000);
        final ServiceSettings service = tcp(VIP + ":80", "rr")
            .withRealServers(List.of(real(SERVER + ":80").withLimits(limits)))
            .withPolicy(new ServicePolicy(limits, new LimitSettings(40, 1_000_000, 100),
                new AccessSettings(List.of(), List.of("some"))));
        final AccessControl access = new AccessControl(List.of(new AccessList("some",
            List.of(IpPrefix.parse("10.0.0.128/25"), IpPrefix.parse("fd00::/8")), null, List.of())),
            AccessSettings.NONE);
        try (Treadmill mill = new Treadmill(settings -> settings.maxConnections(20_000).burst(16)
            .packets(PacketSettings.INITIAL.withAccess(access)).services(service))) {
            introduce(mill);
            final List<PacketBuilder> syns = new ArrayList<>();
            for (int port = 1; port <= 40_000; port++) {
                syns.add(client(port).tcp(port, 80, SYN));
            }
            mill.fromClients(syns.toArray(new PacketBuilder[0]));
            assertThat(AllocatedBytes.fewest(MAX_RUNS, () -> mill.run(MILLION, 100))).isZero();
            assertThat(mill.counters().drops(DropReason.CLIENT_CONNECTIONS)).isGreaterThan(1_000);
            assertThat(mill.counters().drops(DropReason.CLIENT_DENIED)).isGreaterThan(1_000);
            assertThat(mill.counters().get(WorkerCounter.CONNECTIONS_CLOSED)).isGreaterThan(1_000);
        }
    }

    /** Hosts say who they are, so that nobody has to ask. */
    private static void introduce(final Treadmill mill) {
        final PacketBuilder[] hosts = new PacketBuilder[FLOWS];
        for (int i = 0; i < FLOWS; i++) {
            hosts[i] = packet().arpRequest(clientAddress(i), "10.0.0.254");
        }
        mill.fromClients(hosts);
        mill.fromReal(packet().arpRequest(SERVER, "10.9.0.254"), packet().arpRequest("10.9.0.2", "10.9.0.254"));
        mill.run(2 * FLOWS, 0);
        mill.fromReal();
    }

    private static PacketBuilder[] flows(final IntFunction<PacketBuilder> packet) {
        final PacketBuilder[] packets = new PacketBuilder[FLOWS];
        for (int i = 0; i < FLOWS; i++) {
            packets[i] = packet.apply(1_000 + i);
        }
        return packets;
    }

    private static byte[][] flows(final IntFunction<byte[]> one, final IntFunction<byte[]> other) {
        final byte[][] frames = new byte[2 * FLOWS][];
        for (int i = 0; i < FLOWS; i++) {
            frames[2 * i] = one.apply(1_000 + i);
            frames[2 * i + 1] = other.apply(1_000 + i);
        }
        return frames;
    }

    private static byte[] tagged(final SubInterface vlan, final PacketBuilder packet) {
        return TaggedWire.tagged(packet.toUnlessSet(DirectorRig.CLIENT_MAC).bytes(), TaggedWire.tags(vlan));
    }

    private static String clientAddress(final int number) {
        return "10.0.0." + (101 + number % 100);
    }

    private static PacketBuilder client(final int port) {
        return packet().ipv4(clientAddress(port), VIP);
    }

    private static PacketBuilder server(final int port) {
        return packet().ipv4(SERVER, clientAddress(port));
    }
}
