/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.fullNat;
import static director.dataplane.testkit.Settings.udp;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.ClientAddress;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.IpPackets;
import director.dataplane.testkit.NaiveNat;
import director.dataplane.testkit.PacketBuilder;
import director.dataplane.testkit.Rigs;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which datagrams have the option that tells the client's address, bit by bit. */
class UdpAddressOptionTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String SERVER = "10.9.1.2";
    private static final String LOCAL = "10.9.0.200";
    /** Port 4000 of 10.0.0.7. */
    private static final int[] TOLD = {31, 8, 0x0F, 0xA0, 10, 0, 0, 7};
    private static final int[] FORGED = {31, 8, 0x0F, 0xA0, 10, 0, 0, 8};
    private static final int[] NOTHING = {1, 1, 1, 1, 1, 1, 1, 1};
    private static final String CLIENT_6 = "2001:db8::7";
    private static final String VIP_6 = "2001:db8::100";
    private static final String SERVER_6 = "2001:db8:9::77";
    private static final String LOCAL_6 = "2001:db8:9::200";
    private static final int UDP_AT = 40;
    private static final int HEADER = 24;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @SuppressWarnings("NullAway.Init")
    private DirectorRig rig;

    @ParameterizedTest
    @ValueSource(ints = {12, 13, 512, 1_464})
    void shouldTellTheRealServerWithEveryDatagramUntilItAnswers(final int payload) {
        open();
        final PacketBuilder datagram = packet().ipv4(CLIENT, VIP).udp(4_000, 53).payload(payload);
        final byte[] told = packet().ipv4(CLIENT, VIP).options(TOLD).udp(4_000, 53).payload(payload).bytes();
        final int local = sent(datagram, told);
        assertThat(sent(datagram, told)).isEqualTo(local);
        answer(local);
        for (int i = 0; i < 4; i++) {
            sent(datagram, datagram.bytes());
        }
        assertThat(rig.count(WorkerCounter.FAST_PATH)).isPositive();
        assertThat(rig.count(WorkerCounter.ADDRESS_OPTIONS_OMITTED)).isZero();
    }

    @Test
    void shouldHaveNothingBehindADatagramWhoseFrameWasPadded() {
        open();
        rig.fromClient(packet().ipv4(CLIENT, VIP).udp(4_000, 53).payload(2).trailer(16));
        final Frame told = rig.toRealServer();
        assertThat(told.length()).isEqualTo(14 + told.totalLength()).isEqualTo(14 + 30 + 8);
    }

    @Test
    void shouldStandInFrontOfOtherOptions() {
        open();
        sent(packet().ipv4(CLIENT, VIP).options(148, 4, 0, 0).udp(4_000, 53).payload(5),
            packet().ipv4(CLIENT, VIP).options(31, 8, 0x0F, 0xA0, 10, 0, 0, 7, 148, 4, 0, 0).udp(4_000, 53).payload(5)
                .bytes());
    }

    @Test
    void shouldLetNoClientForgeIt() {
        open();
        final PacketBuilder forged = packet().ipv4(CLIENT, VIP).options(FORGED).udp(4_000, 53).payload(3);
        final int local = sent(forged, packet().ipv4(CLIENT, VIP).options(joined(TOLD, NOTHING)).udp(4_000, 53)
            .payload(3).bytes());
        answer(local);
        for (int i = 0; i < 4; i++) {
            sent(packet().ipv4(CLIENT, VIP).udp(4_000, 53).payload(3),
                packet().ipv4(CLIENT, VIP).udp(4_000, 53).payload(3).bytes());
        }
        // Modules believe the last option that they see, so this holds for as long as the connection.
        sent(forged, packet().ipv4(CLIENT, VIP).options(NOTHING).udp(4_000, 53).payload(3).bytes());
    }

    @Test
    void shouldLeaveOutAndCountWhatHasNoRoom() {
        open();
        sent(packet().ipv4(CLIENT, VIP).udp(4_000, 53).payload(1_465),
            packet().ipv4(CLIENT, VIP).udp(4_000, 53).payload(1_465).bytes());
        final int[] many = new int[36];
        Arrays.fill(many, 1);
        sent(packet().ipv4(CLIENT, VIP).options(many).udp(4_000, 53).payload(1),
            packet().ipv4(CLIENT, VIP).options(many).udp(4_000, 53).payload(1).bytes());
        assertThat(rig.count(WorkerCounter.ADDRESS_OPTIONS_OMITTED)).isEqualTo(2);
    }

    @Test
    void shouldTellAnAddressOfIpv6InAHeaderOfItsOwn() {
        openIpv6();
        final byte[] datagram = IpPackets.udp(CLIENT_6, 4_000, VIP_6, 53, 100, false);
        final byte[] first = sentIpv6(datagram);
        final byte[] header = Arrays.copyOfRange(first, UDP_AT, UDP_AT + HEADER);
        assertThat(IpPackets.protocol(first)).isEqualTo(248);
        assertThat(Bytes.uint16(first, 4)).isEqualTo(datagram.length - UDP_AT + HEADER);
        assertThat(HexFormat.of().formatHex(header))
            .isEqualTo("20110018" + "1f140fa0" + "20010db8000000000000000000000007");
        final int local = Bytes.uint16(first, UDP_AT + HEADER);
        assertThat(without(first)).isEqualTo(translated(local, 100));
        answerIpv6(local);
        for (int i = 0; i < 3; i++) {
            assertThat(sentIpv6(datagram)).isEqualTo(translated(local, 100));
        }
    }

    @Test
    void shouldLeaveOutAnAddressOfIpv6ThatHasNoRoom() {
        openIpv6();
        final byte[] longest = sentIpv6(IpPackets.udp(CLIENT_6, 4_000, VIP_6, 53, 1_428, false));
        assertThat(IpPackets.protocol(longest)).isEqualTo(248);
        final int local = Bytes.uint16(longest, UDP_AT + HEADER);
        assertThat(sentIpv6(IpPackets.udp(CLIENT_6, 4_000, VIP_6, 53, 1_429, false)))
            .isEqualTo(translated(local, 1_429));
        assertThat(rig.count(WorkerCounter.ADDRESS_OPTIONS_OMITTED)).isEqualTo(1);
    }

    /** One datagram of the client; it has to arrive as expected, translated by the naive model. Answers its port. */
    private int sent(final PacketBuilder datagram, final byte[] expected) {
        rig.fromClient(datagram);
        final Frame arrived = rig.toRealServer();
        final int local = arrived.sourcePort();
        assertThat(arrived.packet()).isEqualTo(NaiveNat.both(expected, LOCAL, local, SERVER, 5_353));
        return local;
    }

    private void answer(final int local) {
        rig.fromReal(packet().ipv4(SERVER, LOCAL).udp(5_353, local).payload(9));
        assertThat(rig.toClient().sourcePort()).isEqualTo(53);
    }

    private byte[] sentIpv6(final byte[] datagram) {
        rig.client().arrive(framed(datagram, DirectorRig.CLIENT_MAC));
        rig.settle();
        final byte[] frame = rig.toRealServer().bytes();
        return Arrays.copyOfRange(frame, PacketBuilder.ETHERNET, frame.length);
    }

    private void answerIpv6(final int local) {
        rig.real().arrive(framed(IpPackets.udp(SERVER_6, 5_353, LOCAL_6, local, 9, false), DirectorRig.REAL_MAC));
        rig.settle();
        rig.toClient();
    }

    private static byte[] translated(final int local, final int payload) {
        final byte[] datagram = IpPackets.udp(LOCAL_6, local, SERVER_6, 5_353, payload, false);
        datagram[7]--;
        return datagram;
    }

    /** What the module in the real server's kernel makes of it. */
    private static byte[] without(final byte[] packet) {
        final byte[] rest = new byte[packet.length - HEADER];
        System.arraycopy(packet, 0, rest, 0, UDP_AT);
        System.arraycopy(packet, UDP_AT + HEADER, rest, UDP_AT, rest.length - UDP_AT);
        rest[6] = packet[UDP_AT + 1];
        Bytes.uint16(rest, 4, rest.length - UDP_AT);
        return rest;
    }

    private static byte[] framed(final byte[] packet, final long mac) {
        final byte[] frame =
            ByteBuffer.allocate(14 + packet.length).position(12).putShort((short) 0x86DD).put(packet).array();
        Bytes.mac(frame, 0, mac);
        return frame;
    }

    private static int[] joined(final int[] first, final int[] second) {
        final int[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private void open() {
        rig = rigs.open(settings -> settings.services(fullNat(udp(VIP + ":53", "rr", SERVER + ":5353"), LOCAL)
            .withClientAddress(new ClientAddress(ClientAddress.Form.UOA))));
    }

    private void openIpv6() {
        final RealServerSettings server =
            new RealServerSettings(IpAddress.parse(SERVER_6), 5_353, 1, ForwardingMethod.FULL_NAT);
        rig = rigs.ipv6(1_500, CLIENT_6, SERVER_6,
            new ServiceSettings(Protocol.UDP, IpAddress.parse(VIP_6), 53, "rr", 0, List.of(server))
                .withLocalAddresses(List.of(IpPrefix.parse(LOCAL_6)))
                .withClientAddress(new ClientAddress(ClientAddress.Form.UOA)));
    }
}
