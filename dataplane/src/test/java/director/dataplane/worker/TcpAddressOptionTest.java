/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.FIN;
import static director.dataplane.testkit.PacketBuilder.PSH;
import static director.dataplane.testkit.PacketBuilder.RST;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.fullNat;
import static director.dataplane.testkit.Settings.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.ClientAddress;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.Persistence;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.IpPackets;
import director.dataplane.testkit.PacketBuilder;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.Settings;
import director.dataplane.testkit.TcpSegment;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which segments have the option that tells the client's address; that checksums are right is seen with each. */
class TcpAddressOptionTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String SERVER = "10.9.1.2";
    private static final String LOCAL = "10.9.0.200";
    /** Port 4000 of 10.0.0.7. */
    private static final String TOLD = "0fa00a000007";
    private static final int KIND = 254;
    /** What a client sends that says to be 1.2.3.4. */
    private static final int[] FORGED = {KIND, 8, 0x10, 0x92, 1, 2, 3, 4};

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @SuppressWarnings("NullAway.Init")
    private DirectorRig rig;

    private int local;

    @Test
    void shouldTellTheRealServerWithEverySegmentUntilItHasAConnection() {
        open(new ClientAddress(ClientAddress.Form.TOA));
        final TcpSegment syn = only(client(99, SYN, "").withOptions(2, 4, 5, 180, 1, 3, 3, 7));
        assertThat(told(syn, KIND)).isEqualTo(TOLD);
        assertThat(syn.options()).endsWith(2, 4, 5, 180, 1, 3, 3, 7).hasSize(16);
        assertThat(syn.sequence()).isEqualTo(99);
        local = syn.sourcePort();
        reply(server(6, 100, SYN | ACK, ""));
        assertThat(told(only(client(100, ACK, "")), KIND)).isEqualTo(TOLD);
        final TcpSegment data = only(client(100, ACK | PSH, "GET /").withOptions(1, 1, 8, 10, 1, 2, 3, 4, 5, 6, 7, 8));
        assertThat(told(data, KIND)).isEqualTo(TOLD);
        assertThat(data.text()).isEqualTo("GET /");
        assertThat(data.sequence()).isEqualTo(100);
        assertThat(data.option(8)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        reply(server(7, 105, ACK, ""));
        assertThat(only(client(105, ACK | PSH, "more")).options()).isEmpty();
    }

    @Test
    void shouldHaveNothingBehindASegmentWhoseFrameWasPadded() {
        open(new ClientAddress(ClientAddress.Form.TOA));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, SYN).trailer(6));
        final Frame told = rig.toRealServer();
        assertThat(told.length()).isEqualTo(14 + told.totalLength()).isEqualTo(14 + 40 + 8);
    }

    @Test
    void shouldTellAnAddressOfIpv6() {
        rig = rigs.open(settings -> settings
            .client(Settings.dualPort("client", "10.0.0.1", null, 1_500, "10.0.0.254/24", "2001:db8::fe/64"))
            .real(Settings.dualPort("real", null, null, 1_500, "10.9.0.254/16", "2001:db8:9::fe/64"))
            .services(new ServiceSettings(Protocol.TCP, IpAddress.parse("2001:db8::100"), 80, "rr", 0,
                List.of(new RealServerSettings(
                    IpAddress.parse("2001:db8:9::77"), 8_080, 1, ForwardingMethod.FULL_NAT)))
                .withLocalAddresses(List.of(IpPrefix.parse("2001:db8:9::200")))
                .withClientAddress(new ClientAddress(ClientAddress.Form.TOA))));
        rig.real().arrive(IpPackets.solicitation(
            Bytes.macOf("10.9.0.77"), "2001:db8:9::77", DirectorRig.REAL_MAC, "2001:db8:9::fe"));
        rig.settle();
        rig.toReal();
        final TcpSegment syn = only(TcpSegment.of("2001:db8::7", 4_000, "2001:db8::100", 80, 99, 0, SYN, ""));
        assertThat(told(syn, KIND)).isEqualTo("0fa020010db8000000000000000000000007");
    }

    @Test
    void shouldTellWithTheConfiguredOptionAndLetNoClientForgeIt() {
        open(new ClientAddress(ClientAddress.Form.TOA, 200));
        final TcpSegment syn = only(
            client(99, SYN, "").withOptions(200, 8, 1, 2, 1, 2, 3, 4, 200, 8, 1, 2, 1, 2, 3, 4));
        assertThat(told(syn, 200)).isEqualTo(TOLD);
        assertThat(syn.options()).hasSize(24).endsWith(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    }

    @Test
    void shouldLeaveOutAndCountWhatHasNoRoom() {
        open(new ClientAddress(ClientAddress.Form.TOA));
        local = only(client(99, SYN, "")).sourcePort();
        assertThat(told(only(client(100, ACK, "").withOptions(new int[32])), KIND)).isEqualTo(TOLD);
        assertThat(only(client(100, ACK, "").withOptions(new int[36])).options()).hasSize(36);
        assertThat(told(only(client(100, ACK | PSH, "x".repeat(1_452))), KIND)).isEqualTo(TOLD);
        assertThat(only(client(100, ACK | PSH, "x".repeat(1_453))).options()).isEmpty();
        assertThat(rig.count(WorkerCounter.ADDRESS_OPTIONS_OMITTED)).isEqualTo(2);
        assertThat(only(client(100, RST, "")).options()).isEmpty();
    }

    @Test
    void shouldHaveTheClientLeaveRoomInItsSegments() {
        open(new ClientAddress(ClientAddress.Form.TOA));
        local = only(client(99, SYN, "")).sourcePort();
        assertThat(reply(server(6, 100, SYN | ACK, "").withOptions(2, 4, 1_460 >> 8, 1_460 & 0xFF)).option(2))
            .containsExactly(1_452 >> 8, (byte) 1_452);
    }

    @Test
    void shouldTakeTheFastPathWhenTheRealServerKnows() {
        open(new ClientAddress(ClientAddress.Form.TOA));
        local = only(client(99, SYN, "")).sourcePort();
        reply(server(6, 100, SYN | ACK, ""));
        for (int i = 0; i < 20; i++) {
            only(client(100, ACK, ""));
        }
        assertThat(rig.count(WorkerCounter.FAST_PATH)).isZero();
        reply(server(7, 100, ACK | PSH, "220"));
        only(client(100, ACK, ""));
        assertThat(only(client(100, ACK, "")).options()).isEmpty();
        assertThat(rig.count(WorkerCounter.FAST_PATH)).isPositive();
    }

    /** An acknowledgment of the SYN comes also from who has nothing but that, when a segment does not fit. */
    @Test
    void shouldLetNoClientSayAnotherAddressBeforeThereIsAConnection() {
        open(new ClientAddress(ClientAddress.Form.TOA));
        local = only(client(99, SYN, "")).sourcePort();
        reply(server(6, 100, SYN | ACK, ""));
        only(client(1_000_000, ACK, ""));
        reply(server(7, 100, ACK, ""));
        assertThat(told(only(client(100, ACK, "").withOptions(FORGED)), KIND)).isEqualTo(TOLD);
    }

    @Test
    void shouldTellAgainWhenAConnectionBeginsWhereOneHasEnded() {
        open(new ClientAddress(ClientAddress.Form.TOA));
        local = only(client(99, SYN, "")).sourcePort();
        reply(server(6, 100, SYN | ACK, ""));
        only(client(100, ACK | PSH, "GET /"));
        reply(server(7, 105, ACK | PSH | FIN, "200"));
        assertThat(only(client(105, ACK, "")).options()).isEmpty();
        // The real server has forgotten it, and the director waits for the client's end.
        rig.pass(65_000, 500);
        assertThat(told(only(client(1_000_000, SYN, "").withOptions(FORGED)), KIND)).isEqualTo(TOLD);
        reply(server(90, 1_000_001, SYN | ACK, ""));
        assertThat(told(only(client(1_000_001, ACK, "").withOptions(FORGED)), KIND)).isEqualTo(TOLD);
        reply(server(91, 1_000_001, ACK | PSH, "220"));
        assertThat(only(client(1_000_001, ACK, "")).options()).isEmpty();
    }

    @Test
    void shouldTellAgainWhereAClientOfAPersistentServiceComesBackByTheSamePort() {
        rig = rigs.open(settings -> settings.services(fullNat(new ServiceSettings(Protocol.TCP, IpAddress.parse(VIP),
            80, 0, "rr", 0, new Persistence(300, 32, null), false, List.of(Settings.real(SERVER + ":8080"))), LOCAL)
            .withClientAddress(new ClientAddress(ClientAddress.Form.TOA))));
        local = only(client(99, SYN, "")).sourcePort();
        reply(server(6, 100, SYN | ACK, ""));
        only(client(100, ACK | PSH, "GET /"));
        reply(server(7, 105, ACK | PSH, "200"));
        only(client(105, RST | ACK, ""));
        assertThat(told(only(client(1_000_000, SYN, "")), KIND)).isEqualTo(TOLD);
    }

    private void open(final ClientAddress clientAddress) {
        rig = rigs.open(settings -> settings.services(fullNat(tcp(VIP + ":80", "rr", SERVER + ":8080"), LOCAL)
            .withClientAddress(clientAddress)));
    }

    private static String told(final TcpSegment segment, final int kind) {
        return HexFormat.of().formatHex(segment.option(kind));
    }

    private static TcpSegment client(final int sequence, final int flags, final String data) {
        return TcpSegment.of(CLIENT, 4_000, VIP, 80, sequence, flags == SYN ? 0 : 7, flags, data);
    }

    private TcpSegment server(final int sequence, final int acknowledgment, final int flags, final String data) {
        return TcpSegment.of(SERVER, 8_080, LOCAL, local, sequence, acknowledgment, flags, data);
    }

    private TcpSegment only(final TcpSegment segment) {
        rig.client().arrive(segment.frame(DirectorRig.CLIENT_MAC));
        rig.settle();
        final TcpSegment sent = TcpSegment.read(rig.toRealServer());
        assertThat(sent.flags() & ~PacketBuilder.FIN).isEqualTo(segment.flags());
        return sent;
    }

    private TcpSegment reply(final TcpSegment segment) {
        rig.real().arrive(segment.frame(DirectorRig.REAL_MAC));
        rig.settle();
        return TcpSegment.read(rig.toClient());
    }
}
