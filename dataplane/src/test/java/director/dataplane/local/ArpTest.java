/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.local;

import static director.dataplane.testkit.DirectorRig.CLIENT_MAC;
import static director.dataplane.testkit.DirectorRig.REAL_MAC;
import static director.dataplane.testkit.PacketBuilder.BROADCAST;
import static director.dataplane.testkit.PacketBuilder.REPLY;
import static director.dataplane.testkit.PacketBuilder.REQUEST;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.tcpKey;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.PacketBuilder;
import director.dataplane.testkit.Rigs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArpTest {
    private static final String HOST = "10.0.0.7";
    private static final String SERVER = "10.9.0.1";
    private static final long HOST_MAC = Bytes.macOf(HOST);
    private static final long OTHER_MAC = 0x0655_5555_5555L;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @SuppressWarnings("NullAway.Init")
    private DirectorRig rig;

    @BeforeEach
    void openRig() {
        rig = rigs.tcp(SERVER + ":80");
        rig.answerNoArp();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.254", "10.9.0.254", VIP})
    void shouldAnswerForOwnAndVirtualAddresses(final String asked) {
        rig.fromClient(packet().arpRequest(HOST, asked));
        final Frame reply = rig.toClient();
        assertThat(reply.destinationMac()).isEqualTo(HOST_MAC);
        assertThat(reply.sourceMac()).isEqualTo(CLIENT_MAC);
        assertThat(reply.arpOperation()).isEqualTo(REPLY);
        assertThat(reply.arpSenderMac()).isEqualTo(CLIENT_MAC);
        assertThat(reply.arpSenderIp()).isEqualTo(asked);
        assertThat(reply.arpTargetMac()).isEqualTo(HOST_MAC);
        assertThat(reply.arpTargetIp()).isEqualTo(HOST);
    }

    @Test
    void shouldAnswerOnThePortThatWasAsked() {
        rig.fromReal(packet().arpRequest(SERVER, "10.9.0.254"));
        assertThat(rig.toReal()).hasSize(1).allMatch(reply -> reply.arpSenderMac() == REAL_MAC);
        assertThat(rig.toClients()).isEmpty();
    }

    @Test
    void shouldAnswerAProbeWithoutLearningFromIt() {
        rig.fromClient(packet().to(BROADCAST).arp(REQUEST, HOST_MAC, "0.0.0.0", 0, VIP));
        assertThat(rig.toClient().arpTargetIp()).isEqualTo("0.0.0.0");
    }

    @Test
    void shouldNotAnswerForAVirtualAddressThatIsGone() {
        rig.carryOut(rig.proxy().deleteService(tcpKey(VIP + ":80")));
        rig.fromClient(packet().arpRequest(HOST, VIP));
        assertConsumed(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.77", HOST, "10.9.0.1", "0.0.0.0", "255.255.255.255"})
    void shouldNotAnswerForOthers(final String asked) {
        rig.fromClient(packet().arpRequest(HOST, asked));
        assertConsumed(1);
    }

    @Test
    void shouldNotAnswerAReply() {
        rig.fromClient(packet().arp(REPLY, HOST_MAC, HOST, CLIENT_MAC, "10.0.0.254"));
        assertConsumed(1);
    }

    @Test
    void shouldBelieveNobodyWhoClaimsAnAddressOfTheDirector() {
        rig.fromClient(packet().to(BROADCAST).arp(REQUEST, OTHER_MAC, VIP, 0, "10.0.0.254"),
            packet().arp(REPLY, OTHER_MAC, "10.0.0.254", CLIENT_MAC, "10.0.0.254"));
        assertConsumed(2);
        rig.fromClient(packet().ipv4(VIP, "10.0.0.254").icmp(8, 1, 1));
        assertThat(rig.toClient().isArp()).as("the owner of the address is not known").isTrue();
    }

    @Test
    void shouldLearnWhoAsked() {
        learn();
    }

    private void learn() {
        rig.fromClient(packet().arpRequest(HOST, "10.0.0.254"));
        rig.toClients();
        echo();
        assertThat(rig.toClient().destinationMac()).isEqualTo(HOST_MAC);
    }

    @Test
    void shouldNotLearnFromWhatNobodyAskedFor() {
        rig.fromClient(packet().to(BROADCAST).arp(REQUEST, HOST_MAC, HOST, 0, HOST),
            packet().arp(REPLY, HOST_MAC, HOST, CLIENT_MAC, "10.0.0.254"),
            packet().arpRequest(HOST, "10.0.0.99"));
        echo();
        assertThat(rig.toClient().isArp()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1, 255.255.255.255", "1, " + HOST, "2, " + HOST, "2, 10.0.0.254", "1, 10.0.0.99"})
    void shouldTakeAnotherMacAddressFromWhateverItsOwnerSends(final int operation, final String target) {
        learn();
        rig.fromClient(packet().to(BROADCAST).arp(operation, OTHER_MAC, HOST, 0, target));
        rig.toClients();
        echo();
        assertThat(rig.toClient().destinationMac()).isEqualTo(OTHER_MAC);
    }

    /** Where a byte is in the ARP packet, and what it must not be. */
    @ParameterizedTest
    @CsvSource({"0, 1", "1, 2", "2, 9", "3, 1", "4, 5", "4, 0", "5, 6", "5, 0", "8, 1", "8, 255"})
    void shouldDropWhatIsNotIpv4OverEthernetOrFromAGroup(final int offset, final int value) {
        rig.fromClient(packet().arpRequest(HOST, VIP).set(PacketBuilder.ETHERNET + offset, value));
        assertThat(rig.toClients()).isEmpty();
        assertThat(rig.drops(DropReason.ARP_MALFORMED)).isEqualTo(1);
        echo();
        assertThat(rig.toClient().isArp()).isTrue();
    }

    @Test
    void shouldDropAPacketThatIsCutShort() {
        for (int length = 0; length < 42; length++) {
            rig.fromClient(packet().arpRequest(HOST, VIP).length(length));
        }
        assertThat(rig.toClients()).isEmpty();
        assertThat(rig.drops(DropReason.FRAME_TRUNCATED)).isEqualTo(34);
        assertThat(rig.drops(DropReason.ARP_MALFORMED)).isEqualTo(8);
    }

    @Test
    void shouldConsumeOperationsThatItDoesNotKnow() {
        rig.fromClient(packet().to(BROADCAST).arp(3, HOST_MAC, HOST, 0, VIP));
        assertConsumed(1);
    }

    @Test
    void shouldAskFromTheAddressOfThePortByBroadcast() {
        rig.fromClient(packet().ipv4(HOST, VIP).tcp(1_000, 80, SYN));
        final Frame request = rig.toRealServer();
        assertThat(request.length()).isEqualTo(60);
        assertThat(request.destinationMac()).isEqualTo(BROADCAST);
        assertThat(request.sourceMac()).isEqualTo(REAL_MAC);
        assertThat(request.arpOperation()).isEqualTo(REQUEST);
        assertThat(request.arpSenderMac()).isEqualTo(REAL_MAC);
        assertThat(request.arpSenderIp()).isEqualTo("10.9.0.254");
        assertThat(request.arpTargetMac()).isZero();
        assertThat(request.arpTargetIp()).isEqualTo(SERVER);
    }

    private void echo() {
        rig.fromClient(packet().ipv4(HOST, "10.0.0.254").icmp(8, 1, 1));
    }

    private void assertConsumed(final int packets) {
        assertThat(rig.toClients()).isEmpty();
        assertThat(rig.count(WorkerCounter.CONSUMED)).isEqualTo(packets);
    }
}
