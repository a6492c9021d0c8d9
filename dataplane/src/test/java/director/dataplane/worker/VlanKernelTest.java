/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.REPLY;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.tcp;
import static director.dataplane.testkit.TaggedWire.tag;
import static director.dataplane.testkit.TaggedWire.tagged;
import static director.dataplane.testkit.TaggedWire.tags;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.configuration.AnswerPolicy;
import director.dataplane.configuration.ForwardPolicy;
import director.dataplane.configuration.HostSettings;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.SubInterface;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.PacketBuilder;
import director.dataplane.testkit.RigSettings;
import director.dataplane.testkit.Rigs;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** VLANs have interfaces in the kernel of the director's machine, where no tags are seen. */
class VlanKernelTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String OWN = "10.0.0.254";
    private static final String SERVER = "10.9.0.1";
    private static final SubInterface CLIENTS = new SubInterface("trunk", 100, 0);
    private static final SubInterface SERVERS = new SubInterface("trunk", 200, 0);
    private static final SubInterface DEEP = new SubInterface("trunk", 100, 30);
    private static final byte[] OF_CLIENTS = tag(0x8100, 100);
    /** With two VLANs and their port there are as many as a configuration can have. */
    private static final int MORE_VLANS = 28;
    private static final int INTERFACES = 3 + MORE_VLANS;
    /** As long as a look at a few is in front of the next. */
    private static final long LOOK_NS = 100_000;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @Test
    void shouldHandOverWithoutTagsWhatIsForTheHostInAVlan() {
        final DirectorRig rig = rig(CLIENTS, DEEP);
        final byte[] ssh = packet().to(DirectorRig.CLIENT_MAC).ipv4(CLIENT, OWN).tcp(1_000, 22, SYN).bytes();
        final byte[] deep = packet().to(DirectorRig.CLIENT_MAC).ipv4(SERVER, "10.9.0.254").tcp(1, 22, SYN).bytes();
        final byte[] bare = packet().to(DirectorRig.CLIENT_MAC).ipv4("10.7.0.1", "10.7.0.254").tcp(1, 22, SYN).bytes();
        rig.trunk().arrive(tagged(ssh, OF_CLIENTS));
        rig.trunk().arrive(tagged(deep, tags(DEEP)));
        rig.trunk().arrive(bare);
        rig.settle();
        assertThat(rig.clientKernel().takeSent()).extracting(Frame::bytes).containsExactly(ssh);
        assertThat(rig.realKernel().takeSent()).extracting(Frame::bytes).containsExactly(deep);
        assertThat(rig.trunkKernel().takeSent()).extracting(Frame::bytes).containsExactly(bare);
        assertThat(rig.count(WorkerCounter.TO_KERNEL)).isEqualTo(3);
    }

    /** VRRP, OSPF of both versions, and listener reports. */
    @ParameterizedTest
    @CsvSource({"10.0.0.7, 224.0.0.18, 112", "10.0.0.7, 224.0.0.5, 89", "fe80::7, ff02::12, 112",
        "fe80::7, ff02::5, 89", "fe80::7, ff02::16, 58"})
    void shouldHandOverWhatIsForGroupsOfTheLinkInTheirVlan(
        final String source, final String group, final int protocol) {
        final DirectorRig rig = rig(CLIENTS, DEEP);
        final byte[] frame = source.contains(":") ? KernelTest.group(source, group, protocol)
            : packet().to(DirectorRig.CLIENT_MAC).ipv4(source, group).protocol(protocol).payload(40).ttl(1).bytes();
        rig.trunk().arrive(tagged(frame, OF_CLIENTS));
        rig.settle();
        assertThat(rig.clientKernel().takeSent()).extracting(Frame::bytes).containsExactly(frame);
        rig.trunk().arrive(tagged(frame, tags(DEEP)));
        rig.settle();
        assertThat(rig.realKernel().takeSent()).extracting(Frame::bytes).containsExactly(frame);
        assertThat(rig.trunkKernel().takeSent()).isEmpty();
        assertThat(rig.trunk().takeSent()).isEmpty();
    }

    @Test
    void shouldGiveTheKernelCopiesOfWhatNeighboursInAVlanAnswer() {
        final DirectorRig rig = rig(CLIENTS, DEEP);
        final byte[] answer = packet().to(DirectorRig.CLIENT_MAC)
            .arp(REPLY, Bytes.macOf(CLIENT), CLIENT, DirectorRig.CLIENT_MAC, OWN).bytes();
        final byte[] moved = packet().to(PacketBuilder.BROADCAST)
            .arp(PacketBuilder.REQUEST, 0x02BB, SERVER, 0, SERVER).bytes();
        rig.trunk().arrive(tagged(answer, OF_CLIENTS));
        rig.trunk().arrive(tagged(moved, tags(DEEP)));
        rig.settle();
        assertThat(rig.clientKernel().takeSent()).extracting(Frame::bytes).containsExactly(answer);
        assertThat(rig.realKernel().takeSent()).extracting(Frame::bytes).containsExactly(moved);
        assertThat(rig.trunkKernel().takeSent()).isEmpty();
    }

    @Test
    void shouldHandOverFramesOfOtherVlansAsTheyArrive() {
        final DirectorRig rig = rig(CLIENTS, SERVERS);
        final List<byte[]> frames = List.of(tagged(toService().bytes(), tag(0x8100, 0x612C)),
            tagged(toService().bytes(), tag(0x88A8, 30)),
            tagged(packet().to(PacketBuilder.BROADCAST).arpRequest("10.3.0.1", "10.3.0.2").bytes(), tag(0x8100, 300)));
        frames.forEach(rig.trunk()::arrive);
        rig.trunk().arrive(tagged(packet().to(DirectorRig.CLIENT_MAC).ipv4(CLIENT, VIP).udp(1_000, 53).payload(1_473)
            .bytes(), tag(0x8100, 301)));
        rig.settle();
        assertThat(rig.trunkKernel().takeSent()).extracting(Frame::bytes).startsWith(frames.toArray(new byte[0][]))
            .hasSize(4);
        assertThat(rig.drops(DropReason.VLAN_UNKNOWN)).isZero();
        rig.trunk().arrive(tagged(packet().to(DirectorRig.CLIENT_MAC).ipv4(CLIENT, VIP).udp(1_000, 53).payload(1_480)
            .bytes(), tag(0x8100, 301)));
        rig.settle();
        assertThat(rig.drops(DropReason.MTU_EXCEEDED)).as("longer than the kernel's interface takes").isEqualTo(1);
    }

    /** The outer tag is that of a port, the inner one of nobody known. */
    @Test
    void shouldHandOverATagInAVlanThere() {
        final DirectorRig rig = rig(CLIENTS, SERVERS);
        final byte[] inner = tagged(toService().bytes(), OF_CLIENTS);
        rig.trunk().arrive(tagged(inner, OF_CLIENTS));
        rig.settle();
        assertThat(rig.clientKernel().takeSent()).extracting(Frame::bytes).containsExactly(inner);
        assertThat(rig.trunkKernel().takeSent()).isEmpty();
    }

    @Test
    void shouldPutTagsIntoWhatTheKernelSendsInAVlan() {
        final DirectorRig rig = rig(CLIENTS, DEEP);
        final byte[] answer = packet().from(DirectorRig.CLIENT_MAC).to(0x02AA).ipv4(OWN, CLIENT)
            .tcp(22, 1_000, SYN | ACK).bytes();
        rig.clientKernel().arrive(answer);
        rig.realKernel().arrive(answer);
        rig.settle();
        assertThat(rig.toClient().bytes()).isEqualTo(answer);
        assertThat(rig.toRealServer().bytes()).isEqualTo(answer);
        assertThat(rig.trunk().takeSent()).as("with other tags").isEmpty();
        assertThat(rig.traffic(0).txPackets()).as("sent, beside announcements").isPositive();
        assertThat(rig.traffic(0).rxPackets()).as("nothing arrived").isZero();
    }

    /** Programs have VLAN interfaces of their own there, which the director need not know. */
    @Test
    void shouldSendAsItIsWhatTheKernelSendsFromThePortItself() {
        final DirectorRig rig = rig(CLIENTS, DEEP);
        final byte[] answer = packet().from(DirectorRig.CLIENT_MAC).to(0x02AA).ipv4(OWN, CLIENT)
            .tcp(22, 1_000, SYN | ACK).bytes();
        final List<byte[]> frames = List.of(tagged(answer, tag(0x8100, 0xE12C)), tagged(answer, tag(0x8100, 0xE000)),
            tagged(answer, tag(0x88A8, 30)), answer);
        frames.forEach(rig.trunkKernel()::arrive);
        rig.settle();
        assertThat(rig.trunk().takeSent()).extracting(Frame::bytes).containsExactlyElementsOf(frames);
    }

    /** The kernel's host is a real server of the director's, in a VLAN. */
    @Test
    void shouldTranslateWhatAProgramOfTheKernelAnswersInAVlan() {
        final DirectorRig rig = rigs.open(settings -> withKernel(settings).oneArmed(CLIENTS, SERVERS)
            .services(tcp(VIP + ":80", "rr", OWN + ":8080")));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, SYN));
        final Frame handed = rig.clientKernel().takeSent().getFirst();
        assertThat(handed.destination()).isEqualTo(OWN);
        rig.clientKernel().arrive(packet().from(DirectorRig.CLIENT_MAC).to(Bytes.macOf(CLIENT)).ipv4(OWN, CLIENT)
            .tcp(8_080, 4_000, SYN | ACK).bytes());
        rig.settle();
        assertThat(rig.toClient().source()).isEqualTo(VIP);
    }

    /** Each look can cost a system call: of many there are few at a time, and everybody gets their turn. */
    @Test
    void shouldLookAtAFewInterfacesOfManyAtATime() {
        final DirectorRig rig = many();
        final int[] before = polls(rig);
        for (int i = 0; i < 5 * INTERFACES; i++) {
            rig.clock().advanceNanos(LOOK_NS);
            rig.work();
        }
        assertThat(IntStream.of(minus(polls(rig), before)).skip(1)).allMatch(looks -> looks == 5 * 4);
        final int[] then = polls(rig);
        for (int i = 0; i < INTERFACES; i++) {
            rig.clock().advanceNanos(LOOK_NS / (2 * INTERFACES));
            rig.work();
        }
        assertThat(IntStream.of(minus(polls(rig), then)).sum()).as("in half the time of a look").isEqualTo(INTERFACES);
    }

    @Test
    void shouldSendSoonWhatOneInterfaceOfManyHas() {
        final DirectorRig rig = many();
        final byte[] hello = packet().from(DirectorRig.CLIENT_MAC).to(0x02AA).ipv4("10.127.0.254", "10.127.0.1")
            .udp(1, 2).bytes();
        final byte[] tagged = tagged(hello, tag(0x8100, 1_000 + MORE_VLANS - 1));
        rig.kernel(INTERFACES - 1).arrive(hello);
        for (int i = 0; i < (INTERFACES + 3) / 4; i++) {
            rig.clock().advanceNanos(LOOK_NS);
            rig.work();
        }
        assertThat(sentTo(0x02AA, rig)).containsExactly(tagged);
        rig.kernel(INTERFACES - 1).arrive(hello);
        rig.work();
        assertThat(sentTo(0x02AA, rig)).as("at once, for more was to be expected").containsExactly(tagged);
    }

    private DirectorRig many() {
        return rigs.open(settings -> withKernel(settings).oneArmed(CLIENTS, SERVERS).moreVlans(MORE_VLANS));
    }

    /** Among announcements of the addresses in many VLANs. */
    private static List<byte[]> sentTo(final long mac, final DirectorRig rig) {
        return rig.trunk().takeSent().stream().filter(frame -> frame.destinationMac() == mac).map(Frame::bytes)
            .toList();
    }

    private static int[] polls(final DirectorRig rig) {
        return IntStream.range(0, INTERFACES).map(place -> rig.kernel(place).polls()).toArray();
    }

    private static int[] minus(final int[] later, final int[] earlier) {
        return IntStream.range(0, later.length).map(i -> later[i] - earlier[i]).toArray();
    }

    private DirectorRig rig(final SubInterface ofClient, final SubInterface ofReal) {
        return rigs.open(settings -> withKernel(settings).oneArmed(ofClient, ofReal)
            .services(tcp(VIP + ":80", "rr", SERVER + ":8080")));
    }

    private static RigSettings withKernel(final RigSettings settings) {
        return settings.kernel().packets(PacketSettings.INITIAL.withHost(
            new HostSettings(AnswerPolicy.KERNEL, ForwardPolicy.FORWARD, AnswerPolicy.ANSWER)));
    }

    private static PacketBuilder toService() {
        return packet().to(DirectorRig.CLIENT_MAC).ipv4(CLIENT, VIP).tcp(4_000, 80, ACK);
    }
}
