/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.port;
import static director.dataplane.testkit.Settings.route;
import static director.dataplane.testkit.Settings.tcp;
import static director.dataplane.testkit.Settings.udp;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.NaiveNat;
import director.dataplane.testkit.Rigs;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where packets leave, and what hinders them: routes, MTU, full queues, frames in several segments. */
class OutputTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String SERVER = "10.9.0.1";

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @Test
    void shouldSendRepliesToFarClientsThroughTheGateway() {
        final DirectorRig rig = rigs.tcp(SERVER + ":80");
        for (int i = 1; i < 20; i++) {
            final String client = "198.51." + i + ".9";
            rig.fromClient(packet().from(Bytes.macOf("10.0.0.1")).ipv4(client, VIP).tcp(4_000, 80, SYN));
            rig.fromReal(packet().ipv4(SERVER, client).tcp(80, 4_000, SYN | ACK));
            final Frame reply = rig.toClient();
            assertThat(reply.destination()).isEqualTo(client);
            assertThat(reply.destinationMac()).isEqualTo(Bytes.macOf("10.0.0.1"));
        }
    }

    @Test
    void shouldReachRealServersBehindARouter() {
        final DirectorRig rig = rigs.open(settings -> settings
            .real(port("real", "10.9.0.254/16", null, 1_500, route("10.20.0.0/16", "10.9.0.9"),
                route("10.20.30.0/24", "10.9.0.8")))
            .services(tcp(VIP + ":80", "rr", "10.20.1.1:80", "10.20.30.1:80")));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1, 80, SYN), packet().ipv4(CLIENT, VIP).tcp(2, 80, SYN));
        assertThat(rig.toReal()).hasSize(2).allMatch(frame -> frame.destinationMac()
            == Bytes.macOf(frame.destination().equals("10.20.1.1") ? "10.9.0.9" : "10.9.0.8"));
    }

    @Test
    void shouldDropWhatNoRouteLeadsTo() {
        final DirectorRig rig = rigs.open(settings -> settings.client(port("client", "10.0.0.254/24", null, 1_500))
            .services(tcp(VIP + ":80", "rr", SERVER + ":80")));
        rig.fromClient(packet().ipv4("198.51.100.9", VIP).tcp(4_000, 80, SYN));
        assertThat(rig.toReal()).hasSize(1);
        rig.fromReal(packet().ipv4(SERVER, "198.51.100.9").tcp(80, 4_000, SYN | ACK));
        assertThat(rig.toClients()).isEmpty();
        assertThat(rig.drops(DropReason.NO_ROUTE)).isEqualTo(1);
    }

    @Test
    void shouldSendPacketsAsLongAsTheMtuAndCutLongerOnes() {
        final DirectorRig rig = rigs.open(settings -> settings.real(port("real", "10.9.0.254/16", null, 1_000))
            .services(udp(VIP + ":53", "rr", SERVER + ":53")));
        rig.fromClient(packet().ipv4(CLIENT, VIP).udp(1, 53).payload(1_000 - 28));
        assertThat(rig.toRealServer().totalLength()).isEqualTo(1_000);
        rig.fromClient(packet().ipv4(CLIENT, VIP).udp(1, 53).payload(1_001 - 28));
        assertThat(rig.toReal()).extracting(Frame::totalLength).containsExactly(996, 25);
        assertThat(rig.drops(DropReason.MTU_EXCEEDED)).isZero();
        rig.fromReal(packet().ipv4(SERVER, CLIENT).udp(53, 1).payload(1_001 - 28));
        assertThat(rig.toClient().totalLength()).isEqualTo(1_001);
    }

    @Test
    void shouldTellTheSenderOfAPacketThatMustNotBeCutHowLongItMayBe() {
        final DirectorRig rig = rigs.open(settings -> settings.real(port("real", "10.9.0.254/16", null, 1_000))
            .services(udp(VIP + ":53", "rr", SERVER + ":53")));
        rig.fromClient(packet().ipv4(CLIENT, VIP).udp(1, 53).fragment(0x4000).payload(1_001 - 28));
        assertThat(rig.toReal()).isEmpty();
        assertThat(rig.drops(DropReason.MTU_EXCEEDED)).isEqualTo(1);
        final Frame told = rig.toClient();
        assertThat(told.source() + " " + told.icmpType()).isEqualTo(VIP + " 3");
        final byte[] icmp = Arrays.copyOfRange(told.packet(), 20, 28);
        assertThat(icmp[1]).as("code: fragmentation needed").isEqualTo((byte) 4);
        assertThat(Bytes.uint16(icmp, 6)).as("MTU").isEqualTo(1_000);
        assertThat(told.isChecksumRight()).isTrue();
    }

    @Test
    void shouldNotSendAShortPacketInAFrameThatIsTooLong() {
        final DirectorRig rig = rigs.open(settings -> settings.real(port("real", "10.9.0.254/16", null, 1_000))
            .services(tcp(VIP + ":80", "rr", SERVER + ":80")));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1, 80, SYN).trailer(1_900));
        assertThat(rig.toRealServer().length()).isEqualTo(60);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1, 80, ACK).payload(100).trailer(4));
        assertThat(rig.toRealServer().length()).isEqualTo(154);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1, 80, ACK));
        assertThat(rig.toRealServer().length()).isEqualTo(54);
    }

    @Test
    void shouldDropAndCountWhatATransmitQueueDoesNotTake() {
        for (int room = 0; room < 12; room++) {
            final DirectorRig rig = rigs.open(settings -> settings.burst(4)
                .services(tcp(VIP + ":80", "rr", SERVER + ":80")));
            rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(999, 80, SYN));
            rig.toReal();
            rig.real().room(room);
            for (int i = 0; i < 10; i++) {
                rig.client().arrive(packet().to(DirectorRig.CLIENT_MAC).ipv4(CLIENT, VIP).tcp(i, 80, SYN).bytes());
            }
            rig.settle();
            final int taken = 2 * Math.min(room, 4) + Math.min(room, 2);
            assertThat(rig.toReal()).hasSize(taken);
            assertThat(rig.drops(DropReason.TX_FULL)).isEqualTo(10 - taken);
            assertThat(rig.count(WorkerCounter.TRANSMITTED)).isEqualTo(2 + taken);
        }
    }

    @Test
    void shouldTellWhoeverSentWhatHasNoHopLeftInEitherDirectionAndKeepItsConnection() {
        final DirectorRig rig = rigs.tcp(SERVER + ":80");
        for (int ttl = 0; ttl < 2; ttl++) {
            rig.fromClient(packet().ipv4(CLIENT, VIP).ttl(ttl).tcp(1, 80, SYN));
            rig.fromReal(packet().ipv4(SERVER, CLIENT).ttl(ttl).tcp(80, 1, SYN | ACK));
            final Frame toClient = rig.toClient();
            assertThat(toClient.source() + " " + toClient.icmpType()).isEqualTo(VIP + " 11");
            final Frame toServer = rig.toRealServer();
            assertThat(toServer.source() + " " + toServer.icmpType()).isEqualTo("10.9.0.254 11");
            assertThat(toClient.isChecksumRight() && toServer.isChecksumRight()).isTrue();
        }
        rig.fromClient(packet().ipv4(CLIENT, VIP).ttl(2).tcp(1, 80, SYN));
        rig.fromReal(packet().ipv4(SERVER, CLIENT).ttl(2).tcp(80, 1, SYN | ACK));
        assertThat(rig.toRealServer().ttl()).isEqualTo(1);
        assertThat(rig.toClient().ttl()).isEqualTo(1);
        assertThat(rig.drops(DropReason.TTL_EXCEEDED)).isEqualTo(4);
        assertThat(rig.count(WorkerCounter.CONNECTIONS_OPENED)).isEqualTo(1);
    }

    @Test
    void shouldForwardFramesWhosePayloadIsInOtherSegments() {
        final DirectorRig rig = rigs.tcp(SERVER + ":80");
        final byte[] frame = packet().to(DirectorRig.CLIENT_MAC).ipv4(CLIENT, VIP).tcp(1, 80, SYN).payload(900).bytes();
        for (final int first : List.of(54, 55, 60, 100, 953)) {
            rig.client().arriveInSegments(Arrays.copyOf(frame, first), Arrays.copyOfRange(frame, first, first),
                Arrays.copyOfRange(frame, first, frame.length));
            rig.settle();
            assertThat(rig.toRealServer().packet()).isEqualTo(NaiveNat.inbound(frame, SERVER, 80));
        }
    }

    /** The Ethernet header and the shortest IPv4 header have to be in one piece. */
    @Test
    void shouldForwardFramesWhoseHeadersAreInSeveralSegments() {
        final DirectorRig rig = rigs.tcp(SERVER + ":80");
        final byte[] frame = packet().to(DirectorRig.CLIENT_MAC).ipv4(CLIENT, VIP).options(1, 1, 1, 1)
            .tcp(1, 80, SYN).payload(900).bytes();
        for (int first = 0; first < 58; first++) {
            rig.client().arriveInSegments(Arrays.copyOf(frame, first), Arrays.copyOfRange(frame, first, frame.length));
        }
        rig.settle();
        assertThat(rig.toReal()).hasSize(24)
            .allMatch(each -> Arrays.equals(each.packet(), NaiveNat.inbound(frame, SERVER, 80)));
        assertThat(rig.drops(DropReason.FRAME_TRUNCATED)).isEqualTo(34);
    }

    @Test
    void shouldComputeAChecksumOverAllSegments() {
        final DirectorRig rig = rigs.udp(SERVER + ":53");
        final byte[] bare = packet().to(DirectorRig.CLIENT_MAC).ipv4(CLIENT, VIP).udp(1, 53).payload(100)
            .withoutChecksum().bytes();
        final byte[] summed = packet().to(DirectorRig.CLIENT_MAC).ipv4(CLIENT, VIP).udp(1, 53).payload(100).bytes();
        for (final byte[] frame : List.of(bare, summed)) {
            rig.client().arriveInSegments(Arrays.copyOf(frame, 80), Arrays.copyOfRange(frame, 80, frame.length));
        }
        rig.settle();
        assertThat(rig.toReal()).hasSize(2)
            .allMatch(each -> Arrays.equals(each.packet(), NaiveNat.inbound(summed, SERVER, 53)));
    }

    @Test
    void shouldSendWhatIsQueuedWhenItStops() {
        final DirectorRig rig = rigs.tcp(SERVER + ":80");
        rig.silence(SERVER);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1, 80, SYN), packet().ipv4(CLIENT, VIP).tcp(2, 80, SYN));
        rig.stop();
        assertThat(rig.drops(DropReason.STOPPED)).isEqualTo(2);
        assertThat(rig.pool().inUse()).isZero();
    }
}
