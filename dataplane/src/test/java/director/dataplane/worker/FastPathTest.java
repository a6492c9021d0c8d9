/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.FIN;
import static director.dataplane.testkit.PacketBuilder.PSH;
import static director.dataplane.testkit.PacketBuilder.RST;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.configuration.Sysctl;
import director.dataplane.connection.Connection;
import director.dataplane.connection.TcpState;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.NaiveNat;
import director.dataplane.testkit.PacketBuilder;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.Settings;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which packets the fast path takes, what becomes of them, and that nobody can tell but by the counter. */
class FastPathTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String SERVER = "10.9.1.2";

    @RegisterExtension
    final Rigs rigs = new Rigs();

    /** The shortest frames of Ethernet have 60 bytes, so payloads begin where nothing pads them away. */
    static Stream<Named<NatTest.UnaryPacket>> plain() {
        final Stream<Named<NatTest.UnaryPacket>> fixed = Stream.of(
            Named.of("TTL 2", packet -> packet.ttl(2).payload(30)),
            Named.of("TTL 255", packet -> packet.ttl(255).payload(30)),
            Named.of("don't fragment", packet -> packet.fragment(0x4000).payload(30)),
            Named.of("type of service", packet -> packet.setInHeader(1, 0xB8).payload(30)),
            Named.of("checksum wrong by 1", packet -> packet.payload(30).damageTransportChecksum(1)),
            Named.of("checksum wrong by 40,000", packet -> packet.payload(30).damageTransportChecksum(40_000)),
            Named.of("the longest packet", packet -> packet.payload(1_460)));
        return Stream.concat(fixed, IntStream.rangeClosed(12, 48)
            .mapToObj(length -> Named.of(length + " bytes of payload", packet -> packet.payload(length))));
    }

    static Stream<Named<NatTest.UnaryPacket>> special() {
        return Stream.of(
            Named.of("one hop left", packet -> packet.ttl(1)),
            Named.of("no hop left", packet -> packet.ttl(0)),
            Named.of("options", packet -> packet.options(1, 1, 1, 0)),
            Named.of("a first fragment", packet -> packet.fragment(0x2000)),
            Named.of("a last fragment", packet -> packet.fragment(3)),
            Named.of("the reserved flag", packet -> packet.fragment(0x8000)),
            Named.of("a wrong header checksum", packet -> packet.set(25, 0x5A)),
            Named.of("a trailer", packet -> packet.trailer(20)),
            Named.of("another station", packet -> packet.to(0x0200_0000_0099L)),
            Named.of("FIN", packet -> packet.set(47, FIN | ACK)),
            Named.of("SYN", packet -> packet.set(47, SYN)),
            Named.of("RST", packet -> packet.set(47, RST)),
            Named.of("no flag", packet -> packet.set(47, 0)),
            Named.of("a short TCP header", packet -> packet.set(46, 0x40)),
            Named.of("another port", packet -> packet.set(35, 0xFF)));
    }

    @ParameterizedTest
    @MethodSource("plain")
    void shouldTranslatePlainTcpPacketsOfEstablishedConnections(final NatTest.UnaryPacket shape) {
        final DirectorRig rig = established();
        final PacketBuilder in = shape.of(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK | PSH));
        rig.fromClient(in);
        assertThat(fast(rig)).isEqualTo(1);
        final Frame frame = rig.toRealServer();
        assertThat(frame.packet()).isEqualTo(NaiveNat.inbound(in.bytes(), SERVER, 8_080));
        assertThat(frame.sourceMac()).isEqualTo(DirectorRig.REAL_MAC);
        assertThat(frame.destinationMac()).isEqualTo(Bytes.macOf(SERVER));
    }

    @ParameterizedTest
    @MethodSource("plain")
    void shouldTranslatePlainDatagrams(final NatTest.UnaryPacket shape) {
        final DirectorRig rig = rigs.udp(SERVER + ":5353");
        for (int i = 0; i < 2; i++) {
            rig.fromClient(packet().ipv4(CLIENT, VIP).udp(4_000, 53));
        }
        rig.toReal();
        final PacketBuilder in = shape.of(packet().ipv4(CLIENT, VIP).udp(4_000, 53));
        rig.fromClient(in);
        assertThat(fast(rig)).isEqualTo(1);
        assertThat(rig.toRealServer().packet()).isEqualTo(NaiveNat.inbound(in.bytes(), SERVER, 5_353));
    }

    /** With room for one neighbour, whoever comes in the same burst gets the number of the real server. */
    @Test
    void shouldSendNothingToANeighbourWhoGotTheNumberOfAnotherInTheSameBurst() {
        final DirectorRig rig =
            rigs.open(settings -> settings.maxNeighbours(1).services(Settings.udp(VIP + ":53", "rr", "10.9.0.1:53")));
        final PacketBuilder datagram = packet().ipv4("10.0.0.7", VIP).udp(4_000, 53).payload(30);
        for (int i = 0; i < 4; i++) {
            rig.fromClient(datagram);
            assertThat(rig.toRealServer().destinationMac()).isEqualTo(Bytes.macOf("10.9.0.1"));
        }
        assertThat(rig.count(WorkerCounter.FAST_PATH)).isPositive();
        // It is taken to be there no longer, and may be forgotten.
        rig.pass(40_000, 500);
        rig.client().arrive(packet().arpRequest("10.0.0.50", "10.0.0.254").bytes());
        rig.client().arrive(packet().ipv4("10.0.0.50", "10.0.0.254").to(DirectorRig.CLIENT_MAC).icmp(8, 1, 1).bytes());
        rig.client().arrive(datagram.toUnlessSet(DirectorRig.CLIENT_MAC).bytes());
        rig.settle();
        assertThat(rig.toReal()).allSatisfy(
            frame -> assertThat(frame.destinationMac()).isNotEqualTo(Bytes.macOf("10.0.0.50")));
    }

    @Test
    void shouldSendAUdpChecksumThatComesToZeroAsAllOnes() {
        final DirectorRig rig = rigs.udp(SERVER + ":5353");
        for (int i = 0; i < 2; i++) {
            rig.fromClient(packet().ipv4(CLIENT, VIP).udp(4_000, 53));
        }
        rig.toReal();
        int allOnes = 0;
        for (int checksum = 1; checksum <= 0xFFFF; checksum += 2) {
            for (int word = checksum; word < checksum + 2; word++) {
                rig.client().arrive(packet().ipv4(CLIENT, VIP).udp(4_000, 53).payload(20)
                    .set(40, word >>> 8).set(41, word & 0xFF).to(DirectorRig.CLIENT_MAC).bytes());
            }
            rig.settle();
            for (final Frame frame : rig.toReal()) {
                assertThat(frame.transportChecksum()).isNotZero();
                allOnes += frame.transportChecksum() == 0xFFFF ? 1 : 0;
            }
        }
        assertThat(allOnes).isPositive();
        assertThat(fast(rig)).isGreaterThanOrEqualTo(0xFFFE);
    }

    /** A second director, whose connection is not steady yet, says what should become of each. */
    @ParameterizedTest
    @MethodSource("special")
    void shouldLeaveEverythingElseToTheGeneralPath(final NatTest.UnaryPacket shape) {
        final DirectorRig fast = established();
        final DirectorRig general = rigs.tcp(SERVER + ":8080");
        general.stayOnTheGeneralPath();
        general.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, SYN));
        general.fromReal(packet().ipv4(SERVER, CLIENT).tcp(8_080, 4_000, SYN | ACK));
        general.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK));
        general.toReal();
        general.toClients();
        for (final DirectorRig rig : List.of(fast, general)) {
            rig.fromClient(shape.of(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK | PSH).payload(30)));
        }
        assertThat(fast(fast)).isZero();
        assertThat(packets(fast.toReal())).isEqualTo(packets(general.toReal()));
        assertThat(packets(fast.toClients())).hasSameSizeAs(packets(general.toClients()));
    }

    @Test
    void shouldKeepTheOrderOfAConnectionsPacketsInABurst() {
        final DirectorRig rig = established();
        final SplittableRandom random = new SplittableRandom(11);
        for (int round = 0; round < 200; round++) {
            final int count = random.nextInt(1, 33);
            for (int i = 0; i < count; i++) {
                final PacketBuilder packet = random.nextInt(3) == 0
                    ? packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK).options(1, 1, 1, 0).payload(20 + i)
                    : packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK).payload(20 + i);
                rig.client().arrive(packet.to(DirectorRig.CLIENT_MAC).bytes());
                if (random.nextInt(8) == 0) {
                    // Opens a connection, which may move what the index has of the other one.
                    rig.client().arrive(packet().ipv4("10.0.0.8", VIP).tcp(round * 40 + i, 80, SYN)
                        .to(DirectorRig.CLIENT_MAC).bytes());
                }
            }
            rig.settle();
            final List<Integer> payloads = rig.toReal().stream()
                .filter(frame -> frame.source().equals(CLIENT))
                .map(frame -> frame.packet().length - 40 - (frame.packet()[0] & 0xF) * 4 + 20).toList();
            assertThat(payloads).isEqualTo(IntStream.range(0, count).map(i -> 20 + i).boxed().toList());
        }
        assertThat(fast(rig)).isPositive();
    }

    @Test
    void shouldNoteTheTimeOfUseThatOnlyTheFastPathHasSeen() {
        final DirectorRig rig = established();
        // Half of the timeout at a time, three times over: without the notes it would be gone.
        for (int i = 0; i < 3; i++) {
            rig.pass(450_000, 10_000);
            rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK).payload(20));
        }
        assertThat(rig.connections().size()).isEqualTo(1);
        assertThat(leftMs(rig)).isBetween(899_000L, 901_000L);
        rig.pass(899_000, 10_000);
        assertThat(rig.connections().size()).isEqualTo(1);
        rig.pass(2_000, 100);
        assertThat(rig.connections().size()).isZero();
    }

    @Test
    void shouldEndWithATransitionAndBeginAgainWithTheNextConnection() {
        final DirectorRig rig = established();
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, FIN | ACK).payload(20));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK).payload(20));
        assertThat(fast(rig)).isZero();
        assertThat(states(rig)).containsExactly(TcpState.CLOSE_WAIT.id());
        assertThat(rig.toReal()).hasSize(2);
    }

    @Test
    void shouldLearnAgainWhatAChangeHasMadeUncertain() {
        final DirectorRig rig = established();
        rig.carryOut(rig.proxy().set(Sysctl.DROP_PACKET, 1));
        final PacketBuilder in = packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK).payload(20);
        rig.fromClient(in);
        assertThat(fast(rig)).isZero();
        rig.fromClient(in);
        assertThat(fast(rig)).isEqualTo(1);
        assertThat(rig.toReal()).hasSize(2);
    }

    @Test
    void shouldGoOnWhenOnlyWeightsChange() {
        final DirectorRig rig = established();
        rig.carryOut(rig.proxy().editRealServer(Settings.tcpKey(VIP + ":80"), Settings.real(SERVER + ":8080*7")));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK).payload(20));
        assertThat(fast(rig)).isEqualTo(1);
    }

    @Test
    void shouldDropPacketsOfAConnectionWhoseRealServerIsGone() {
        final DirectorRig rig = established();
        rig.carryOut(rig.proxy().addService(Settings.tcp("10.0.0.200:80", "rr")));
        rig.carryOut(
            rig.proxy().deleteRealServer(Settings.tcpKey(VIP + ":80"), Settings.real(SERVER + ":8080")));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK).payload(20));
        assertThat(fast(rig)).isZero();
        assertThat(rig.toReal()).isEmpty();
    }

    @Test
    void shouldTellNeighboursThatWereNotHeardOfForLong() {
        final DirectorRig rig = established();
        final PacketBuilder in = packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK).payload(20);
        rig.pass(31_000, 1_000);
        rig.silence(SERVER);
        long before = fast(rig);
        rig.fromClient(in);
        assertThat(fast(rig)).as("one packet starts the doubt").isEqualTo(before);
        rig.fromClient(in);
        assertThat(fast(rig)).as("others go on").isEqualTo(before + 1);
        rig.pass(9_000, 100);
        rig.toReal();
        before = fast(rig);
        rig.fromClient(in);
        assertThat(fast(rig)).as("nobody is there").isEqualTo(before);
        assertThat(rig.toReal()).noneMatch(frame -> !frame.isArp());
    }

    @Test
    void shouldCountPacketsAndBytesAsTheGeneralPathDoes() {
        final DirectorRig rig = established();
        final int number = rig.conductor().catalogue().services().getFirst().realServers().getFirst().number();
        final long packets = rig.destinations().packetsIn(number);
        final long bytes = rig.destinations().bytesIn(number);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK).payload(100));
        assertThat(fast(rig)).isEqualTo(1);
        assertThat(rig.destinations().packetsIn(number)).isEqualTo(packets + 1);
        assertThat(rig.destinations().bytesIn(number)).isEqualTo(bytes + 140);
    }

    @Test
    void shouldWaitForTheNinthPacketWhileDropEntryCounts() {
        final DirectorRig rig = rigs.tcp(SERVER + ":8080");
        rig.stayOnTheGeneralPath();
        handshake(rig);
        for (int packets = 3; packets <= 9; packets++) {
            rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK).payload(20));
            assertThat(fast(rig)).isZero();
        }
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK).payload(20));
        assertThat(fast(rig)).isEqualTo(1);
    }

    /** {@code drop_entry} asks for the number of packets, which must not be lower than it was. */
    @Test
    void shouldNotForgetAfterAPacketOfTheGeneralPathThatAConnectionIsUsed() {
        final DirectorRig rig = established();
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK).payload(20));
        assertThat(fast(rig)).isEqualTo(1);
        final List<Integer> before = packetsOfConnections(rig);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK).options(1, 1, 1, 0).payload(20));
        assertThat(fast(rig)).isEqualTo(1);
        assertThat(packetsOfConnections(rig)).isEqualTo(before).containsExactly(9);
    }

    private static List<Integer> packetsOfConnections(final DirectorRig rig) {
        final List<Integer> counted = new ArrayList<>();
        rig.connections().forEach(
            rig.clock().nanoTime(), (record, leftNs) -> counted.add(Connection.packets(record)));
        return counted;
    }

    /** A connection whose next packet takes the fast path. */
    private DirectorRig established() {
        final DirectorRig rig = rigs.tcp(SERVER + ":8080");
        handshake(rig);
        rig.toReal();
        rig.toClients();
        assertThat(fast(rig)).isZero();
        return rig;
    }

    private static void handshake(final DirectorRig rig) {
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, SYN));
        rig.fromReal(packet().ipv4(SERVER, CLIENT).tcp(8_080, 4_000, SYN | ACK));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK));
        assertThat(states(rig)).containsExactly(TcpState.ESTABLISHED.id());
    }

    private static long fast(final DirectorRig rig) {
        return rig.count(WorkerCounter.FAST_PATH);
    }

    private static List<Integer> states(final DirectorRig rig) {
        final List<Integer> states = new ArrayList<>();
        rig.connections().forEach(rig.clock().nanoTime(), (record, leftNs) -> states.add(Connection.state(record)));
        return states;
    }

    private static long leftMs(final DirectorRig rig) {
        final AtomicLong left = new AtomicLong();
        rig.connections().forEach(rig.clock().nanoTime(), (record, leftNs) -> left.set(leftNs / 1_000_000));
        return left.get();
    }

    private static List<String> packets(final List<Frame> frames) {
        return frames.stream().map(frame -> HexFormat.of().formatHex(frame.packet())).toList();
    }
}
