/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.Ipv6Frames.ETHERNET;
import static director.dataplane.testkit.Ipv6Frames.TRANSPORT;
import static director.dataplane.testkit.Ipv6Frames.hop;
import static director.dataplane.testkit.Ipv6Frames.set;
import static director.dataplane.testkit.Ipv6Frames.sum;
import static director.dataplane.testkit.Ipv6Frames.toRealPort;
import static director.dataplane.testkit.Ipv6Frames.withDestination;
import static director.dataplane.testkit.Ipv6Frames.withSource;
import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.FIN;
import static director.dataplane.testkit.PacketBuilder.PSH;
import static director.dataplane.testkit.PacketBuilder.RST;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.Ipv6Frames;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.Settings;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which packets of IPv6 the fast path takes, and that they leave as they should, to the byte. */
class FastIpv6Test {
    /** Read as if they were of IPv4, packets of this one would be of an address and port that are 0. */
    private static final String CLIENT = "2001:db8::";
    private static final String SERVICE = "2001:db8::100";
    private static final String SERVER = "2001:db8:9::77";

    @RegisterExtension
    final Rigs rigs = new Rigs();

    /** Changes to a frame that leave it plain. */
    static Stream<Named<UnaryOperator<byte[]>>> plain() {
        final Stream<Named<UnaryOperator<byte[]>>> fixed = Stream.of(
            Named.of("two hops", frame -> set(frame, ETHERNET + 7, 2)),
            Named.of("255 hops", frame -> set(frame, ETHERNET + 7, 255)),
            Named.of("a traffic class and a flow label", frame -> set(set(frame, ETHERNET, 0x6B), ETHERNET + 2, 0x77)),
            Named.of("a wrong checksum", frame -> set(frame, TRANSPORT + 16, frame[TRANSPORT + 16] ^ 0x55)));
        return Stream.concat(fixed, IntStream.range(0, 40).mapToObj(i -> Named.of("sequence number " + i,
            frame -> sum(set(frame, TRANSPORT + 4, i * 7)))));
    }

    /** Changes to a frame that are for the general path to judge. */
    static Stream<Named<UnaryOperator<byte[]>>> special() {
        return Stream.of(
            Named.of("one hop left", frame -> set(frame, ETHERNET + 7, 1)),
            Named.of("no hop left", frame -> set(frame, ETHERNET + 7, 0)),
            Named.of("another version", frame -> set(frame, ETHERNET, 0x50)),
            Named.of("another station", frame -> set(frame, 5, 0x99)),
            Named.of("a length that is too great", frame -> set(frame, ETHERNET + 5, frame[ETHERNET + 5] + 1)),
            Named.of("a trailer", frame -> set(frame, ETHERNET + 5, frame[ETHERNET + 5] - 1)),
            Named.of("another protocol", frame -> set(frame, ETHERNET + 6, 132)),
            Named.of("FIN", frame -> sum(set(frame, TRANSPORT + 13, FIN | ACK))),
            Named.of("SYN", frame -> sum(set(frame, TRANSPORT + 13, SYN))),
            Named.of("RST", frame -> sum(set(frame, TRANSPORT + 13, RST))),
            Named.of("no flag", frame -> sum(set(frame, TRANSPORT + 13, 0))),
            Named.of("a short TCP header", frame -> sum(set(frame, TRANSPORT + 12, 0x40))),
            Named.of("another service's port", frame -> sum(set(frame, TRANSPORT + 3, 0x51))),
            Named.of("another client", frame -> sum(set(frame, ETHERNET + 23, 9))));
    }

    @ParameterizedTest
    @MethodSource("plain")
    void shouldTranslatePlainTcpPacketsOfEstablishedConnections(final UnaryOperator<byte[]> shape) {
        final DirectorRig rig = established(ForwardingMethod.NAT);
        final byte[] in = shape.apply(tcp(CLIENT, SERVICE, 4_000, 80, ACK | PSH));
        rig.framesFromClient(in);
        assertThat(fast(rig)).isEqualTo(1);
        assertThat(sent(rig.toReal())).isEqualTo(behindEthernet(withDestination(hop(in), SERVER, 8_080)));
    }

    @ParameterizedTest
    @MethodSource("plain")
    void shouldTranslatePlainRepliesOfRealServers(final UnaryOperator<byte[]> shape) {
        final DirectorRig rig = established(ForwardingMethod.NAT);
        fromReal(rig, tcp(SERVER, CLIENT, 8_080, 4_000, ACK));
        rig.toClients();
        final long before = fast(rig);
        final byte[] in = toRealPort(shape.apply(tcp(SERVER, CLIENT, 8_080, 4_000, ACK | PSH)));
        fromReal(rig, in);
        assertThat(fast(rig)).isEqualTo(before + 1);
        assertThat(sent(rig.toClients())).isEqualTo(behindEthernet(withSource(hop(in), SERVICE, 80)));
    }

    @Test
    void shouldTranslateDatagramsInBothDirections() {
        final DirectorRig rig = rig(Protocol.UDP, 53, 5_353, ForwardingMethod.NAT);
        for (int i = 0; i < 2; i++) {
            rig.framesFromClient(udp(CLIENT, SERVICE, 4_000, 53, i));
        }
        for (int i = 0; i < 2; i++) {
            fromReal(rig, udp(SERVER, CLIENT, 5_353, 4_000, i));
        }
        rig.toReal();
        rig.toClients();
        for (int data = 0; data < 300; data++) {
            final long before = fast(rig);
            final byte[] in = udp(CLIENT, SERVICE, 4_000, 53, data);
            rig.framesFromClient(in);
            final byte[] back = toRealPort(udp(SERVER, CLIENT, 5_353, 4_000, data));
            fromReal(rig, back);
            assertThat(fast(rig)).isEqualTo(before + 2);
            assertThat(sent(rig.toReal())).isEqualTo(behindEthernet(withDestination(hop(in), SERVER, 5_353)));
            assertThat(sent(rig.toClients())).isEqualTo(behindEthernet(withSource(hop(back), SERVICE, 53)));
        }
    }

    @Test
    void shouldSendAUdpChecksumThatComesToZeroAsAllOnes() {
        final DirectorRig rig = rig(Protocol.UDP, 53, 5_353, ForwardingMethod.NAT);
        for (int i = 0; i < 2; i++) {
            rig.framesFromClient(udp(CLIENT, SERVICE, 4_000, 53, i));
        }
        rig.toReal();
        int allOnes = 0;
        for (int checksum = 1; checksum <= 0xFFFF; checksum++) {
            final byte[] frame = udp(CLIENT, SERVICE, 4_000, 53, 3);
            Bytes.uint16(frame, TRANSPORT + 6, checksum);
            rig.framesFromClient(frame);
            final int sent = Bytes.uint16(rig.toRealServer().bytes(), TRANSPORT + 6);
            assertThat(sent).isNotZero();
            allOnes += sent == 0xFFFF ? 1 : 0;
        }
        assertThat(allOnes).isPositive();
        assertThat(fast(rig)).isEqualTo(0xFFFF);
    }

    @Test
    void shouldPassPacketsOfDirectRoutingOnUnchangedButForTheirHops() {
        final DirectorRig rig = established(ForwardingMethod.DIRECT_ROUTING);
        final byte[] in = tcp(CLIENT, SERVICE, 4_000, 80, ACK | PSH);
        rig.framesFromClient(in);
        assertThat(fast(rig)).isEqualTo(1);
        final Frame frame = rig.toRealServer();
        in[ETHERNET + 7]--;
        assertThat(hex(frame.bytes()).substring(2 * ETHERNET)).isEqualTo(hex(in).substring(2 * ETHERNET));
        assertThat(frame.sourceMac()).isEqualTo(DirectorRig.REAL_MAC);
        assertThat(frame.destinationMac()).isEqualTo(Bytes.macOf("10.9.0.77"));
    }

    /** A second director, whose connection is not steady yet, says what should become of each. */
    @ParameterizedTest
    @MethodSource("special")
    void shouldLeaveEverythingElseToTheGeneralPath(final UnaryOperator<byte[]> shape) {
        final DirectorRig fast = established(ForwardingMethod.NAT);
        final DirectorRig general = rig(Protocol.TCP, 80, 8_080, ForwardingMethod.NAT);
        general.stayOnTheGeneralPath();
        handshake(general, 8_080);
        general.toReal();
        general.toClients();
        for (final DirectorRig rig : List.of(fast, general)) {
            rig.framesFromClient(shape.apply(tcp(CLIENT, SERVICE, 4_000, 80, ACK | PSH)));
            assertThat(fast(rig)).isZero();
        }
        assertThat(frames(fast.toReal())).isEqualTo(frames(general.toReal()));
        assertThat(frames(fast.toClients())).isEqualTo(frames(general.toClients()));
        for (final DropReason reason : DropReason.values()) {
            assertThat(fast.drops(reason)).as(reason.name()).isEqualTo(general.drops(reason));
        }
    }

    /** Packets of both versions in one burst leave as they came, and each in its own way. */
    @ParameterizedTest
    @EnumSource(value = ForwardingMethod.class, names = {"NAT", "DIRECT_ROUTING"})
    void shouldKeepTheOrderOfPacketsOfBothVersions(final ForwardingMethod method) {
        final DirectorRig rig = established(method);
        rig.carryOut(rig.proxy().addService(Settings.tcp(Rigs.VIP + ":80", "rr", "10.9.0.1:80")));
        for (final int flags : new int[] {SYN, ACK, ACK}) {
            rig.fromClient(packet().ipv4("10.0.0.7", Rigs.VIP)
                .tcp(4_000, 80, flags));
        }
        rig.framesFromClient(tcp(CLIENT, SERVICE, 4_000, 80, ACK));
        rig.toReal();
        final long before = fast(rig);
        for (int i = 0; i < 16; i++) {
            rig.client().arrive(tcp(CLIENT, SERVICE, 4_000, 80, ACK));
            rig.client().arrive(packet().ipv4("10.0.0.7", Rigs.VIP)
                .tcp(4_000, 80, ACK).to(DirectorRig.CLIENT_MAC).bytes());
        }
        rig.settle();
        assertThat(fast(rig)).isEqualTo(before + 32);
        assertThat(rig.toReal()).extracting(Frame::isIpv6)
            .isEqualTo(IntStream.range(0, 32).mapToObj(i -> i % 2 == 0).toList());
    }

    @Test
    void shouldLearnAgainWhatAChangeHasMadeUncertain() {
        final DirectorRig rig = established(ForwardingMethod.NAT);
        rig.carryOut(rig.proxy().addService(Settings.tcp(Rigs.VIP + ":80", "rr", "10.9.0.1:80")));
        rig.framesFromClient(tcp(CLIENT, SERVICE, 4_000, 80, ACK));
        assertThat(fast(rig)).isZero();
        rig.framesFromClient(tcp(CLIENT, SERVICE, 4_000, 80, ACK));
        assertThat(fast(rig)).isEqualTo(1);
        assertThat(rig.toReal()).hasSize(2);
    }

    /** A connection whose next packet takes the fast path. */
    private DirectorRig established(final ForwardingMethod method) {
        final int port = method == ForwardingMethod.NAT ? 8_080 : 80;
        final DirectorRig rig = rig(Protocol.TCP, 80, port, method);
        handshake(rig, method == ForwardingMethod.NAT ? port : 0);
        rig.toReal();
        rig.toClients();
        assertThat(fast(rig)).isZero();
        return rig;
    }

    private static void handshake(final DirectorRig rig, final int answersFrom) {
        rig.framesFromClient(tcp(CLIENT, SERVICE, 4_000, 80, SYN));
        if (answersFrom != 0) {
            fromReal(rig, tcp(SERVER, CLIENT, answersFrom, 4_000, SYN | ACK));
        }
        rig.framesFromClient(tcp(CLIENT, SERVICE, 4_000, 80, ACK));
    }

    private DirectorRig rig(final Protocol protocol, final int port, final int realPort,
        final ForwardingMethod method) {
        return rigs.ipv6(1_500, CLIENT, SERVER, new ServiceSettings(protocol, IpAddress.parse(SERVICE), port, "rr", 0,
            List.of(new RealServerSettings(IpAddress.parse(SERVER), realPort, 1, method))));
    }

    private static byte[] tcp(final String from, final String to, final int sourcePort, final int port,
        final int flags) {
        return Ipv6Frames.tcp(from, sourcePort, to, port, flags, 7);
    }

    private static byte[] udp(final String from, final String to, final int sourcePort, final int port,
        final int data) {
        return Ipv6Frames.udp(from, sourcePort, to, port, data);
    }

    private static void fromReal(final DirectorRig rig, final byte[] frame) {
        rig.framesFromReal(toRealPort(frame));
    }

    private static long fast(final DirectorRig rig) {
        return rig.count(WorkerCounter.FAST_PATH);
    }

    private static String sent(final List<Frame> frames) {
        assertThat(frames).hasSize(1);
        return behindEthernet(frames.getFirst().bytes());
    }

    private static String behindEthernet(final byte[] frame) {
        return hex(frame).substring(2 * ETHERNET);
    }

    private static List<String> frames(final List<Frame> frames) {
        return frames.stream().map(frame -> hex(frame.bytes())).toList();
    }

    private static String hex(final byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
