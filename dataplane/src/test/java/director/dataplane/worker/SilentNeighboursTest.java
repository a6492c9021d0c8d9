/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.AnswerPolicy;
import director.dataplane.configuration.ConnectionTimeouts;
import director.dataplane.configuration.ForwardPolicy;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.HostSettings;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.Sysctls;
import director.dataplane.status.DropReason;
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
import org.junit.jupiter.params.provider.EnumSource;

/** Next hops that do not answer, and who is told. */
class SilentNeighboursTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String SERVER = "10.9.0.1";
    private static final int ETHERNET = 14;
    private static final int IPV4 = 20;
    private static final int IPV6 = 40;
    private static final int ICMP = 8;
    private static final int GIVEN_UP_MS = 4_000;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @Test
    void shouldTellTheSenderOfAPacketThatWasPlainlyForwarded() {
        final DirectorRig rig = rig(ForwardingMethod.NAT, AnswerPolicy.ANSWER);
        rig.silence("10.9.0.77");
        rig.fromClient(packet().ipv4(CLIENT, "10.9.0.77").udp(1_000, 2_000).payload(100));
        rig.pass(GIVEN_UP_MS, 100);
        assertUnreachable(rig.toClient(), "10.0.0.254", CLIENT,
            packet().ipv4(CLIENT, "10.9.0.77").udp(1_000, 2_000).payload(100).ttl(63));
        assertThat(rig.drops(DropReason.NEIGHBOUR_UNREACHABLE)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(ForwardingMethod.class)
    void shouldTellTheClientOfItsOwnPacketWhateverWasDoneToIt(final ForwardingMethod method) {
        final DirectorRig rig = rig(method, AnswerPolicy.DROP);
        rig.silence(SERVER);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, SYN).payload(33));
        rig.pass(GIVEN_UP_MS, 100);
        assertUnreachable(rig.toClient(), VIP, CLIENT,
            packet().ipv4(CLIENT, VIP).tcp(4_000, 80, SYN).payload(33).ttl(63));
        assertThat(rig.toReal()).isEmpty();
    }

    @Test
    void shouldTellTheClientOfADatagram() {
        final DirectorRig rig = rigs.udp(SERVER + ":5353");
        rig.silence(SERVER);
        rig.fromClient(packet().ipv4(CLIENT, VIP).udp(4_000, 53).payload(33));
        rig.pass(GIVEN_UP_MS, 100);
        assertUnreachable(rig.toClient(), VIP, CLIENT,
            packet().ipv4(CLIENT, VIP).udp(4_000, 53).payload(33).ttl(63));
    }

    @Test
    void shouldTellTheRealServerOfItsOwnReply() {
        final DirectorRig rig = rig(ForwardingMethod.NAT, AnswerPolicy.DROP);
        rig.silence(CLIENT);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, SYN));
        rig.toReal();
        rig.fromReal(packet().ipv4(SERVER, CLIENT).tcp(8_080, 4_000, SYN | ACK));
        rig.pass(GIVEN_UP_MS, 100);
        assertUnreachable(rig.toRealServer(), "10.9.0.254", SERVER,
            packet().ipv4(SERVER, CLIENT).tcp(8_080, 4_000, SYN | ACK).ttl(63));
        assertThat(rig.toClients()).isEmpty();
    }

    @Test
    void shouldBeSilentAboutForwardedPacketsWhenTold() {
        final DirectorRig rig = rig(ForwardingMethod.NAT, AnswerPolicy.DROP);
        rig.silence("10.9.0.77");
        rig.fromClient(packet().ipv4(CLIENT, "10.9.0.77").udp(1_000, 2_000));
        rig.pass(GIVEN_UP_MS, 100);
        assertThat(rig.toClients()).isEmpty();
        assertThat(rig.drops(DropReason.NEIGHBOUR_UNREACHABLE)).isEqualTo(1);
    }

    /** Neither the echo reply nor the error about the forwarded packet reaches anybody: that is the end of them. */
    @Test
    void shouldSayNothingAboutWhatItSaidItself() {
        final DirectorRig rig = rig(ForwardingMethod.NAT, AnswerPolicy.ANSWER);
        rig.silence(CLIENT, "10.9.0.77");
        rig.fromClient(packet().ipv4(CLIENT, VIP).icmp(8, 1, 1),
            packet().ipv4(CLIENT, "10.9.0.77").udp(1_000, 2_000));
        rig.pass(3L * GIVEN_UP_MS, 100);
        assertThat(rig.toClients()).isEmpty();
        assertThat(rig.toReal()).isEmpty();
        assertThat(rig.drops(DropReason.NEIGHBOUR_UNREACHABLE)).isEqualTo(3);
    }

    @Test
    void shouldAnswerNoMoreThanWaited() {
        final DirectorRig rig = rig(ForwardingMethod.NAT, AnswerPolicy.ANSWER);
        rig.silence("10.9.0.77");
        for (int i = 0; i < 100; i++) {
            rig.fromClient(packet().ipv4(CLIENT, "10.9.0.77").udp(1_000 + i, 2_000));
        }
        rig.pass(GIVEN_UP_MS, 100);
        assertThat(rig.toClients()).hasSize(64).allMatch(frame -> frame.icmpType() == 3);
        assertThat(rig.drops(DropReason.NEIGHBOUR_QUEUE_FULL)).isEqualTo(36);
    }

    /** Of what was cut up, the first fragment alone has ports. */
    @Test
    void shouldTellOnceOfAPacketThatLeftInFragments() {
        final DirectorRig rig = rigs.open(settings -> settings
            .real(Settings.port("real", "10.9.0.254/16", null, 600))
            .services(Settings.udp(VIP + ":53", "rr", SERVER + ":5353")));
        rig.silence(SERVER);
        rig.fromClient(packet().ipv4(CLIENT, VIP).udp(4_000, 53).payload(1_200).withoutChecksum());
        rig.pass(GIVEN_UP_MS, 100);
        final byte[] error = rig.toClient().packet();
        assertThat(Bytes.address(error, IPV4 + ICMP + 16)).isEqualTo(VIP);
        assertThat(Bytes.uint16(error, IPV4 + ICMP + IPV4 + 2)).isEqualTo(53);
        assertThat(rig.drops(DropReason.NEIGHBOUR_UNREACHABLE)).isEqualTo(3);
    }

    @Test
    void shouldTellSendersOfIpv6ThatTheAddressIsUnreachable() {
        final String client = "2001:db8::7";
        final String server = "2001:db8:9::77";
        final DirectorRig rig = rigs.open(settings -> settings
            .client(Settings.dualPort("client", "10.0.0.1", null, 1_500, "10.0.0.254/24", "2001:db8::fe/64"))
            .real(Settings.dualPort("real", null, null, 1_500, "10.9.0.254/16", "2001:db8:9::fe/64")));
        rig.client().arrive(solicitation(client, "2001:db8::fe"));
        rig.settle();
        rig.toClients();
        final byte[] datagram = new byte[8];
        Bytes.uint16(datagram, 0, 1_000);
        Bytes.uint16(datagram, 2, 2_000);
        Bytes.uint16(datagram, 4, 8);
        final byte[] sent = ipv6(client, server, 17, 64, 6, datagram);
        rig.client().arrive(sent);
        rig.pass(GIVEN_UP_MS, 100);
        final List<Frame> errors = rig.toClients().stream()
            .filter(frame -> Bytes.uint8(frame.bytes(), ETHERNET + IPV6) == 1).toList();
        assertThat(errors).hasSize(1);
        final byte[] error = errors.getFirst().bytes();
        assertThat(Bytes.uint8(error, ETHERNET + IPV6 + 1)).isEqualTo(3);
        assertThat(errors.getFirst().hasIpv6At(ETHERNET + 8, "2001:db8::fe")).isTrue();
        assertThat(errors.getFirst().hasIpv6At(ETHERNET + 24, client)).isTrue();
        sent[ETHERNET + 7]--;
        assertThat(Arrays.copyOfRange(error, ETHERNET + IPV6 + ICMP, error.length))
            .isEqualTo(Arrays.copyOfRange(sent, ETHERNET, sent.length));
        rig.toReal();
    }

    private static void assertUnreachable(
        final Frame frame, final String from, final String to, final PacketBuilder about) {
        assertThat(frame.source()).isEqualTo(from);
        assertThat(frame.destination()).isEqualTo(to);
        assertThat(frame.icmpType()).isEqualTo(3);
        assertThat(frame.isChecksumRight()).isTrue();
        final byte[] error = frame.packet();
        assertThat(error[IPV4 + 1]).as("code").isEqualTo((byte) 1);
        final byte[] quoted = about.bytes();
        assertThat(Arrays.copyOfRange(error, IPV4 + ICMP, error.length))
            .isEqualTo(Arrays.copyOfRange(quoted, ETHERNET, quoted.length));
    }

    private DirectorRig rig(final ForwardingMethod method, final AnswerPolicy errors) {
        return rigs.open(settings -> settings
            .services(new ServiceSettings(Protocol.TCP, IpAddress.parse(VIP), 80, "rr", 0, List.of(
                new RealServerSettings(
                    IpAddress.parse(SERVER), method.isTranslation() ? 8_080 : 80, 1, method)))
                .withLocalAddresses(List.of(IpPrefix.parse("10.9.0.200"))))
            .packets(new PacketSettings(List.of(), Sysctls.INITIAL, ConnectionTimeouts.INITIAL,
                new HostSettings(AnswerPolicy.ANSWER, ForwardPolicy.FORWARD, errors))));
    }

    /** A neighbour that asks for an address tells its own. */
    private static byte[] solicitation(final String from, final String asked) {
        final byte[] message = new byte[32];
        message[0] = (byte) 135;
        Bytes.ipv6(message, 8, asked);
        message[24] = 1;
        message[25] = 1;
        Bytes.mac(message, 26, Bytes.macOf(CLIENT));
        return ipv6(from, asked, 58, 255, 2, message);
    }

    /** A frame whose transport checksum is computed word by word over the pseudo header of RFC 8200 §8.1. */
    private static byte[] ipv6(final String from, final String to, final int protocol, final int hops,
        final int checksumAt, final byte[] payload) {
        final byte[] frame = new byte[ETHERNET + IPV6 + payload.length];
        Bytes.mac(frame, 0, DirectorRig.CLIENT_MAC);
        Bytes.mac(frame, 6, Bytes.macOf(CLIENT));
        Bytes.uint16(frame, 12, 0x86DD);
        frame[ETHERNET] = 0x60;
        Bytes.uint16(frame, ETHERNET + 4, payload.length);
        frame[ETHERNET + 6] = (byte) protocol;
        frame[ETHERNET + 7] = (byte) hops;
        Bytes.ipv6(frame, ETHERNET + 8, from);
        Bytes.ipv6(frame, ETHERNET + 24, to);
        System.arraycopy(payload, 0, frame, ETHERNET + IPV6, payload.length);
        int sum = protocol + payload.length;
        for (int i = 8; i < IPV6 + payload.length; i += 2) {
            sum += Bytes.uint16(frame, ETHERNET + i);
        }
        while (sum > 0xFFFF) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        Bytes.uint16(frame, ETHERNET + IPV6 + checksumAt, 0xFFFF - sum);
        return frame;
    }
}
