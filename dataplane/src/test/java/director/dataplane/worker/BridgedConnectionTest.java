/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.PSH;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.dualPort;
import static director.dataplane.testkit.Settings.fullNat;
import static director.dataplane.testkit.Settings.udp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.dataplane.address.IpAddress;
import director.dataplane.conductor.ServiceException;
import director.dataplane.configuration.ClientAddress;
import director.dataplane.configuration.MssClamp;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.IpPackets;
import director.dataplane.testkit.Ipv6Frames;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.Settings;
import director.dataplane.testkit.TcpSegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What full NAT has beside the packets of connections between IPv4 and IPv6, which VersionTranslationTest has. */
class BridgedConnectionTest {
    private static final String CLIENT = "2001:db8::7";
    private static final String VIRTUAL = "2001:db8::100";
    private static final String SERVER = "10.9.1.2";
    private static final String LOCAL = "10.9.0.200";
    private static final int LINES_OF_A_CHUNK = 2_048;
    private static final PortSettings NEAR =
        dualPort("client", "10.0.0.1", null, 1_500, "10.0.0.254/24", "2001:db8::fe/64");
    private static final PortSettings FAR = dualPort("real", null, null, 1_500, "10.9.0.254/16", "2001:db8:9::fe/64");

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @SuppressWarnings("NullAway.Init")
    private DirectorRig rig;

    private int local;

    @Test
    void shouldCarryAConnectionOnTheFastPath() {
        open(ClientAddress.NONE);
        final TcpSegment syn = only(client(99, SYN, ""));
        assertThat(syn.source()).isEqualTo(LOCAL);
        local = syn.sourcePort();
        reply(server(6, 100, SYN | ACK, ""));
        for (int i = 0; i < 20; i++) {
            assertThat(only(client(100, ACK | PSH, "GET /")).text()).isEqualTo("GET /");
            final TcpSegment answer = reply(server(7, 105, ACK | PSH, "200"));
            assertThat(answer.text()).isEqualTo("200");
            assertThat(answer.source()).isEqualTo(VIRTUAL);
            assertThat(answer.destinationPort()).isEqualTo(4_000);
        }
        assertThat(rig.connections().size()).isOne();
        assertThat(rig.count(WorkerCounter.FAST_PATH)).isGreaterThan(30);
        assertThat(rig.count(WorkerCounter.FAST_OPENINGS)).isOne();
    }

    /** Those of plain connections are half as long, and one ends where memory does: a test of checked memory. */
    @Test
    void shouldReadNoRecordOfAConnectionBehindItInABurst() {
        final ServiceSettings bridged = between(VIP, "2001:db8:9::77", "2001:db8:9::200");
        rig = rigs.open(settings -> settings.client(NEAR).real(FAR).maxConnections(5_000)
            .services(bridged, udp(VIP + ":53", "rr", SERVER + ":5353")));
        rig.real().arrive(IpPackets.solicitation(
            Bytes.macOf(SERVER), "2001:db8:9::77", DirectorRig.REAL_MAC, "2001:db8:9::fe"));
        rig.settle();
        rig.toReal();
        rig.fromClient(packet().ipv4("10.0.0.7", VIP).tcp(4_000, 80, SYN));
        final int port = Bytes.uint16(rig.toRealServer().bytes(), 54);
        rig.framesFromReal(Ipv6Frames.toRealPort(
            Ipv6Frames.tcp("2001:db8:9::77", 8_080, "2001:db8:9::200", port, SYN | ACK, 0)));
        final byte[] first = packet().to(DirectorRig.CLIENT_MAC).ipv4("10.0.0.7", VIP).tcp(4_000, 80, ACK).bytes();
        for (int i = 0; i < 4; i++) {
            rig.framesFromClient(first.clone());
        }
        for (int flow = 0; flow < 2 * LINES_OF_A_CHUNK; flow++) {
            final byte[] other =
                packet().to(DirectorRig.CLIENT_MAC).ipv4("10.0.0.8", VIP).udp(5_000 + flow, 53).payload(20).bytes();
            for (int i = 0; i < 4; i++) {
                rig.framesFromClient(other.clone());
            }
            rig.framesFromClient(first.clone(), other.clone());
            rig.toReal();
            rig.toClients();
        }
        assertThat(rig.count(WorkerCounter.FAST_PATH)).isGreaterThan(4 * LINES_OF_A_CHUNK);
    }

    @Test
    void shouldTellARealServerOfIpv4AClientOfIpv6ByAHeaderInFrontOfItsStream() {
        open(new ClientAddress(ClientAddress.Form.PROXY_V1));
        local = only(client(99, SYN, "")).sourcePort();
        reply(server(6, 100, SYN | ACK, ""));
        final TcpSegment header = send(client(100, ACK, ""));
        final String line = "PROXY TCP6 2001:db8:0:0:0:0:0:7 2001:db8:0:0:0:0:0:100 4000 80\r\n";
        assertThat(header.text()).isEqualTo(line);
        assertThat(header.sequence()).isEqualTo(100);
        assertThat(header.source()).isEqualTo(LOCAL);
        reply(server(7, 100 + line.length(), ACK, ""));
        assertThat(send(client(100, ACK | PSH, "GET /")).sequence()).isEqualTo(100 + line.length());
    }

    @Test
    void shouldTellARealServerOfIpv4AClientOfIpv6ByAnOptionOfTcp() {
        open(new ClientAddress(ClientAddress.Form.TOA));
        final TcpSegment syn = only(client(99, SYN, ""));
        local = syn.sourcePort();
        assertThat(HexFormat.of().formatHex(syn.option(254))).isEqualTo("0fa020010db8000000000000000000000007");
        // 20 bytes less for the option, and 20 for the header of IPv6.
        assertThat(reply(server(6, 100, SYN | ACK, "").withOptions(2, 4, 1_460 >> 8, 1_460 & 0xFF)).option(2))
            .containsExactly(1_420 >> 8, (byte) 1_420);
        assertThat(only(client(100, ACK | PSH, "x".repeat(1_420))).options()).hasSize(20);
        assertThat(only(client(100, ACK | PSH, "x".repeat(1_440))).options()).hasSize(20);
        assertThat(rig.count(WorkerCounter.ADDRESS_OPTIONS_OMITTED)).isZero();
    }

    @Test
    void shouldLowerTheMssToWhatBothWaysCarry() {
        final ServiceSettings service = service(ClientAddress.NONE);
        rig = rigs.open(settings -> settings.client(NEAR)
            .real(dualPort("real", null, null, 1_400, "10.9.0.254/16", "2001:db8:9::fe/64"))
            .packets(PacketSettings.INITIAL.withMssClamp(MssClamp.PATH))
            .services(service));
        assertThat(only(client(99, SYN, "").withOptions(2, 4, 1_440 >> 8, 1_440 & 0xFF)).option(2))
            .containsExactly(1_360 >> 8, (byte) 1_360);
    }

    @Test
    void shouldTellTheClientInItsOwnVersionThatTheRealServerDoesNotAnswer() {
        rig = rigs.open(settings -> settings.client(NEAR).real(FAR)
            .services(between(VIP, "2001:db8:9::77", "2001:db8:9::200")));
        final byte[] request = packet().ipv4("10.0.0.7", VIP).tcp(4_000, 80, SYN).to(DirectorRig.CLIENT_MAC).bytes();
        rig.client().arrive(request);
        rig.settle();
        rig.pass(5_000, 100);
        final List<Frame> told = rig.toClients();
        assertThat(told).hasSize(1);
        final byte[] error = told.getFirst().packet();
        assertThat(told.getFirst().destination()).isEqualTo("10.0.0.7");
        assertThat(Arrays.copyOfRange(error, 20, 22)).containsExactly(3, 1);
        final byte[] quote = Arrays.copyOfRange(error, 28, error.length);
        assertThat(IpPackets.source(quote)).isEqualTo("10.0.0.7");
        assertThat(IpPackets.destination(quote)).isEqualTo(VIP);
        assertThat(IpPackets.payload(quote)).isEqualTo(Arrays.copyOfRange(request, 34, 54));
    }

    @Test
    void shouldRefuseToTellARealServerOfTheOtherVersionClientsOfDatagrams() {
        rig = rigs.open(settings -> settings.client(NEAR).real(FAR));
        final var change = rig.proxy().addService(fullNat(new ServiceSettings(
            Protocol.UDP, IpAddress.parse(VIRTUAL), 53, "rr", 0, List.of(Settings.realServer(SERVER, 53))), LOCAL)
            .withClientAddress(new ClientAddress(ClientAddress.Form.UOA)));
        rig.conductor().doWork();
        assertThatThrownBy(change::join).cause().isInstanceOf(ServiceException.class)
            .hasMessageContaining("is of IPv4, and clientAddress=uoa tells it of clients of that version only");
    }

    private static ServiceSettings service(final ClientAddress clientAddress) {
        return between(VIRTUAL, SERVER, LOCAL).withClientAddress(clientAddress);
    }

    private static ServiceSettings between(final String virtual, final String server, final String from) {
        return fullNat(new ServiceSettings(Protocol.TCP, IpAddress.parse(virtual), 80, "rr", 0,
            List.of(Settings.realServer(server, 8_080))), from);
    }

    private void open(final ClientAddress clientAddress) {
        rig = rigs.open(settings -> settings.client(NEAR).real(FAR).services(service(clientAddress)));
        rig.client().arrive(IpPackets.solicitation(
            Bytes.macOf("10.0.0.7"), CLIENT, DirectorRig.CLIENT_MAC, "2001:db8::fe"));
        rig.settle();
        rig.toClients();
    }

    private static TcpSegment client(final int sequence, final int flags, final String data) {
        return TcpSegment.of(CLIENT, 4_000, VIRTUAL, 80, sequence, flags == SYN ? 0 : 7, flags, data);
    }

    private TcpSegment server(final int sequence, final int acknowledgment, final int flags, final String data) {
        return TcpSegment.of(SERVER, 8_080, LOCAL, local, sequence, acknowledgment, flags, data);
    }

    /** The same segment arrives at the real server. */
    private TcpSegment only(final TcpSegment segment) {
        final TcpSegment sent = send(segment);
        assertThat(sent.flags()).isEqualTo(segment.flags());
        assertThat(sent.sequence()).isEqualTo(segment.sequence());
        return sent;
    }

    private TcpSegment send(final TcpSegment segment) {
        rig.client().arrive(segment.frame(DirectorRig.CLIENT_MAC));
        rig.settle();
        return TcpSegment.read(rig.toRealServer());
    }

    private TcpSegment reply(final TcpSegment segment) {
        rig.real().arrive(segment.frame(DirectorRig.REAL_MAC));
        rig.settle();
        return TcpSegment.read(rig.toClient());
    }
}
