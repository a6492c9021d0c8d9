/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.MssClamp;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.PacketBuilder;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.Settings;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What SYNs announce when they leave. The client's port has an MTU of 1500, that of the real servers one of 1400. */
class SegmentSizesTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String SERVER = "10.9.0.1";
    private static final int ETHERNET = 14;
    private static final int IPV4 = 20;
    private static final int IPV6 = 40;
    private static final int TCP_CHECKSUM = 16;
    /** Of the option in {@link #syn}: from the TCP header on. */
    private static final int MSS = 26;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @ParameterizedTest(name = "{0}")
    @CsvSource({"NAT, 1360", "DIRECT_ROUTING, 1360"})
    void shouldLowerWhatTheClientAnnouncesToWhatBothWaysCarry(final ForwardingMethod method, final int expected) {
        final DirectorRig rig = rig(MssClamp.PATH, method);
        rig.fromClient(syn(CLIENT, VIP, 4_000, 80, SYN, 1_460));
        final byte[] sent = rig.toRealServer().bytes();
        assertThat(Bytes.uint16(sent, ETHERNET + IPV4 + MSS)).isEqualTo(expected);
        assertThat(new Frame(sent).isChecksumRight()).isTrue();
    }

    @Test
    void shouldLowerWhatTheRealServerAnnounces() {
        final DirectorRig rig = rig(MssClamp.PATH, ForwardingMethod.NAT);
        rig.fromClient(syn(CLIENT, VIP, 4_000, 80, SYN, 1_000));
        assertThat(mss(rig.toRealServer())).isEqualTo(1_000);
        rig.fromReal(syn(SERVER, CLIENT, 80, 4_000, SYN | ACK, 8_960));
        final Frame answer = rig.toClient();
        assertThat(mss(answer)).isEqualTo(1_360);
        assertThat(answer.isChecksumRight()).isTrue();
        assertThat(answer.source()).isEqualTo(VIP);
    }

    /** The answer comes to a local address, from which no way to the client can be seen. */
    @Test
    void shouldLowerWhatTheRealServerOfFullNatAnnouncesToWhatTheWayToTheClientCarries() {
        final DirectorRig rig = rigs.open(settings -> settings
            .client(Settings.port("client", "10.0.0.254/24", null, 1_300))
            .services(Settings.fullNat(Settings.tcp(VIP + ":80", "rr", SERVER + ":80"), "10.9.0.200"))
            .packets(packets(MssClamp.PATH)));
        rig.fromClient(syn(CLIENT, VIP, 4_000, 80, SYN, 1_000));
        final int local = rig.toRealServer().sourcePort();
        rig.fromReal(syn(SERVER, "10.9.0.200", 80, local, SYN | ACK, 8_960));
        assertThat(mss(rig.toClient())).isEqualTo(1_260);
    }

    @Test
    void shouldLowerToTheNumberThatIsConfigured() {
        final DirectorRig rig = rig(new MssClamp(600), ForwardingMethod.NAT);
        rig.fromClient(syn(CLIENT, VIP, 4_000, 80, SYN, 601));
        assertThat(mss(rig.toRealServer())).isEqualTo(600);
        rig.fromReal(syn(SERVER, CLIENT, 80, 4_000, SYN | ACK, 599));
        assertThat(mss(rig.toClient())).isEqualTo(599);
    }

    @Test
    void shouldLeaveRoomForTunnels() {
        final DirectorRig rig = rig(MssClamp.PATH, ForwardingMethod.TUNNEL);
        rig.fromClient(syn(CLIENT, VIP, 4_000, 80, SYN, 1_460));
        final byte[] sent = rig.toRealServer().packet();
        final byte[] inner = new byte[ETHERNET + sent.length - IPV4];
        System.arraycopy(sent, IPV4, inner, ETHERNET, sent.length - IPV4);
        assertThat(mss(new Frame(inner))).isEqualTo(1_340);
        assertThat(new Frame(inner).isChecksumRight()).isTrue();
    }

    /** The way to the real server has an MTU of 1400: less 20 for the tunnel, 60 for the headers of the client. */
    @Test
    void shouldLeaveRoomForTheLongerHeaderOfIpv6() {
        final String vip = "2001:db8::100";
        final DirectorRig rig = rigs.open(settings -> settings
            .client(Settings.dualPort("client", "10.0.0.1", "2001:db8::1", 1_500, "10.0.0.254/24", "2001:db8::fe/64"))
            .real(Settings.port("real", "10.9.0.254/16", null, 1_400))
            .services(new ServiceSettings(Protocol.TCP, IpAddress.parse(vip), 80, "rr", 0, List.of(
                new RealServerSettings(IpAddress.parse(SERVER), 80, 1, ForwardingMethod.TUNNEL))))
            .packets(packets(MssClamp.PATH)));
        final byte[] frame = overIpv6(syn(CLIENT, VIP, 4_000, 80, SYN, 1_460).bytes(), "2001:db8::7", vip);
        rig.client().arrive(frame);
        rig.settle();
        final byte[] sent = rig.toRealServer().packet();
        assertThat(Bytes.uint16(sent, IPV4 + IPV6 + MSS)).isEqualTo(1_320);
        final byte[] tcp = Arrays.copyOfRange(sent, IPV4 + IPV6, sent.length);
        assertThat(Bytes.uint16(tcp, TCP_CHECKSUM)).isEqualTo(checksum6(sent, IPV4, tcp));
    }

    @Test
    void shouldChangeNothingUnlessConfigured() {
        final DirectorRig off = rig(MssClamp.OFF, ForwardingMethod.DIRECT_ROUTING);
        final DirectorRig on = rig(MssClamp.PATH, ForwardingMethod.DIRECT_ROUTING);
        off.fromClient(syn(CLIENT, VIP, 4_000, 80, SYN, 65_535));
        final byte[] expected = syn(CLIENT, VIP, 4_000, 80, SYN, 65_535).ttl(63).bytes();
        assertThat(off.toRealServer().packet()).isEqualTo(Arrays.copyOfRange(expected, ETHERNET, expected.length));
        on.fromClient(syn(CLIENT, VIP, 4_000, 80, SYN, 65_535));
        assertThat(mss(on.toRealServer())).isEqualTo(1_360);
    }

    @Test
    void shouldLeaveSegmentsAloneThatAreNoSynOrOfNoConnection() {
        final DirectorRig rig = rig(MssClamp.PATH, ForwardingMethod.NAT);
        rig.fromClient(syn(CLIENT, VIP, 4_000, 80, SYN, 1_000));
        rig.toReal();
        rig.fromClient(syn(CLIENT, VIP, 4_000, 80, ACK, 1_460), syn(CLIENT, "10.9.0.9", 4_000, 80, SYN, 1_460));
        assertThat(rig.toReal()).hasSize(2).allMatch(frame -> mss(frame) == 1_460 && frame.isChecksumRight());
    }

    /** The header says that it is as long as the one that was cut off. */
    @Test
    void shouldNotLookBehindTheEndOfTheSegment() {
        final DirectorRig rig = rig(MssClamp.PATH, ForwardingMethod.NAT);
        final PacketBuilder lying = syn(CLIENT, VIP, 4_000, 80, SYN, 65_535).setInHeader(3, IPV4 + MSS + 1)
            .trailer(40);
        rig.fromClient(lying);
        assertThat(Bytes.uint8(rig.toRealServer().bytes(), ETHERNET + IPV4 + MSS)).isEqualTo(0xFF);
    }

    /** The option begins at an even place and its value is at one: behind four bytes of no operation. */
    private static PacketBuilder syn(final String from, final String to, final int sourcePort,
        final int destinationPort, final int flags, final int mss) {
        return packet().ipv4(from, to).tcp(sourcePort, destinationPort, flags)
            .tcpOptions(1, 1, 1, 1, 2, 4, mss >>> Byte.SIZE, mss & 0xFF);
    }

    private static int mss(final Frame frame) {
        return Bytes.uint16(frame.bytes(), ETHERNET + IPV4 + MSS);
    }

    private DirectorRig rig(final MssClamp clamp, final ForwardingMethod method) {
        return rigs.open(settings -> settings
            .real(Settings.port("real", "10.9.0.254/16", null, 1_400))
            .services(new ServiceSettings(Protocol.TCP, IpAddress.parse(VIP), 80, "rr", 0, List.of(
                new RealServerSettings(IpAddress.parse(SERVER), 80, 1, method))))
            .packets(packets(clamp)));
    }

    private static PacketSettings packets(final MssClamp clamp) {
        return PacketSettings.INITIAL.withMssClamp(clamp);
    }

    /** The TCP segment of a frame of IPv4 behind a header of IPv6. */
    private static byte[] overIpv6(final byte[] frame, final String from, final String to) {
        final byte[] tcp = Arrays.copyOfRange(frame, ETHERNET + IPV4, frame.length);
        final byte[] result = new byte[ETHERNET + IPV6 + tcp.length];
        Bytes.mac(result, 0, DirectorRig.CLIENT_MAC);
        Bytes.mac(result, 6, Bytes.macOf(CLIENT));
        Bytes.uint16(result, 12, 0x86DD);
        result[ETHERNET] = 0x60;
        Bytes.uint16(result, ETHERNET + 4, tcp.length);
        result[ETHERNET + 6] = 6;
        result[ETHERNET + 7] = 64;
        Bytes.ipv6(result, ETHERNET + 8, from);
        Bytes.ipv6(result, ETHERNET + 24, to);
        System.arraycopy(tcp, 0, result, ETHERNET + IPV6, tcp.length);
        Bytes.uint16(result, ETHERNET + IPV6 + TCP_CHECKSUM, checksum6(result, ETHERNET, tcp));
        return result;
    }

    /** Word by word over the pseudo header of RFC 8200 §8.1 and the segment. */
    private static int checksum6(final byte[] packet, final int ip, final byte[] tcp) {
        int sum = 6 + tcp.length;
        for (int i = 8; i < IPV6; i += 2) {
            sum += Bytes.uint16(packet, ip + i);
        }
        for (int i = 0; i < tcp.length; i += 2) {
            sum += i == TCP_CHECKSUM ? 0 : Bytes.uint16(tcp, i);
        }
        while (sum > 0xFFFF) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return 0xFFFF - sum;
    }
}
