/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.FIN;
import static director.dataplane.testkit.PacketBuilder.PSH;
import static director.dataplane.testkit.PacketBuilder.RST;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.tcp;
import static director.dataplane.testkit.Settings.udp;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.AddressRange;
import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.LimitSettings;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.SnatSettings;
import director.dataplane.configuration.SnatTimeouts;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.NaiveNat;
import director.dataplane.testkit.PacketBuilder;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.Settings;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that real servers begin to elsewhere, byte by byte. */
class SnatTest {
    private static final String HOST = "10.9.1.2";
    private static final String OTHER_HOST = "10.9.1.3";
    private static final String REMOTE = "192.0.2.80";
    private static final String ADDRESS = "10.0.0.200";
    private static final int ECHO_REQUEST = 8;
    private static final int ECHO_REPLY = 0;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @ParameterizedTest
    @MethodSource("director.dataplane.worker.NatTest#shapes")
    void shouldTranslateTcpInBothDirections(final NatTest.UnaryPacket shape) {
        final DirectorRig rig = rig();
        final int local = established(rig, HOST, 4_000);
        final PacketBuilder out = shape.of(packet().ipv4(HOST, REMOTE).tcp(4_000, 443, ACK | PSH));
        rig.fromReal(out);
        assertThat(rig.toClient().packet()).isEqualTo(NaiveNat.outbound(out.bytes(), ADDRESS, local));
        final PacketBuilder in = shape.of(packet().ipv4(REMOTE, ADDRESS).tcp(443, local, ACK | PSH));
        rig.fromClient(in);
        assertThat(rig.toRealServer().packet()).isEqualTo(NaiveNat.inbound(in.bytes(), HOST, 4_000));
    }

    @ParameterizedTest
    @MethodSource("director.dataplane.worker.NatTest#shapes")
    void shouldTranslateUdpInBothDirections(final NatTest.UnaryPacket shape) {
        final DirectorRig rig = rig();
        final PacketBuilder out = shape.of(packet().ipv4(HOST, REMOTE).udp(4_000, 53));
        rig.fromReal(out);
        final Frame sent = rig.toClient();
        assertThat(sent.packet()).isEqualTo(NaiveNat.outbound(out.bytes(), ADDRESS, sent.sourcePort()));
        final PacketBuilder in = shape.of(packet().ipv4(REMOTE, ADDRESS).udp(53, sent.sourcePort()));
        rig.fromClient(in);
        assertThat(rig.toRealServer().packet()).isEqualTo(NaiveNat.inbound(in.bytes(), HOST, 4_000));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 7, 64, 1_471})
    void shouldGiveAUdpDatagramTheChecksumThatItLacks(final int payload) {
        final DirectorRig rig = rig();
        final PacketBuilder out = packet().ipv4(HOST, REMOTE).udp(4_000, 53).payload(payload).withoutChecksum();
        rig.fromReal(out);
        final Frame sent = rig.toClient();
        assertThat(sent.isChecksumRight()).isTrue();
        assertThat(sent.packet()).isEqualTo(NaiveNat.outbound(out.bytes(), ADDRESS, sent.sourcePort()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 57, 1_400})
    void shouldTranslateTheIdentifierOfEchoRequestsAndReplies(final int payload) {
        final DirectorRig rig = rig();
        final Set<Integer> identifiers = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            rig.fromReal(packet().ipv4(HOST, REMOTE).icmp(ECHO_REQUEST, 700 + i / 2, i).payload(payload));
            final Frame request = rig.toClient();
            final int identifier = identifier(request);
            identifiers.add(identifier);
            assertThat(request.packet()).isEqualTo(bytes(
                packet().ipv4(ADDRESS, REMOTE).ttl(63).icmp(ECHO_REQUEST, identifier, i).payload(payload)));
            rig.fromClient(packet().ipv4(REMOTE, ADDRESS).icmp(ECHO_REPLY, identifier, i).payload(payload));
            assertThat(rig.toRealServer().packet()).isEqualTo(bytes(
                packet().ipv4(REMOTE, HOST).ttl(63).icmp(ECHO_REPLY, 700 + i / 2, i).payload(payload)));
        }
        assertThat(identifiers).hasSize(2);
        assertThat(rig.connections().size()).isEqualTo(2);
    }

    @Test
    void shouldTellApartTheSameIdentifierOfTwoHosts() {
        final DirectorRig rig = rig();
        rig.fromReal(packet().ipv4(HOST, REMOTE).icmp(ECHO_REQUEST, 7, 1));
        final int one = identifier(rig.toClient());
        rig.fromReal(packet().ipv4(OTHER_HOST, REMOTE).icmp(ECHO_REQUEST, 7, 1));
        final int other = identifier(rig.toClient());
        rig.fromClient(packet().ipv4(REMOTE, ADDRESS).icmp(ECHO_REPLY, other, 1));
        assertThat(rig.toRealServer().destination()).isEqualTo(OTHER_HOST);
        rig.fromClient(packet().ipv4(REMOTE, ADDRESS).icmp(ECHO_REPLY, one, 1));
        assertThat(rig.toRealServer().destination()).isEqualTo(HOST);
    }

    @Test
    void shouldPutFragmentsTogetherAndSendThemAsTheyCame() {
        final DirectorRig rig = rig();
        final byte[] datagram = bytes(packet().ipv4(HOST, REMOTE).udp(4_000, 53).payload(1_600));
        final byte[] first = Arrays.copyOfRange(datagram, 20, 20 + 1_000);
        final byte[] rest = Arrays.copyOfRange(datagram, 20 + 1_000, datagram.length);
        rig.fromReal(packet().ipv4(HOST, REMOTE).protocol(17).fragment(0x2000).payload(first),
            packet().ipv4(HOST, REMOTE).protocol(17).fragment(1_000 / 8).payload(rest));
        final List<Frame> sent = rig.toClients();
        assertThat(sent).extracting(Frame::source).containsExactly(ADDRESS, ADDRESS);
        assertThat(sent).extracting(Frame::totalLength).containsExactly(1_020, 20 + rest.length);
    }

    @Test
    void shouldAnswerArpAndPingsForItsAddresses() {
        final DirectorRig rig = rig();
        rig.fromClient(packet().arpRequest("10.0.0.1", ADDRESS));
        assertThat(rig.toClient().arpSenderIp()).isEqualTo(ADDRESS);
        rig.fromClient(packet().ipv4("10.0.0.1", ADDRESS).icmp(ECHO_REQUEST, 5, 1));
        assertThat(rig.toClient().icmpType()).isEqualTo(ECHO_REPLY);
    }

    @Test
    void shouldTranslateAnErrorAboutWhatTheHostSentAndTellWhoSentIt() {
        final DirectorRig rig = rig();
        final int local = established(rig, HOST, 4_000);
        final byte[] about = bytes(packet().ipv4(ADDRESS, REMOTE).tcp(local, 443, ACK));
        // Fragmentation needed, of a link that takes 1,400 bytes.
        rig.fromClient(packet().ipv4("198.51.100.1", ADDRESS).icmp(3, 0, 1_400).set(PacketBuilder.ETHERNET + 21, 4)
            .set(PacketBuilder.ETHERNET + 22, 0).payload(about));
        assertThat(rig.drops(DropReason.ICMP_CHECKSUM)).isOne();
        rig.fromClient(packet().ipv4("198.51.100.1", ADDRESS).icmp(3, 0, 1_400).payload(about));
        assertThat(rig.toRealServer().packet()).isEqualTo(bytes(packet().ipv4("198.51.100.1", HOST).ttl(63)
            .icmp(3, 0, 1_400).payload(bytes(packet().ipv4(HOST, REMOTE).tcp(4_000, 443, ACK)))));
        assertThat(rig.count(WorkerCounter.SNAT_ERRORS)).isOne();
    }

    @Test
    void shouldTranslateAnErrorAboutAnEchoRequest() {
        final DirectorRig rig = rig();
        rig.fromReal(packet().ipv4(HOST, REMOTE).icmp(ECHO_REQUEST, 7, 1).payload(30));
        final int identifier = identifier(rig.toClient());
        final byte[] about = bytes(packet().ipv4(ADDRESS, REMOTE).icmp(ECHO_REQUEST, identifier, 1).payload(30));
        rig.fromClient(packet().ipv4("198.51.100.1", ADDRESS).icmp(11, 0, 0).payload(about));
        assertThat(rig.toRealServer().packet()).isEqualTo(bytes(packet().ipv4("198.51.100.1", HOST).ttl(63)
            .icmp(11, 0, 0).payload(bytes(packet().ipv4(HOST, REMOTE).icmp(ECHO_REQUEST, 7, 1).payload(30)))));
    }

    /** Of UDP, eight bytes are all that old routers quote. */
    @Test
    void shouldTranslateAnErrorOfOurSideAndHideWhoSentIt() {
        final DirectorRig rig = rig();
        rig.fromReal(packet().ipv4(HOST, REMOTE).udp(4_000, 53));
        final int local = rig.toClient().sourcePort();
        rig.fromReal(packet().ipv4(HOST, REMOTE).icmp(3, 0, 0)
            .payload(bytes(packet().ipv4(REMOTE, HOST).udp(53, 4_000))));
        assertThat(rig.toClient().packet()).isEqualTo(bytes(packet().ipv4(ADDRESS, REMOTE).ttl(63).icmp(3, 0, 0)
            .payload(bytes(packet().ipv4(REMOTE, ADDRESS).udp(53, local)))));
    }

    @Test
    void shouldTellTheHostThatItsPacketIsTooLongAsItSentIt() {
        final DirectorRig rig = rigs.open(settings -> settings.packets(snat(rule()))
            .client(Settings.port("client", "10.0.0.254/24", "10.0.0.1", 1_000)));
        rig.fromReal(packet().ipv4(HOST, REMOTE).tcp(4_000, 443, SYN));
        rig.toClient();
        rig.fromReal(packet().ipv4(HOST, REMOTE).tcp(4_000, 443, ACK).payload(1_200).fragment(0x4000));
        final Frame error = rig.toRealServer();
        assertThat(error.icmpType()).isEqualTo(3);
        assertThat(error.destination()).isEqualTo(HOST);
        assertThat(quoted(error).source()).isEqualTo(HOST);
        assertThat(quoted(error).sourcePort()).isEqualTo(4_000);
    }

    @Test
    void shouldTellTheOtherEndThatItsPacketIsTooLongForTheHostsNetwork() {
        final DirectorRig rig = rigs.open(settings -> settings.packets(snat(rule()))
            .real(Settings.port("real", "10.9.0.254/16", null, 1_000)));
        final int local = established(rig, HOST, 4_000);
        rig.fromClient(packet().ipv4(REMOTE, ADDRESS).tcp(443, local, ACK).payload(1_200).fragment(0x4000));
        final Frame error = rig.toClient();
        assertThat(error.icmpType()).isEqualTo(3);
        assertThat(error.source()).isEqualTo(ADDRESS);
        assertThat(quoted(error).destination()).isEqualTo(ADDRESS);
        assertThat(quoted(error).destinationPort()).isEqualTo(local);
    }

    @Test
    void shouldBeAHopForTraceroutes() {
        final DirectorRig rig = rig();
        rig.fromReal(packet().ipv4(HOST, REMOTE).udp(4_000, 33_434).ttl(1));
        final Frame error = rig.toRealServer();
        assertThat(error.icmpType()).isEqualTo(11);
        assertThat(error.source()).isEqualTo("10.9.0.254");
        assertThat(rig.connections().size()).as("connections of what went nowhere").isZero();
    }

    /** What waited for a neighbour has been translated by then. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellTheHostOfANeighbourThatDoesNotAnswer(final boolean echo) {
        final DirectorRig rig = rig();
        rig.silence("10.0.0.1");
        rig.fromReal(echo ? packet().ipv4(HOST, REMOTE).icmp(ECHO_REQUEST, 7, 1)
            : packet().ipv4(HOST, REMOTE).tcp(4_000, 443, SYN));
        rig.pass(4_000, 250);
        final Frame error = rig.toReal().getFirst();
        assertThat(error.destination()).isEqualTo(HOST);
        assertThat(error.icmpType()).isEqualTo(3);
        assertThat(quoted(error).source()).isEqualTo(HOST);
        assertThat(echo ? identifier(quoted(error)) : quoted(error).sourcePort()).isEqualTo(echo ? 7 : 4_000);
    }

    @Test
    void shouldTellTheOtherEndOfAHostThatDoesNotAnswer() {
        final DirectorRig rig = rig();
        rig.silence(HOST);
        rig.fromReal(packet().ipv4(HOST, REMOTE).tcp(4_000, 443, SYN));
        final int local = rig.toClient().sourcePort();
        rig.fromClient(packet().ipv4(REMOTE, ADDRESS).tcp(443, local, SYN | ACK));
        rig.pass(4_000, 250);
        final Frame error = rig.toClient();
        assertThat(error.icmpType()).isEqualTo(3);
        assertThat(quoted(error).destination()).isEqualTo(ADDRESS);
        assertThat(quoted(error).destinationPort()).isEqualTo(local);
    }

    @Test
    void shouldLeaveRepliesOfAServiceToTheService() {
        final DirectorRig rig = rigs.open(settings -> settings.packets(snat(rule()))
            .services(tcp(VIP + ":80", "rr", HOST + ":8080"), udp(VIP + ":53", "rr", HOST + ":53")));
        rig.fromClient(packet().ipv4(REMOTE, VIP).tcp(4_000, 80, SYN));
        rig.toRealServer();
        rig.fromReal(packet().ipv4(HOST, REMOTE).tcp(8_080, 4_000, SYN | ACK));
        assertThat(rig.toClient().source()).isEqualTo(VIP);
        // A datagram of a connection that is no more, from where the real server listens.
        rig.fromReal(packet().ipv4(HOST, REMOTE).udp(53, 5_000));
        assertThat(rig.toClient().source()).isEqualTo(HOST);
        assertThat(rig.count(WorkerCounter.SNAT_OPENED)).isZero();
        // One that the real server begins itself.
        rig.fromReal(packet().ipv4(HOST, REMOTE).tcp(40_000, 443, SYN));
        assertThat(rig.toClient().source()).isEqualTo(ADDRESS);
    }

    /** The real server has begun to talk to the client's port from where it listens. */
    @Test
    void shouldAnswerAClientFromTheServiceThoughTheRealServerTalkedToItsPortBefore() {
        final DirectorRig rig = rigs.open(settings -> settings.packets(snat(rule()))
            .services(tcp(VIP + ":80", "rr", HOST + ":8080")));
        rig.fromReal(packet().ipv4(HOST, REMOTE).tcp(8_080, 4_000, SYN));
        assertThat(rig.toClient().source()).isEqualTo(ADDRESS);
        rig.fromClient(packet().ipv4(REMOTE, VIP).tcp(4_000, 80, SYN));
        rig.toRealServer();
        rig.fromReal(packet().ipv4(HOST, REMOTE).tcp(8_080, 4_000, SYN | ACK));
        assertThat(rig.toClient().source()).isEqualTo(VIP);
    }

    @Test
    void shouldRouteAsBeforeWhatNoRuleIsFor() {
        final DirectorRig rig = rig();
        // Within the network behind the other port, from another network, and between the director's networks.
        rig.fromReal(packet().ipv4("172.16.0.1", REMOTE).udp(4_000, 53));
        assertThat(rig.toClient().source()).isEqualTo("172.16.0.1");
        rig.fromClient(packet().ipv4(REMOTE, HOST).udp(4_000, 53));
        assertThat(rig.toRealServer().source()).isEqualTo(REMOTE);
        rig.fromReal(packet().ipv4(HOST, OTHER_HOST).udp(4_000, 53));
        assertThat(rig.toRealServer().source()).isEqualTo(HOST);
        assertThat(rig.connections().size()).isZero();
    }

    @Test
    void shouldRouteExceptionsAsTheyAre() {
        final SnatSettings rule = new SnatSettings("internet", List.of(IpPrefix.parse("10.9.0.0/16")), "client",
            List.of(IpPrefix.parse("192.0.2.0/28")), List.of(AddressRange.parse(ADDRESS)), SnatTimeouts.DEFAULT,
            LimitSettings.NONE, LimitSettings.NONE);
        final DirectorRig rig = rigs.open(settings -> settings.packets(snat(rule)));
        rig.fromReal(packet().ipv4(HOST, "192.0.2.15").tcp(22, 50_000, SYN | ACK));
        assertThat(rig.toClient().source()).isEqualTo(HOST);
        rig.fromReal(packet().ipv4(HOST, "192.0.2.16").tcp(4_000, 22, SYN));
        assertThat(rig.toClient().source()).isEqualTo(ADDRESS);
    }

    @Test
    void shouldGoByTheLongestPrefix() {
        final DirectorRig rig = rigs.open(settings -> settings.packets(snat(rule(),
            new SnatSettings("two", List.of(IpPrefix.parse("10.9.1.3/32"), IpPrefix.parse("10.9.2.0/24")), "client",
                List.of(AddressRange.parse("10.0.0.201"))),
            new SnatSettings("others", List.of(IpPrefix.parse("10.8.0.0/15")), "real",
                List.of(AddressRange.parse("10.9.0.202"))))));
        rig.fromReal(packet().ipv4(HOST, REMOTE).udp(1, 53));
        assertThat(rig.toClient().source()).isEqualTo(ADDRESS);
        rig.fromReal(packet().ipv4(OTHER_HOST, REMOTE).udp(1, 53));
        assertThat(rig.toClient().source()).isEqualTo("10.0.0.201");
        rig.fromReal(packet().ipv4("10.9.2.77", REMOTE).udp(1, 53));
        assertThat(rig.toClient().source()).isEqualTo("10.0.0.201");
        rig.fromReal(packet().ipv4(HOST, OTHER_HOST).udp(1, 53));
        assertThat(rig.toRealServer().source()).isEqualTo("10.9.0.202");
    }

    @Test
    void shouldDropWhatItCannotTranslate() {
        final DirectorRig rig = rig();
        rig.fromReal(packet().ipv4(HOST, REMOTE).protocol(47).payload(20),
            packet().ipv4(HOST, REMOTE).protocol(50).payload(20),
            packet().ipv4(HOST, REMOTE).icmp(13, 0, 0),
            packet().ipv4(HOST, REMOTE).icmp(3, 0, 0).payload(bytes(packet().ipv4(REMOTE, HOST).udp(5, 6))));
        assertThat(rig.drops(DropReason.SNAT_UNTRANSLATABLE)).isEqualTo(4);
        rig.fromReal(packet().ipv4(HOST, REMOTE).icmp(ECHO_REPLY, 7, 1));
        assertThat(rig.drops(DropReason.SNAT_NO_CONNECTION)).isOne();
        assertThat(rig.toClients()).isEmpty();
        assertThat(rig.toReal()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {ACK, SYN | ACK, FIN | ACK, PSH | ACK})
    void shouldResetConnectionsThatItDoesNotKnow(final int flags) {
        final DirectorRig rig = rig();
        rig.fromReal(packet().ipv4(HOST, REMOTE).tcp(4_000, 443, flags));
        final Frame reset = rig.toRealServer();
        assertThat(reset.source()).isEqualTo(REMOTE);
        assertThat(reset.destination()).isEqualTo(HOST);
        assertThat(reset.destinationPort()).isEqualTo(4_000);
        assertThat(rig.drops(DropReason.SNAT_NO_CONNECTION)).isOne();
        rig.fromReal(packet().ipv4(HOST, REMOTE).tcp(4_000, 443, RST));
        assertThat(rig.drops(DropReason.SNAT_NO_CONNECTION)).isEqualTo(2);
        assertThat(rig.toReal()).isEmpty();
        assertThat(rig.toClients()).isEmpty();
    }

    /** Filtering depends on address and port of the other end (RFC 4787 §5). */
    @Test
    void shouldLetNobodyInWhomTheHostDidNotTalkTo() {
        final DirectorRig rig = rig();
        final int local = established(rig, HOST, 4_000);
        rig.fromClient(packet().ipv4(REMOTE, ADDRESS).tcp(444, local, SYN),
            packet().ipv4("192.0.2.81", ADDRESS).tcp(443, local, ACK),
            packet().ipv4(REMOTE, ADDRESS).udp(443, local));
        assertThat(rig.toReal()).isEmpty();
        assertThat(rig.drops(DropReason.NO_SERVICE)).isEqualTo(3);
    }

    @Test
    void shouldTakeAConnectionAnewFromThePortOfOneThatIsOver() {
        final DirectorRig rig = rig();
        final int before = established(rig, HOST, 4_000);
        rig.fromReal(packet().ipv4(HOST, REMOTE).tcp(4_000, 443, RST));
        rig.toClient();
        rig.fromReal(packet().ipv4(HOST, REMOTE).tcp(4_000, 443, SYN));
        assertThat(rig.toClient().sourcePort()).isNotEqualTo(before);
        rig.settle();
        assertThat(rig.connections().size()).isOne();
    }

    private DirectorRig rig() {
        return rigs.open(settings -> settings.packets(snat(rule())));
    }

    private static SnatSettings rule() {
        return new SnatSettings("internet", List.of(IpPrefix.parse("10.9.0.0/16")), "client",
            List.of(AddressRange.parse(ADDRESS)));
    }

    private static PacketSettings snat(final SnatSettings... rules) {
        return PacketSettings.INITIAL.withSnat(List.of(rules));
    }

    /** Opens a connection and answers its local port. */
    private static int established(final DirectorRig rig, final String host, final int port) {
        rig.fromReal(packet().ipv4(host, REMOTE).tcp(port, 443, SYN));
        final int local = rig.toClient().sourcePort();
        rig.fromClient(packet().ipv4(REMOTE, ADDRESS).tcp(443, local, SYN | ACK));
        rig.toRealServer();
        rig.fromReal(packet().ipv4(host, REMOTE).tcp(port, 443, ACK));
        rig.toClient();
        return local;
    }

    private static int identifier(final Frame frame) {
        final byte[] packet = frame.packet();
        return (packet[24] & 0xFF) << 8 | (packet[25] & 0xFF);
    }

    /** What an error of IPv4 quotes. */
    private static Frame quoted(final Frame error) {
        final byte[] packet = error.packet();
        final byte[] frame = new byte[PacketBuilder.ETHERNET + packet.length - 28];
        System.arraycopy(packet, 28, frame, PacketBuilder.ETHERNET, packet.length - 28);
        frame[12] = 8;
        return new Frame(frame);
    }

    private static byte[] bytes(final PacketBuilder packet) {
        return new Frame(packet.bytes()).packet();
    }
}
