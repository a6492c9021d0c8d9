/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.PSH;
import static director.dataplane.testkit.PacketBuilder.RST;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.fullNat;
import static director.dataplane.testkit.Settings.tcp;
import static director.dataplane.testkit.Settings.udp;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.AccessControl;
import director.dataplane.configuration.AccessList;
import director.dataplane.configuration.AccessSettings;
import director.dataplane.configuration.ClientAddress;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.LimitSettings;
import director.dataplane.configuration.LocalPortSettings;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.Persistence;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.ServicePolicy;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.Sysctl;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.NaiveNat;
import director.dataplane.testkit.Outcome;
import director.dataplane.testkit.PacketBuilder;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.Settings;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Connections that are opened on the fast path are those that the general one would have opened: nobody can tell but by
 * the counter.
 */
class BurstOpenerTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String A = "10.9.0.1";
    private static final String B = "10.9.0.2";
    private static final String LOCAL = "10.9.0.200";
    private static final int LOCAL_PORT = 5_000;
    private static final int[] FLAGS = {SYN, SYN, SYN, SYN, SYN | PSH, SYN | 0xC0, SYN | ACK, ACK, RST, SYN | RST};
    /** One in so many packets is dropped, so none here; but each has to be counted. */
    private static final int NEVER = Integer.MAX_VALUE;

    private static final List<DropReason> REFUSALS = List.of(DropReason.CLIENT_DENIED, DropReason.CLIENT_RATE,
        DropReason.CLIENT_CONNECTIONS, DropReason.SERVICE_RATE, DropReason.SERVICE_CONNECTIONS,
        DropReason.REAL_SERVER_RATE, DropReason.REAL_SERVER_CONNECTIONS);

    @RegisterExtension
    final Rigs rigs = new Rigs();

    static Stream<Named<UnaryOperator<PacketBuilder>>> special() {
        return Stream.of(
            Named.of("one hop left", packet -> packet.ttl(1)),
            Named.of("options", packet -> packet.options(1, 1, 1, 0)),
            Named.of("a first fragment", packet -> packet.fragment(0x2000)),
            Named.of("a wrong header checksum", packet -> packet.set(25, 0x5A)),
            Named.of("another station", packet -> packet.to(0x0200_0000_0099L)),
            Named.of("an ACK besides", packet -> packet.set(47, SYN | ACK)),
            Named.of("a FIN besides", packet -> packet.set(47, SYN | 1)),
            Named.of("a short TCP header", packet -> packet.set(46, 0x40)),
            Named.of("no service's port", packet -> packet.set(37, 0x77)));
    }

    @Test
    void shouldTranslateFirstPacketsAndTakeRepliesToThem() {
        final DirectorRig rig = acquainted(rigs.tcp(A + ":8080"));
        final List<PacketBuilder> in = IntStream.range(0, 50)
            .mapToObj(i -> packet().ipv4(CLIENT, VIP).tcp(4_000 + i, 80, SYN).payload(i)).toList();
        rig.fromClient(in.toArray(PacketBuilder[]::new));
        assertThat(opened(rig)).isGreaterThan(40);
        final List<Frame> out = rig.toReal();
        assertThat(out).hasSize(50);
        for (int i = 0; i < 50; i++) {
            assertThat(out.get(i).packet()).isEqualTo(NaiveNat.inbound(in.get(i).bytes(), A, 8_080));
            assertThat(out.get(i).sourceMac()).isEqualTo(DirectorRig.REAL_MAC);
        }
        rig.fromReal(IntStream.range(0, 50).mapToObj(i -> packet().ipv4(A, CLIENT).tcp(8_080, 4_000 + i, SYN | ACK))
            .toArray(PacketBuilder[]::new));
        assertThat(rig.toClients()).hasSize(50).allMatch(frame -> frame.source().equals(VIP));
    }

    @ParameterizedTest
    @MethodSource("special")
    void shouldLeaveOtherPacketsToTheGeneralPath(final UnaryOperator<PacketBuilder> shape) {
        final DirectorRig rig = acquainted(rigs.tcp(A + ":8080"));
        rig.fromClient(shape.apply(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, SYN).payload(30)));
        assertThat(opened(rig)).isZero();
        rig.toReal();
        rig.toClients();
    }

    @Test
    void shouldLeaveServicesThatAskForMoreToTheGeneralPath() {
        final DirectorRig rig = acquainted(rigs.open(settings -> settings.services(
            tcp(VIP + ":80", "rr", A + ":8080"),
            service(Protocol.UDP, 53, null, true),
            service(Protocol.TCP, 81, new Persistence(300, 32, null), false))));
        rig.fromClient(packet().ipv4(CLIENT, VIP).udp(4_000, 53), packet().ipv4(CLIENT, VIP).tcp(4_000, 81, SYN));
        assertThat(rig.toReal()).hasSize(2);
        assertThat(opened(rig)).isZero();
    }

    /** The third one has to be cut up, which keeps its place among the others all the same. */
    @Test
    void shouldForwardInTheirOrderWhatHasToBeForwardedOneByOne() {
        final DirectorRig rig = acquainted(rigs.tcp(A + ":8080"));
        rig.fromClient(IntStream.range(0, 5)
            .mapToObj(i -> packet().ipv4(CLIENT, VIP).tcp(4_000 + i, 80, SYN).payload(i == 2 ? 1_470 : 30))
            .toArray(PacketBuilder[]::new));
        assertThat(opened(rig)).isEqualTo(5);
        final List<Frame> out = rig.toReal();
        assertThat(out).hasSize(6);
        assertThat(Stream.of(0, 1, 2, 4, 5).map(i -> out.get(i).sourcePort()))
            .containsExactly(4_000, 4_001, 4_002, 4_003, 4_004);
    }

    @Test
    void shouldOpenWhatANeighbourHasToBeAskedForFirst() {
        final DirectorRig rig = rigs.tcp(A + ":8080");
        rig.fromClient(IntStream.range(0, 3).mapToObj(i -> packet().ipv4(CLIENT, VIP).tcp(4_000 + i, 80, SYN))
            .toArray(PacketBuilder[]::new));
        assertThat(opened(rig)).isEqualTo(3);
        assertThat(rig.toReal().stream().map(Frame::sourcePort)).contains(4_000, 4_001, 4_002);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rr", "wrr", "lc", "wlc", "sh", "mh"})
    void shouldDoWhatTheGeneralPathDoes(final String scheduler) {
        final DirectorRig fast = acquainted(rig(scheduler, 20_000));
        final DirectorRig general = acquainted(rig(scheduler, 20_000));
        // Both see the same of it; only one of them has a reason to look at each packet.
        general.carryOut(general.proxy().set(Sysctl.AM_DROPRATE, NEVER));
        general.carryOut(general.proxy().set(Sysctl.DROP_PACKET, 3));
        exchange(fast, general, new SplittableRandom(scheduler.hashCode()), 250);
        assertThat(opened(fast)).isGreaterThan(1_000);
        assertThat(opened(general)).isZero();
        assertThat(REFUSALS).allMatch(reason -> fast.drops(reason) > 0);
    }

    @Test
    void shouldGiveFirstPacketsOfFullNatALocalAddressAndTakeRepliesToIt() {
        final DirectorRig rig = acquainted(rigs.open(settings -> settings.services(tcp(VIP + ":80", "rr", A + ":8080"),
            fullNat(tcp(VIP + ":81", "rr", A + ":8081"), LOCAL), fullNat(udp(VIP + ":82", "rr", A + ":8082"), LOCAL))));
        rig.fromClient(IntStream.range(0, 20).mapToObj(i -> i % 2 == 0
            ? packet().ipv4(CLIENT, VIP).tcp(4_000 + i, 81, SYN).payload(i)
            : packet().ipv4(CLIENT, VIP).udp(4_000 + i, 82).payload(20 + i)).toArray(PacketBuilder[]::new));
        assertThat(opened(rig)).isGreaterThan(15);
        final List<Frame> out = rig.toReal();
        assertThat(out).hasSize(20).allMatch(frame -> frame.source().equals(LOCAL) && frame.destination().equals(A))
            .allMatch(Frame::isChecksumRight);
        assertThat(out.stream().map(frame -> frame.destinationPort() + " " + frame.sourcePort()))
            .doesNotHaveDuplicates();
        rig.fromReal(out.stream().map(frame -> frame.destinationPort() == 8_081
            ? packet().ipv4(A, LOCAL).tcp(8_081, frame.sourcePort(), SYN | ACK)
            : packet().ipv4(A, LOCAL).udp(8_082, frame.sourcePort())).toArray(PacketBuilder[]::new));
        final List<Frame> answers = rig.toClients();
        assertThat(answers).hasSize(20).allMatch(frame -> frame.source().equals(VIP))
            .allMatch(Frame::isChecksumRight);
        assertThat(answers.stream().map(Frame::destinationPort)).containsExactlyInAnyOrderElementsOf(
            IntStream.range(4_000, 4_020).boxed().toList());
    }

    @Test
    void shouldCountAConnectionOnceThatIsForwardedOneByOne() {
        final LimitSettings some = new LimitSettings(6, 1, 6);
        final ServiceSettings limited = fullNat(tcp(VIP + ":81", "rr", A + ":81"), LOCAL)
            .withClientAddress(new ClientAddress(ClientAddress.Form.TOA))
            .withPolicy(new ServicePolicy(some, some, AccessSettings.NONE));
        final DirectorRig rig = acquainted(rigs.open(settings -> settings.services(tcp(VIP + ":80", "rr", A + ":8080"),
            limited.withRealServers(limited.realServers().stream().map(server -> server.withLimits(some)).toList()))));
        rig.fromClient(IntStream.range(0, 9).mapToObj(i -> packet().ipv4(CLIENT, VIP).tcp(4_000 + i, 81, SYN))
            .toArray(PacketBuilder[]::new));
        assertThat(rig.toReal()).hasSize(6).allMatch(frame -> frame.source().equals(LOCAL));
        assertThat(opened(rig)).isEqualTo(6);
        assertThat(rig.drops(DropReason.CLIENT_CONNECTIONS)).isEqualTo(3);
    }

    @Test
    void shouldDoWhatTheGeneralPathDoesWhenTheTableIsFull() {
        final DirectorRig fast = acquainted(rig("wrr", 300));
        final DirectorRig general = acquainted(rig("wrr", 300));
        general.carryOut(general.proxy().set(Sysctl.AM_DROPRATE, NEVER));
        general.carryOut(general.proxy().set(Sysctl.DROP_PACKET, 3));
        exchange(fast, general, new SplittableRandom(9), 100);
        assertThat(fast.drops(DropReason.CONNECTION_TABLE_FULL)).isPositive();
        assertThat(opened(fast)).isPositive();
    }

    @Test
    void shouldRefuseWhatThePoolHasNoPortForAndTakeItBackUntouched() {
        final DirectorRig rig = acquainted(rigs.open(settings -> settings
            .localPorts(new LocalPortSettings(LOCAL_PORT, LOCAL_PORT + 4, 1))
            .services(tcp(VIP + ":80", "rr", A + ":8080"), fullNat(tcp(VIP + ":81", "rr", A + ":81"), LOCAL))));
        rig.fromClient(IntStream.range(0, 9).mapToObj(i -> packet().ipv4(CLIENT, VIP).tcp(4_000 + i, 81, SYN))
            .toArray(PacketBuilder[]::new));
        assertThat(rig.toReal()).hasSize(5);
        assertThat(opened(rig)).isPositive();
        assertThat(rig.drops(DropReason.LOCAL_PORTS_EXHAUSTED)).isEqualTo(4);
        rig.pass(120_000, 500);
        assertThat(rig.connections().size()).isZero();
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 81, SYN));
        assertThat(rig.toReal()).hasSize(1);
    }

    @Test
    void shouldCountForRealServersAsTheGeneralPathDoes() {
        final DirectorRig rig = acquainted(rigs.tcp(A + ":8080"));
        final int number = rig.conductor().catalogue().services().getFirst().realServers().getFirst().number();
        final long packets = rig.destinations().packetsIn(number);
        final long active = rig.destinations().active(number);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, SYN), packet().ipv4(CLIENT, VIP).tcp(4_001, 80, SYN));
        assertThat(opened(rig)).isEqualTo(2);
        assertThat(rig.destinations().packetsIn(number)).isEqualTo(packets + 2);
        assertThat(rig.destinations().active(number)).isEqualTo(active + 2);
        rig.toReal();
    }

    @Test
    void shouldForgetAServiceThatIsGone() {
        final DirectorRig rig = acquainted(rigs.tcp(A + ":8080"));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, SYN));
        rig.carryOut(rig.proxy().addService(tcp(VIP + ":81", "rr", A + ":8080")));
        rig.carryOut(rig.proxy().deleteService(Settings.tcpKey(VIP + ":80")));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_001, 80, SYN));
        assertThat(rig.toReal()).hasSize(1);
        assertThat(opened(rig)).isEqualTo(1);
        rig.toClients();
    }

    private static void exchange(
        final DirectorRig fast, final DirectorRig general, final SplittableRandom random, final int rounds) {
        final List<Integer> locals = new ArrayList<>(List.of(LOCAL_PORT));
        pass(fast, general, 1_100);
        for (int round = 0; round < rounds; round++) {
            final boolean clients = random.nextInt(5) > 0;
            final PacketBuilder[] burst = IntStream.range(0, random.nextInt(1, 60))
                .mapToObj(i -> clients ? fromClient(random) : fromServer(random, locals)).toArray(PacketBuilder[]::new);
            for (final DirectorRig rig : List.of(fast, general)) {
                if (clients) {
                    rig.fromClient(burst);
                } else {
                    rig.fromReal(burst);
                }
            }
            final List<Frame> out = fast.toReal();
            assertThat(packets(out)).isEqualTo(packets(general.toReal()));
            out.stream().filter(frame -> frame.source().equals(LOCAL)).map(Frame::sourcePort).forEach(locals::add);
            assertThat(packets(fast.toClients())).isEqualTo(packets(general.toClients()));
            if (round % 10 == 0) {
                assertThat(Outcome.connections(fast)).isEqualTo(Outcome.connections(general));
            }
            pass(fast, general, random.nextInt(1, 3_000));
        }
        assertThat(Outcome.connections(fast)).isEqualTo(Outcome.connections(general)).isNotEmpty();
        assertThat(Outcome.counters(fast, 10)).isEqualTo(Outcome.counters(general, 10));
        assertThat(fast.count(WorkerCounter.CONNECTIONS_CLOSED)).isPositive();
    }

    private static void pass(final DirectorRig fast, final DirectorRig general, final int milliseconds) {
        fast.pass(milliseconds, 500);
        general.pass(milliseconds, 500);
    }

    /**
     * NAT, direct routing, datagrams, two services of the same real servers, one that has none, full NAT, limits of all
     * kinds, and lists of clients. Local ports do not come back: in which order those do whose connections end in the
     * same moment may differ.
     */
    private DirectorRig rig(final String scheduler, final int maxConnections) {
        final ServiceSettings direct = tcp(VIP + ":82", scheduler, A + ":82", B + ":82*2");
        final AccessControl control = new AccessControl(
            List.of(new AccessList("bad", List.of(IpPrefix.parse("10.0.0.9")), null, List.of())), AccessSettings.NONE);
        return rigs.open(settings -> settings.maxConnections(maxConnections)
            .localPorts(new LocalPortSettings(LOCAL_PORT, LOCAL_PORT + 9_999, 3_600))
            .packets(PacketSettings.INITIAL.withAccess(control)).services(
            tcp(VIP + ":80", scheduler, A + ":80", B + ":80*3"),
            tcp(VIP + ":81", scheduler, A + ":80", B + ":80"),
            direct.withRealServers(direct.realServers().stream()
                .map(server -> server.withForwarding(ForwardingMethod.DIRECT_ROUTING)).toList()),
            udp(VIP + ":83", scheduler, A + ":83", B + ":83"),
            tcp(VIP + ":84", scheduler),
            fullNat(tcp(VIP + ":85", scheduler, A + ":80", B + ":80"), LOCAL),
            fullNat(udp(VIP + ":86", scheduler, A + ":83", B + ":83"), LOCAL),
            limited(tcp(VIP + ":87", scheduler, A + ":80", B + ":80"), new LimitSettings(0, 1, 2), LimitSettings.NONE,
                new LimitSettings(2, 0, 0)),
            limited(tcp(VIP + ":88", scheduler, A + ":88"), LimitSettings.NONE, new LimitSettings(3, 1, 2),
                new LimitSettings(0, 1, 1)),
            limited(tcp(VIP + ":89", scheduler, A + ":89"), new LimitSettings(4, 0, 0), LimitSettings.NONE,
                LimitSettings.NONE)));
    }

    private static ServiceSettings limited(final ServiceSettings service, final LimitSettings all,
        final LimitSettings clients, final LimitSettings realServers) {
        return service.withPolicy(new ServicePolicy(all, clients, new AccessSettings(List.of(), List.of("bad"))))
            .withRealServers(service.realServers().stream().map(server -> server.withLimits(realServers)).toList());
    }

    private static ServiceSettings service(
        final Protocol protocol, final int port, final @Nullable Persistence persistence, final boolean onePacket) {
        return new ServiceSettings(protocol, IpAddress.parse(VIP), port, 0, "rr", 0, persistence, onePacket,
            List.of(Settings.real(A + ":" + port)));
    }

    private static PacketBuilder fromClient(final SplittableRandom random) {
        final PacketBuilder packet = packet().ipv4("10.0.0." + random.nextInt(7, 10), VIP);
        final int port = 4_000 + random.nextInt(120);
        final int service = 80 + random.nextInt(11);
        final PacketBuilder built = service == 83 || service == 86 ? packet.udp(port, service)
            : packet.tcp(port, service, FLAGS[random.nextInt(FLAGS.length)]);
        return switch (random.nextInt(30)) {
            case 0 -> built.ttl(1);
            case 1 -> built.options(1, 1, 1, 0);
            case 2 -> built.set(25, 0x5A);
            case 3 -> built.damageTransportChecksum(3);
            default -> built.payload(random.nextInt(60));
        };
    }

    private static PacketBuilder fromServer(final SplittableRandom random, final List<Integer> locals) {
        final boolean local = random.nextInt(3) == 0;
        final PacketBuilder packet = packet()
            .ipv4(random.nextBoolean() ? A : B, local ? LOCAL : "10.0.0." + random.nextInt(7, 10));
        final int port = local ? locals.get(random.nextInt(locals.size())) : 4_000 + random.nextInt(120);
        return random.nextInt(4) == 0 ? packet.udp(83, port)
            : packet.tcp(80, port, FLAGS[random.nextInt(FLAGS.length)] | ACK);
    }

    /** The director knows the link-layer addresses of its real servers, by packets that the general path took. */
    private static DirectorRig acquainted(final DirectorRig rig) {
        rig.fromClient(IntStream.range(1, 5)
            .mapToObj(port -> packet().ipv4(CLIENT, VIP).tcp(port, 80, SYN).options(1, 1, 1, 0))
            .toArray(PacketBuilder[]::new));
        assertThat(rig.toReal()).isNotEmpty();
        assertThat(opened(rig)).isZero();
        return rig;
    }

    private static long opened(final DirectorRig rig) {
        return rig.count(WorkerCounter.FAST_OPENINGS);
    }

    private static List<String> packets(final List<Frame> frames) {
        return frames.stream().map(frame -> frame.sourceMac() + " " + frame.destinationMac() + " "
            + HexFormat.of().formatHex(frame.packet())).toList();
    }
}
