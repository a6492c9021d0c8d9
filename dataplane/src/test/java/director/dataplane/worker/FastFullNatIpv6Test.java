/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.Ipv6Frames.ETHERNET;
import static director.dataplane.testkit.Ipv6Frames.TRANSPORT;
import static director.dataplane.testkit.Ipv6Frames.hop;
import static director.dataplane.testkit.Ipv6Frames.tcp;
import static director.dataplane.testkit.Ipv6Frames.toRealPort;
import static director.dataplane.testkit.Ipv6Frames.udp;
import static director.dataplane.testkit.Ipv6Frames.withDestination;
import static director.dataplane.testkit.Ipv6Frames.withSource;
import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.PSH;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.ClientAddress;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.Settings;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which packets of full NAT of IPv6 the fast path takes, and that they leave as they should, to the byte. */
class FastFullNatIpv6Test {
    private static final String CLIENT = "2001:db8::7";
    private static final String SERVICE = "2001:db8::100";
    private static final String SERVER = "2001:db8:9::77";
    private static final String LOCAL = "2001:db8:9::200";

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @ParameterizedTest
    @MethodSource("director.dataplane.worker.FastIpv6Test#plain")
    void shouldTranslatePlainTcpPacketsInBothDirections(final UnaryOperator<byte[]> shape) {
        final DirectorRig rig = rig(Protocol.TCP, ClientAddress.NONE);
        final int local = established(rig);
        final byte[] in = shape.apply(tcp(CLIENT, 4_000, SERVICE, 80, ACK | PSH, 7));
        rig.framesFromClient(in);
        assertThat(fast(rig)).isEqualTo(1);
        assertThat(behind(rig.toRealServer())).isEqualTo(toServer(in, local));
        final byte[] out = shape.apply(tcp(SERVER, 8_080, LOCAL, local, ACK | PSH, 7));
        rig.framesFromReal(toRealPort(out));
        assertThat(fast(rig)).isEqualTo(2);
        final Frame frame = rig.toClient();
        assertThat(behind(frame)).isEqualTo(toClient(out));
        assertThat(frame.sourceMac()).isEqualTo(DirectorRig.CLIENT_MAC);
        assertThat(frame.destinationMac()).isEqualTo(Bytes.macOf("10.0.0.7"));
    }

    @Test
    void shouldTranslateDatagramsInBothDirections() {
        final DirectorRig rig = rig(Protocol.UDP, ClientAddress.NONE);
        final int local = exchanged(rig);
        for (int data = 0; data < 300; data++) {
            final long before = fast(rig);
            final byte[] in = udp(CLIENT, 4_000, SERVICE, 80, data);
            rig.framesFromClient(in);
            final byte[] out = udp(SERVER, 8_080, LOCAL, local, data);
            rig.framesFromReal(toRealPort(out));
            assertThat(fast(rig)).isEqualTo(before + 2);
            assertThat(behind(rig.toRealServer())).isEqualTo(toServer(in, local));
            assertThat(behind(rig.toClient())).isEqualTo(toClient(out));
        }
    }

    /** A second director, whose connection is not steady yet, says what should become of each. */
    @ParameterizedTest
    @MethodSource("director.dataplane.worker.FastIpv6Test#special")
    void shouldLeaveEverythingElseToTheGeneralPath(final UnaryOperator<byte[]> shape) {
        final DirectorRig fast = rig(Protocol.TCP, ClientAddress.NONE);
        final DirectorRig general = rig(Protocol.TCP, ClientAddress.NONE);
        general.stayOnTheGeneralPath();
        final int local = established(fast);
        assertThat(handshake(general)).isEqualTo(local);
        for (final DirectorRig rig : List.of(fast, general)) {
            rig.framesFromReal(shape.apply(toRealPort(tcp(SERVER, 8_080, LOCAL, local, ACK | PSH, 7))));
            rig.framesFromClient(shape.apply(tcp(CLIENT, 4_000, SERVICE, 80, ACK | PSH, 7)));
            assertThat(fast(rig)).isZero();
        }
        assertSame(fast, general);
    }

    /** To the real server, and to the client: longer than the port at the other side takes, or just not. */
    @ParameterizedTest
    @ValueSource(ints = {1_340, 1_341, 1_440})
    void shouldAnswerWhatIsTooLongAsTheGeneralPathDoes(final int data) {
        final DirectorRig fast = rig(Protocol.TCP, ClientAddress.NONE);
        final DirectorRig general = rig(Protocol.TCP, ClientAddress.NONE);
        general.stayOnTheGeneralPath();
        final int local = established(fast);
        handshake(general);
        for (final DirectorRig rig : List.of(fast, general)) {
            rig.framesFromClient(tcp(CLIENT, 4_000, SERVICE, 80, ACK, data));
            rig.framesFromReal(toRealPort(tcp(SERVER, 8_080, LOCAL, local, ACK, data)));
        }
        assertThat(fast(fast)).isEqualTo(data > 1_340 ? 0 : 2);
        assertSame(fast, general);
    }

    /** Its packets do not have the local address, and those of the connection not that of the client. */
    @Test
    void shouldNotTakeWhatTheRealServerSendsToTheClientItself() {
        final DirectorRig rig = rig(Protocol.TCP, ClientAddress.NONE);
        established(rig);
        rig.framesFromReal(toRealPort(tcp(SERVER, 8_080, CLIENT, 4_000, ACK | PSH, 7)));
        assertThat(fast(rig)).isZero();
    }

    @Test
    void shouldLearnAgainWhatAChangeHasMadeUncertain() {
        final DirectorRig rig = rig(Protocol.TCP, ClientAddress.NONE);
        final int local = established(rig);
        rig.carryOut(rig.proxy().addService(Settings.tcp(Rigs.VIP + ":80", "rr", "10.9.0.1:80")));
        for (int i = 0; i < 2; i++) {
            rig.framesFromReal(toRealPort(tcp(SERVER, 8_080, LOCAL, local, ACK, 7)));
            rig.framesFromClient(tcp(CLIENT, 4_000, SERVICE, 80, ACK, 7));
        }
        // The first one of all teaches the way.
        assertThat(fast(rig)).isEqualTo(3);
        assertThat(rig.toReal()).hasSize(2);
        assertThat(rig.toClients()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(value = ClientAddress.Form.class, names = {"PROXY_V1", "PROXY_V2"})
    void shouldLeaveConnectionsToTheGeneralPathWhoseHeaderIsNotAcknowledged(final ClientAddress.Form form) {
        final DirectorRig rig = rig(Protocol.TCP, new ClientAddress(form));
        final int local = handshake(rig);
        for (int i = 0; i < 20; i++) {
            rig.framesFromClient(tcp(CLIENT, 4_000, SERVICE, 80, ACK, 7));
            rig.framesFromReal(toRealPort(tcp(SERVER, 8_080, LOCAL, local, ACK, 7)));
        }
        assertThat(fast(rig)).isZero();
        rig.toReal();
        rig.toClients();
    }

    /** With the option, from when on the real server is known to have it. */
    @Test
    void shouldTakeDatagramsWithoutTheOptionOnly() {
        final DirectorRig rig = rig(Protocol.UDP, new ClientAddress(ClientAddress.Form.UOA));
        for (int i = 0; i < 20; i++) {
            rig.framesFromClient(udp(CLIENT, 4_000, SERVICE, 80, 7));
        }
        assertThat(fast(rig)).isZero();
        assertThat(rig.toReal()).extracting(frame -> frame.bytes()[ETHERNET + 6]).containsOnly((byte) 248);
        rig.framesFromClient(udp(CLIENT, 4_000, SERVICE, 80, 7));
        final int local = Bytes.uint16(rig.toRealServer().bytes(), TRANSPORT + 24);
        rig.framesFromReal(toRealPort(udp(SERVER, 8_080, LOCAL, local, 7)));
        for (int i = 0; i < 4; i++) {
            rig.framesFromClient(udp(CLIENT, 4_000, SERVICE, 80, 7));
        }
        assertThat(fast(rig)).isPositive();
        assertThat(rig.toReal()).extracting(frame -> frame.bytes()[ETHERNET + 6]).containsOnly((byte) 17);
        rig.toClients();
    }

    /** A connection of TCP whose next packets take the fast path, in both directions. Answers its local port. */
    private static int established(final DirectorRig rig) {
        final int local = handshake(rig);
        rig.framesFromReal(toRealPort(tcp(SERVER, 8_080, LOCAL, local, ACK, 7)));
        return settled(rig, local);
    }

    private static int handshake(final DirectorRig rig) {
        rig.framesFromClient(tcp(CLIENT, 4_000, SERVICE, 80, SYN, 0));
        final int local = local(rig.toRealServer());
        rig.framesFromReal(toRealPort(tcp(SERVER, 8_080, LOCAL, local, SYN | ACK, 0)));
        rig.framesFromClient(tcp(CLIENT, 4_000, SERVICE, 80, ACK, 0));
        return settled(rig, local);
    }

    /** The same of UDP. */
    private static int exchanged(final DirectorRig rig) {
        for (int i = 0; i < 2; i++) {
            rig.framesFromClient(udp(CLIENT, 4_000, SERVICE, 80, i));
        }
        final int local = local(rig.toReal().getFirst());
        rig.framesFromReal(toRealPort(udp(SERVER, 8_080, LOCAL, local, 1)));
        return settled(rig, local);
    }

    private static int settled(final DirectorRig rig, final int local) {
        rig.toReal();
        rig.toClients();
        assertThat(fast(rig)).isZero();
        return local;
    }

    private static int local(final Frame frame) {
        return Bytes.uint16(frame.bytes(), TRANSPORT);
    }

    private DirectorRig rig(final Protocol protocol, final ClientAddress clientAddress) {
        final ServiceSettings service = new ServiceSettings(protocol, IpAddress.parse(SERVICE), 80, "rr", 0,
            List.of(Settings.realServer(SERVER, 8_080)));
        return rigs.ipv6(1_400, CLIENT, SERVER, Settings.fullNat(service, LOCAL).withClientAddress(clientAddress));
    }

    private static long fast(final DirectorRig rig) {
        return rig.count(WorkerCounter.FAST_PATH);
    }

    private static void assertSame(final DirectorRig fast, final DirectorRig general) {
        assertThat(frames(fast.toReal())).isEqualTo(frames(general.toReal()));
        assertThat(frames(fast.toClients())).isEqualTo(frames(general.toClients()));
        for (final DropReason reason : DropReason.values()) {
            assertThat(fast.drops(reason)).as(reason.name()).isEqualTo(general.drops(reason));
        }
    }

    private static List<String> frames(final List<Frame> frames) {
        return frames.stream().map(frame -> hex(frame.bytes())).toList();
    }

    /** What the real server has to get. */
    private static String toServer(final byte[] in, final int local) {
        return behind(withSource(withDestination(hop(in), SERVER, 8_080), LOCAL, local));
    }

    /** What the client has to get. */
    private static String toClient(final byte[] out) {
        return behind(withDestination(withSource(hop(out), SERVICE, 80), CLIENT, 4_000));
    }

    private static String behind(final Frame frame) {
        return behind(frame.bytes());
    }

    private static String behind(final byte[] frame) {
        return hex(Arrays.copyOfRange(frame, ETHERNET, frame.length));
    }

    private static String hex(final byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
