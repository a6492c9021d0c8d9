/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.REPLY;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.port;
import static director.dataplane.testkit.Settings.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.configuration.AnswerPolicy;
import director.dataplane.configuration.ConnectionTimeouts;
import director.dataplane.configuration.ForwardPolicy;
import director.dataplane.configuration.HostSettings;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.Sysctls;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.IpPackets;
import director.dataplane.testkit.PacketBuilder;
import director.dataplane.testkit.Rigs;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the kernel of the director's machine is handed, and what becomes of what it sends. */
class KernelTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String OWN = "10.0.0.254";
    private static final String SERVER = "10.9.0.1";
    private static final HostSettings REFUSALS =
        new HostSettings(AnswerPolicy.KERNEL, ForwardPolicy.FORWARD, AnswerPolicy.ANSWER);
    private static final HostSettings FORWARDING =
        new HostSettings(AnswerPolicy.ANSWER, ForwardPolicy.KERNEL, AnswerPolicy.ANSWER);
    private static final HostSettings ERRORS =
        new HostSettings(AnswerPolicy.ANSWER, ForwardPolicy.FORWARD, AnswerPolicy.KERNEL);

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @Test
    void shouldHandOverAsItArrivedWhatNoServiceTakes() {
        final DirectorRig rig = rig(REFUSALS);
        final List<PacketBuilder> packets = List.of(
            packet().ipv4(CLIENT, VIP).tcp(1_000, 81, SYN),
            packet().ipv4(CLIENT, VIP).tcp(1_000, 80, ACK),
            packet().ipv4(CLIENT, OWN).udp(1_000, 53).payload(30),
            packet().ipv4(CLIENT, OWN).icmp(8, 1, 1).payload(56),
            packet().ipv4(CLIENT, OWN).icmp(3, 0, 0).payload(28),
            packet().ipv4(CLIENT, OWN).protocol(47).payload(40),
            packet().ipv4(CLIENT, "224.0.0.5").protocol(89).payload(44),
            packet().ipv4(CLIENT, "10.0.0.255").udp(1_000, 9).payload(5));
        for (final PacketBuilder packet : packets) {
            rig.fromClient(packet);
            assertThat(rig.clientKernel().takeSent()).extracting(Frame::bytes).containsExactly(packet.bytes());
        }
        assertThat(rig.toClients()).isEmpty();
        assertThat(rig.count(WorkerCounter.TO_KERNEL)).isEqualTo(packets.size());
    }

    @Test
    void shouldLeaveToServicesWhatIsTheirs() {
        final DirectorRig rig = rig(REFUSALS);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, SYN));
        assertThat(rig.toReal()).hasSize(1);
        assertThat(rig.clientKernel().takeSent()).isEmpty();
    }

    @Test
    void shouldHandOverByThePortWhereAPacketArrived() {
        final DirectorRig rig = rig(REFUSALS);
        rig.fromReal(packet().ipv4(SERVER, "10.9.0.254").tcp(1_000, 22, SYN));
        assertThat(rig.realKernel().takeSent()).hasSize(1);
        assertThat(rig.clientKernel().takeSent()).isEmpty();
    }

    @Test
    void shouldHandOverInFragmentsWhatCameInFragments() {
        final DirectorRig rig = rig(REFUSALS);
        final byte[] whole = packet().ipv4(CLIENT, OWN).protocol(253).payload(3_008).bytes();
        final List<byte[]> fragments = List.of(fragment(whole, 0, 1_480, true), fragment(whole, 1_480, 1_480, true),
            fragment(whole, 2_960, 48, false));
        fragments.forEach(rig.client()::arrive);
        rig.settle();
        final List<Frame> handed = rig.clientKernel().takeSent();
        assertThat(handed).extracting(Frame::packet)
            .containsExactlyElementsOf(fragments.stream().map(Frame::new).map(Frame::packet).toList());
        assertThat(handed).allMatch(frame -> frame.destinationMac() == DirectorRig.CLIENT_MAC);
    }

    /** As on a port with a greater MTU. */
    @Test
    void shouldCutUpWhatIsTooLongForTheKernelIfItMay() {
        final DirectorRig rig = rigs.open(settings -> settings.kernel().packets(packets(REFUSALS)).frameRoom(9_216)
            .client(port("client", "10.0.0.254/24", null, 9_000)));
        final PacketBuilder packet = packet().ipv4(CLIENT, OWN).udp(1_000, 53).payload(4_000);
        rig.fromClient(packet.fragment(0x4000));
        assertThat(rig.clientKernel().takeSent()).isEmpty();
        assertThat(rig.drops(DropReason.MTU_EXCEEDED)).isEqualTo(1);
        rig.fromClient(packet.fragment(0));
        assertThat(rig.clientKernel().takeSent()).hasSize(3).allMatch(frame -> frame.totalLength() <= 1_500);
    }

    @Test
    void shouldHandOverWhatIsForOthers() {
        final DirectorRig rig = rig(FORWARDING);
        final PacketBuilder packet = packet().ipv4(SERVER, "192.0.2.1").tcp(1_000, 443, SYN);
        rig.fromReal(packet);
        assertThat(rig.realKernel().takeSent()).extracting(Frame::bytes).containsExactly(packet.bytes());
        assertThat(rig.toClients()).isEmpty();
    }

    @Test
    void shouldHandOverWhatCannotBeForwarded() {
        final DirectorRig rig = rigs.open(settings -> settings.kernel().packets(packets(ERRORS))
            .client(port("client", "10.0.0.254/24", null, 1_500))
            .real(port("real", "10.9.0.254/16", null, 1_000)));
        final PacketBuilder late = packet().ipv4(CLIENT, SERVER).tcp(1_000, 80, SYN).ttl(1);
        final PacketBuilder lost = packet().ipv4(CLIENT, "192.0.2.1").tcp(1_000, 80, SYN);
        final PacketBuilder wide = packet().ipv4(CLIENT, SERVER).udp(1_000, 80).payload(1_200).fragment(0x4000);
        rig.fromClient(late, lost, wide);
        assertThat(rig.clientKernel().takeSent()).extracting(Frame::bytes)
            .containsExactly(late.bytes(), lost.bytes(), wide.bytes());
        assertThat(rig.toClients()).isEmpty();
    }

    @Test
    void shouldSendAsItIsWhatTheKernelSends() {
        final DirectorRig rig = rig(REFUSALS);
        final List<byte[]> frames = List.of(
            packet().to(0x02AA).ipv4(OWN, CLIENT).tcp(22, 1_000, SYN | ACK).bytes(),
            packet().to(PacketBuilder.BROADCAST).arpRequest(OWN, "10.0.0.9").bytes(),
            packet().to(0x02AA).type(0x88CC).length(60).bytes());
        frames.forEach(rig.clientKernel()::arrive);
        rig.answerNoArp();
        rig.settle();
        assertThat(rig.toClients()).extracting(Frame::bytes).containsExactlyElementsOf(frames);
        assertThat(rig.toReal()).isEmpty();
        assertThat(rig.count(WorkerCounter.FROM_KERNEL)).isEqualTo(3);
    }

    @Test
    void shouldTranslateAnswersOfARealServerThatIsItsOwnHost() {
        final DirectorRig rig = rigs.open(settings -> settings.kernel().packets(packets(REFUSALS))
            .services(tcp(VIP + ":80", "rr", OWN + ":8080")));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, SYN));
        final Frame asked = rig.clientKernel().takeSent().getFirst();
        assertThat(asked.destination()).isEqualTo(OWN);
        assertThat(asked.destinationPort()).isEqualTo(8_080);
        assertThat(asked.isChecksumRight()).isTrue();
        rig.clientKernel().arrive(packet().to(0x02AA).ipv4(OWN, CLIENT).tcp(8_080, 1_000, SYN | ACK).bytes());
        rig.settle();
        final Frame answer = rig.toClient();
        assertThat(answer.source()).isEqualTo(VIP);
        assertThat(answer.sourcePort()).isEqualTo(80);
        assertThat(answer.destinationMac()).isEqualTo(0x02AA);
        assertThat(answer.ttl()).isEqualTo(64);
        assertThat(answer.isChecksumRight()).isTrue();
    }

    @Test
    void shouldGiveTheKernelCopiesOfWhatNeighboursAnswer() {
        final DirectorRig rig = rig(REFUSALS);
        final PacketBuilder answer = packet().to(DirectorRig.CLIENT_MAC)
            .arp(REPLY, Bytes.macOf(CLIENT), CLIENT, DirectorRig.CLIENT_MAC, OWN);
        final PacketBuilder moved = packet().to(PacketBuilder.BROADCAST)
            .arp(PacketBuilder.REQUEST, 0x02BB, CLIENT, 0, CLIENT);
        rig.fromClient(answer, moved, packet().arpRequest(CLIENT, OWN), packet().arpRequest(CLIENT, "10.0.0.8"));
        assertThat(rig.clientKernel().takeSent()).extracting(Frame::bytes)
            .containsExactly(answer.bytes(), moved.bytes());
        assertThat(rig.toClient().arpOperation()).isEqualTo(REPLY);
    }

    @Test
    void shouldLetThroughAsManyPacketsASecondAsConfigured() {
        final DirectorRig rig = rigs.open(settings -> settings.kernel().packets(packets(
            new HostSettings(AnswerPolicy.KERNEL, ForwardPolicy.FORWARD, AnswerPolicy.ANSWER, 100))));
        for (int i = 0; i < 1_000; i++) {
            rig.fromClient(packet().ipv4(CLIENT, OWN).udp(1_000, 53));
            rig.clock().advanceMillis(1);
        }
        // Ten at once, and then one every 10 ms.
        assertThat(rig.clientKernel().takeSent()).hasSizeBetween(109, 111);
        assertThat(rig.drops(DropReason.KERNEL_RATE)).isBetween(889L, 891L);
    }

    /** What daemons of VRRP, OSPF and multicast routing live on, as it arrived. */
    @ParameterizedTest
    @CsvSource({"224.0.0.18, 112", "224.0.0.5, 89", "224.0.0.6, 89", "224.0.0.22, 2", "224.0.0.13, 103"})
    void shouldHandOverWhatIsForGroupsOfTheLink(final String group, final int protocol) {
        final DirectorRig rig = rig(REFUSALS);
        final PacketBuilder packet = packet().ipv4(CLIENT, group).protocol(protocol).payload(40).ttl(1);
        rig.fromClient(packet);
        assertThat(rig.clientKernel().takeSent()).extracting(Frame::bytes).containsExactly(packet.bytes());
        final PacketBuilder alert = packet.options(148, 4, 0, 0);
        rig.fromClient(alert);
        assertThat(rig.clientKernel().takeSent()).as("with router alert").extracting(Frame::bytes)
            .containsExactly(alert.bytes());
        assertThat(rig.toClients()).isEmpty();
        assertThat(rig.toReal()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"ff02::12, 112", "ff02::5, 89", "ff02::6, 89", "ff02::d, 103"})
    void shouldHandOverWhatIsForGroupsOfAnIpv6Link(final String group, final int protocol) {
        final DirectorRig rig = rig(REFUSALS);
        rig.client().arrive(group("fe80::7", group, protocol));
        rig.settle();
        assertThat(rig.clientKernel().takeSent()).extracting(Frame::bytes)
            .containsExactly(group("fe80::7", group, protocol));
    }

    /** A flood of one kind does not keep the others away. */
    @Test
    void shouldHandOverGroupsAndSessionsDuringAFloodOfAnythingElse() {
        final DirectorRig rig = rigs.open(settings -> settings.kernel().packets(packets(
            new HostSettings(AnswerPolicy.KERNEL, ForwardPolicy.FORWARD, AnswerPolicy.ANSWER, 10))));
        for (int i = 0; i < 50; i++) {
            rig.fromClient(packet().ipv4(CLIENT, OWN).tcp(1_000 + i, 22, SYN),
                packet().ipv4(CLIENT, OWN).udp(1_000, 53), packet().ipv4(CLIENT, OWN).icmp(8, 1, 1).payload(56));
        }
        assertThat(rig.clientKernel().takeSent()).as("two that ask for a connection, and two others").hasSize(4);
        final PacketBuilder advertisement = packet().ipv4(CLIENT, "224.0.0.18").protocol(112).payload(20);
        final PacketBuilder session = packet().ipv4("10.0.0.9", OWN).tcp(1_000, 22, ACK).payload(48);
        rig.fromClient(advertisement, session);
        assertThat(rig.clientKernel().takeSent()).extracting(Frame::bytes)
            .containsExactly(advertisement.bytes(), session.bytes());
        assertThat(rig.drops(DropReason.KERNEL_RATE)).isEqualTo(146);
    }

    @Test
    void shouldLetAnOperatorLogInDuringAFloodThatAsksForNoConnection() {
        final DirectorRig rig = rigs.open(settings -> settings.kernel().packets(packets(
            new HostSettings(AnswerPolicy.KERNEL, ForwardPolicy.FORWARD, AnswerPolicy.ANSWER, 10))));
        for (int i = 0; i < 50; i++) {
            rig.fromClient(packet().ipv4(CLIENT, OWN).udp(1_000, 53), packet().ipv4(CLIENT, OWN).tcp(1_000, 22, ACK));
        }
        rig.clientKernel().takeSent();
        final PacketBuilder login = packet().ipv4("10.0.0.9", OWN).tcp(1_000, 22, SYN);
        rig.fromClient(login);
        assertThat(rig.clientKernel().takeSent()).extracting(Frame::bytes).containsExactly(login.bytes());
    }

    /** What a flood costs the worker is bounded, and what services carry is not concerned. */
    @Test
    void shouldGoOnBalancingDuringAFloodToTheHost() {
        final DirectorRig rig = rigs.open(settings -> settings.kernel().packets(packets(
            new HostSettings(AnswerPolicy.KERNEL, ForwardPolicy.FORWARD, AnswerPolicy.ANSWER, 1)))
            .services(tcp(VIP + ":80", "rr", SERVER + ":80")));
        for (int i = 0; i < 100; i++) {
            rig.fromClient(packet().ipv4(CLIENT, OWN).tcp(1_000, 22, ACK), packet().ipv4(CLIENT, OWN).udp(1_000, 53),
                packet().ipv4(CLIENT, "224.0.0.18").protocol(112), packet().ipv4(CLIENT, VIP).tcp(2_000 + i, 80, SYN));
        }
        assertThat(rig.toReal()).hasSize(100);
        assertThat(rig.clientKernel().takeSent()).as("one of each class").hasSize(3);
        assertThat(rig.drops(DropReason.KERNEL_RATE)).isEqualTo(297);
    }

    @Test
    void shouldNotLetAFloodKeepAnswersOfNeighboursFromTheKernel() {
        final DirectorRig rig = rigs.open(settings -> settings.kernel().packets(packets(
            new HostSettings(AnswerPolicy.KERNEL, ForwardPolicy.FORWARD, AnswerPolicy.ANSWER, 1))));
        for (int i = 0; i < 10; i++) {
            rig.fromClient(packet().ipv4(CLIENT, OWN).udp(1_000, 53));
        }
        rig.clientKernel().takeSent();
        rig.fromClient(packet().to(DirectorRig.CLIENT_MAC)
            .arp(REPLY, Bytes.macOf(CLIENT), CLIENT, DirectorRig.CLIENT_MAC, OWN));
        assertThat(rig.clientKernel().takeSent()).hasSize(1);
    }

    @Test
    void shouldDropForTheUsualReasonWhereThereIsNoInterface() {
        final DirectorRig rig = rigs.open(settings -> settings.packets(packets(REFUSALS)));
        rig.fromClient(packet().ipv4(CLIENT, OWN).udp(1_000, 53));
        assertThat(rig.drops(DropReason.NO_SERVICE)).isEqualTo(1);
    }

    private DirectorRig rig(final HostSettings host) {
        return rigs.open(settings -> settings.kernel().packets(packets(host))
            .services(tcp(VIP + ":80", "rr", SERVER + ":80")));
    }

    private static PacketSettings packets(final HostSettings host) {
        return new PacketSettings(List.of(), Sysctls.INITIAL, ConnectionTimeouts.INITIAL, host);
    }

    /** A frame for a group of the link. */
    static byte[] group(final String source, final String group, final int protocol) {
        final byte[] ip = IpPackets.packet(source, group, protocol, new byte[36]);
        return ByteBuffer.allocate(14 + ip.length).putShort((short) 0x3333).put(ip, 36, 4).putShort((short) 0x0242)
            .putInt(0x0A00_0007).putShort((short) 0x86DD).put(ip).array();
    }

    /** A piece of a datagram without options. */
    private static byte[] fragment(final byte[] whole, final int from, final int bytes, final boolean more) {
        final byte[] payload = Arrays.copyOfRange(whole, 34 + from, 34 + from + bytes);
        return packet().to(DirectorRig.CLIENT_MAC).ipv4(CLIENT, OWN).protocol(253)
            .fragment(from / 8 | (more ? 0x2000 : 0)).payload(payload).bytes();
    }
}
