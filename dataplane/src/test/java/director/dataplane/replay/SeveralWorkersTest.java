/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.replay;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Settings.real;
import static director.dataplane.testkit.Settings.tcp;
import static director.dataplane.testkit.Settings.tcpKey;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.Persistence;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.TunnelSettings;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.PacketBuilder;
import director.schedulers.SchedulerRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers that get packets in turn, whoever owns them. */
@ParameterizedClass
@ValueSource(ints = {1, 2, 3, 8})
class SeveralWorkersTest {
    private static final String VIP = "10.0.0.100";
    private static final String A = "10.9.0.1";
    private static final String B = "10.9.0.2";
    private static final String C = "10.9.0.3";
    private static final int ETHERNET = 14;

    private final int workers;
    private final ReplayDirector director;

    SeveralWorkersTest(final int workers) {
        this.workers = workers;
        this.director = new ReplayDirector(SchedulerRegistry.load(), ReplayNetwork.STANDARD, 4_096, workers);
    }

    @AfterEach
    void close() {
        director.pass(3_600_000, 1_000);
        assertThat(director.connectionCount()).isZero();
        assertThat(director.mbufsInUse()).as("mbufs that were lost").isZero();
        assertThat(count(WorkerCounter.HANDED_OVER)).isEqualTo(count(WorkerCounter.TAKEN_OVER));
        if (workers == 1) {
            assertThat(count(WorkerCounter.HANDED_OVER)).isZero();
        }
        director.close();
    }

    @Test
    void shouldShareConnectionsOutAndCarryBothTheirDirections() {
        add(tcp(VIP + ":80", "wrr", A + ":80*3", B + ":80*2", C + ":80*1"));
        final Map<String, Integer> picks = new HashMap<>();
        for (int port = 1_000; port < 1_600; port++) {
            final String server = open("10.0.0.7", port);
            picks.merge(server, 1, Integer::sum);
            assertThat(fromReal(packet().ipv4(server, "10.0.0.7").tcp(80, port, SYN | ACK))).isEqualTo("10.0.0.7");
            assertThat(fromClient(packet().ipv4("10.0.0.7", VIP).tcp(port, 80, ACK))).isEqualTo(server);
            assertThat(fromReal(packet().ipv4(server, "10.0.0.7").tcp(80, port, ACK))).isEqualTo("10.0.0.7");
        }
        assertThat(picks).isEqualTo(Map.of(A, 300, B, 200, C, 100));
        assertThat(director.connections()).hasSize(600);
        assertThat(director.workers()).hasSize(workers).allSatisfy(worker ->
            assertThat(worker.counters().get(WorkerCounter.CONNECTIONS_OPENED)).isGreaterThan(600 / workers / 2));
    }

    /** The figures that schedulers see are all workers' together. */
    @ParameterizedTest
    @ValueSource(strings = {"lc", "wlc", "sed", "nq"})
    void shouldGoByTheConnectionsOfAllWorkers(final String scheduler) {
        add(tcp(VIP + ":80", scheduler, A + ":80*1", B + ":80*1", C + ":80*1"));
        final Map<String, Integer> picks = new HashMap<>();
        for (int port = 1_000; port < 1_300; port++) {
            picks.merge(open("10.0.0.7", port), 1, Integer::sum);
        }
        assertThat(picks).isEqualTo(Map.of(A, 100, B, 100, C, 100));
    }

    @Test
    void shouldGiveARealServerNoMoreThanItsThresholdFromAllWorkersTogether() {
        final RealServerSettings limited = new RealServerSettings(
            IpAddress.parse(A), 80, 1, ForwardingMethod.NAT, TunnelSettings.IPIP, 40, 20);
        final ServiceSettings service = tcp(VIP + ":80", "rr");
        add(new ServiceSettings(service.protocol(), service.address(), 80, "rr", 0,
            List.of(limited, real(B + ":80"))));
        final Map<String, Integer> picks = new HashMap<>();
        for (int port = 1_000; port < 1_200; port++) {
            picks.merge(open("10.0.0.7", port), 1, Integer::sum);
        }
        assertThat(picks).isEqualTo(Map.of(A, 40, B, 160));
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 24, 0})
    void shouldKeepTheClientsOfANetworkTogether(final int length) {
        add(persistent(tcp(VIP + ":80", "rr", A + ":80", B + ":80", C + ":80"), length));
        final Map<String, Set<String>> servers = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            final String client = "10.0." + i % 5 + "." + (1 + i % 7);
            final String server = open(client, 2_000 + i);
            final String network = length == 32 ? client : length == 24 ? "10.0." + i % 5 : "all";
            servers.merge(network, Set.of(server), (one, other) -> {
                final Set<String> both = new HashSet<>(one);
                both.addAll(other);
                return both;
            });
            assertThat(fromReal(packet().ipv4(server, client).tcp(80, 2_000 + i, SYN | ACK))).isEqualTo(client);
        }
        assertThat(servers.values()).allSatisfy(one -> assertThat(one).hasSize(1));
        assertThat(director.connections().stream().filter(row -> row.clientPort() == 0)).hasSize(servers.size());
    }

    /** Other workers own the clients from then on, but connections stay where they are. */
    @Test
    void shouldFindConnectionsThatAreOlderThanTheRuleByWhichWorkersOwnThem() {
        final ServiceSettings service = tcp(VIP + ":80", "rr", A + ":80", B + ":80", C + ":80");
        add(service);
        final Map<Integer, String> servers = new HashMap<>();
        for (int port = 1_000; port < 1_200; port++) {
            servers.put(port, open("10.0.0.7", port));
        }
        for (final int length : new int[] {32, 16}) {
            final ServiceSettings edited = persistent(service, length);
            director.change(proxy -> proxy.editService(edited));
            servers.forEach((port, server) -> {
                assertThat(fromReal(packet().ipv4(server, "10.0.0.7").tcp(80, port, SYN | ACK)))
                    .isEqualTo("10.0.0.7");
                assertThat(fromClient(packet().ipv4("10.0.0.7", VIP).tcp(port, 80, ACK))).isEqualTo(server);
                // An error about it, too: the network did not take what went to the client.
                assertThat(fromClient(packet().ipv4("10.0.0.7", VIP).icmp(3, 0, 0)
                    .payload(ip(packet().ipv4(VIP, "10.0.0.7").tcp(80, port, ACK))))).isEqualTo(server);
            });
            final String together = open("10.0.0.7", 3_000 + length);
            for (int port = 4_000 + 100 * length; port < 4_050 + 100 * length; port++) {
                assertThat(open("10.0.0.7", port)).isEqualTo(together);
            }
        }
        assertThat(servers.values()).contains(A, B, C);
        assertThat(count(WorkerCounter.CONNECTIONS_OPENED)).isEqualTo(200 + 2 * 51);
    }

    @Test
    void shouldAnnounceAddressesOnceForAllWorkers() {
        director.advanceTo(director.nowMs() + 10_000);
        final long before = count(WorkerCounter.GENERATED);
        director.addVip("10.0.0.77");
        director.advanceTo(director.nowMs() + 10_000);
        assertThat(count(WorkerCounter.GENERATED) - before).isEqualTo(3);
    }

    /** A gratuitous answer arrives at one worker, and all that know the neighbour believe it. */
    @Test
    void shouldLetAllWorkersKnowWhatANeighbourSaysOfItself() {
        add(tcp(VIP + ":80", "rr", A + ":80"));
        for (int port = 1_000; port < 1_100; port++) {
            open("10.0.0.7", port);
        }
        final byte[] moved = packet().to(ReplayDirector.mac(Side.REAL)).arp(PacketBuilder.REPLY, 0x02AA_0000_0001L, A,
            ReplayDirector.mac(Side.REAL), "10.9.0.254").bytes();
        director.arrive(Side.REAL, List.of(moved));
        director.settle();
        for (int port = 1_000; port < 1_100; port++) {
            director.inject(Side.CLIENT, ip(packet().ipv4("10.0.0.7", VIP).tcp(port, 80, SYN)));
            assertThat(director.takeEmitted()).hasSize(1).allSatisfy(
                sent -> assertThat(sent.via()).isEqualTo("0x2aa00000001"));
        }
    }

    @Test
    void shouldLetEachWorkerHaveItsShareOfTheConnections() {
        try (ReplayDirector few = new ReplayDirector(
            SchedulerRegistry.load(), ReplayNetwork.STANDARD, 10 * workers, workers)) {
            final ServiceSettings service = tcp(VIP + ":80", "rr", A + ":80");
            few.change(proxy -> proxy.addService(service));
            for (int port = 1_000; port < 1_500; port++) {
                few.inject(Side.CLIENT, ip(packet().ipv4("10.0.0.7", VIP).tcp(port, 80, SYN)));
            }
            assertThat(few.connectionCount()).isEqualTo(10 * workers);
            assertThat(few.takeDrops()).containsExactly(DropReason.CONNECTION_TABLE_FULL);
        }
    }

    private void add(final ServiceSettings service) {
        director.change(proxy -> proxy.addService(service));
        assertThat(director.catalogue().services()).extracting(each -> each.key()).contains(tcpKey(VIP + ":80"));
    }

    private String open(final String client, final int port) {
        return fromClient(packet().ipv4(client, VIP).tcp(port, 80, SYN));
    }

    private String fromClient(final PacketBuilder frame) {
        director.inject(Side.CLIENT, ip(frame));
        return only(Side.REAL);
    }

    private String fromReal(final PacketBuilder frame) {
        director.inject(Side.REAL, ip(frame));
        return only(Side.CLIENT);
    }

    /** Where the one packet went that was sent. */
    private String only(final Side side) {
        final List<EmittedPacket> sent = new ArrayList<>(director.takeEmitted());
        assertThat(sent).hasSize(1);
        assertThat(sent.getFirst().side()).isEqualTo(side);
        final byte[] ip = sent.getFirst().bytes();
        return (ip[16] & 0xFF) + "." + (ip[17] & 0xFF) + "." + (ip[18] & 0xFF) + "." + (ip[19] & 0xFF);
    }

    private long count(final WorkerCounter counter) {
        return director.workers().stream().mapToLong(worker -> worker.counters().get(counter)).sum();
    }

    private static byte[] ip(final PacketBuilder frame) {
        final byte[] bytes = frame.to(ReplayDirector.mac(Side.CLIENT)).bytes();
        final int length = (bytes[ETHERNET + 2] & 0xFF) << 8 | (bytes[ETHERNET + 3] & 0xFF);
        return Arrays.copyOfRange(bytes, ETHERNET, ETHERNET + length);
    }

    private static ServiceSettings persistent(final ServiceSettings service, final int length) {
        return new ServiceSettings(service.protocol(), service.address(), service.port(), service.mark(),
            service.scheduler(), service.schedulerFlags(), new Persistence(60, length, null), service.onePacket(),
            service.realServers());
    }
}
