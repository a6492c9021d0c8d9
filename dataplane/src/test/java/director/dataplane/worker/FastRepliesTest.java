/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.FIN;
import static director.dataplane.testkit.PacketBuilder.PSH;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.NaiveNat;
import director.dataplane.testkit.PacketBuilder;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.Settings;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which replies of real servers the fast path takes, and what becomes of them. */
class FastRepliesTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String FAR_CLIENT = "203.0.113.9";
    private static final String ROUTER = "10.0.0.1";
    private static final String SERVER = "10.9.1.2";

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @Test
    void shouldTranslateRepliesOfEstablishedConnections() {
        final DirectorRig rig = rigs.tcp(SERVER + ":8080");
        establish(rig, CLIENT);
        final SplittableRandom random = new SplittableRandom(5);
        for (int round = 1; round <= 2_000; round++) {
            final PacketBuilder in = packet().ipv4(SERVER, CLIENT).tcp(8_080, 4_000, ACK | PSH)
                .ttl(random.nextInt(2, 256)).fragment(random.nextBoolean() ? 0x4000 : 0)
                .setInHeader(1, random.nextInt(256)).payload(random.nextInt(12, 1_461));
            if (random.nextInt(4) == 0) {
                in.damageTransportChecksum(random.nextInt(1, 0xFFFF));
            }
            rig.fromReal(in);
            final Frame frame = rig.toClient();
            assertThat(frame.packet()).as("round %d", round).isEqualTo(NaiveNat.outbound(in.bytes(), VIP, 80));
            assertThat(frame.sourceMac()).isEqualTo(DirectorRig.CLIENT_MAC);
            assertThat(frame.destinationMac()).isEqualTo(Bytes.macOf(CLIENT));
            assertThat(fast(rig)).isEqualTo(round);
        }
    }

    @Test
    void shouldTranslateDatagramsAndNeverSendAChecksumOfZero() {
        final DirectorRig rig = rigs.udp(SERVER + ":5353");
        for (int i = 0; i < 2; i++) {
            rig.fromClient(packet().ipv4(CLIENT, VIP).udp(4_000, 53));
            rig.fromReal(packet().ipv4(SERVER, CLIENT).udp(5_353, 4_000));
        }
        rig.toReal();
        rig.toClients();
        final long before = fast(rig);
        for (int checksum = 1; checksum <= 0xFFFF; checksum += 11) {
            rig.fromReal(packet().ipv4(SERVER, CLIENT).udp(5_353, 4_000).payload(20)
                .set(40, checksum >>> 8).set(41, checksum & 0xFF));
            assertThat(rig.toClient().transportChecksum()).isNotZero();
        }
        assertThat(fast(rig)).isEqualTo(before + 0xFFFF / 11 + 1);
    }

    @Test
    void shouldSendRepliesToTheRouterOfClientsThatAreFarAway() {
        final DirectorRig rig = rigs.tcp(SERVER + ":8080");
        establish(rig, FAR_CLIENT);
        final PacketBuilder in = packet().ipv4(SERVER, FAR_CLIENT).tcp(8_080, 4_000, ACK).payload(30);
        rig.fromReal(in);
        assertThat(fast(rig)).isOne();
        final Frame frame = rig.toClient();
        assertThat(frame.destinationMac()).isEqualTo(Bytes.macOf(ROUTER));
        assertThat(frame.packet()).isEqualTo(NaiveNat.outbound(in.bytes(), VIP, 80));
    }

    @Test
    void shouldTakeBurstsThatMixClientsAndReplies() {
        final DirectorRig rig = rigs.tcp(SERVER + ":8080");
        establish(rig, CLIENT);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK).payload(20));
        rig.toReal();
        final SplittableRandom random = new SplittableRandom(6);
        long expected = fast(rig);
        for (int round = 0; round < 200; round++) {
            final int count = random.nextInt(1, 33);
            int replies = 0;
            for (int i = 0; i < count; i++) {
                // Both arrive at the port of the clients, as on a director with one port.
                final boolean reply = random.nextBoolean();
                final PacketBuilder in = reply ? packet().ipv4(SERVER, CLIENT).tcp(8_080, 4_000, ACK).payload(20 + i)
                    : packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK).payload(20 + i);
                rig.client().arrive(in.to(DirectorRig.CLIENT_MAC).bytes());
                replies += reply ? 1 : 0;
            }
            rig.settle();
            expected += count;
            assertThat(rig.toClients()).hasSize(replies);
            assertThat(rig.toReal()).hasSize(count - replies);
            assertThat(fast(rig)).isEqualTo(expected);
        }
    }

    @Test
    void shouldLeaveToTheGeneralPathWhatChangesOrCannotGoOn() {
        final DirectorRig rig = rigs.tcp(SERVER + ":8080");
        establish(rig, CLIENT);
        for (final PacketBuilder in : List.of(
            packet().ipv4(SERVER, CLIENT).tcp(8_080, 4_000, ACK).ttl(1),
            packet().ipv4(SERVER, CLIENT).tcp(8_080, 4_001, ACK),
            packet().ipv4(SERVER, "10.0.0.8").tcp(8_080, 4_000, ACK),
            packet().ipv4("10.9.1.3", CLIENT).tcp(8_080, 4_000, ACK),
            packet().ipv4(SERVER, CLIENT).tcp(8_081, 4_000, ACK),
            packet().ipv4(SERVER, CLIENT).tcp(8_080, 4_000, FIN | ACK))) {
            rig.fromReal(in);
            assertThat(fast(rig)).isZero();
        }
        rig.fromReal(packet().ipv4(SERVER, CLIENT).tcp(8_080, 4_000, ACK));
        assertThat(fast(rig)).as("the FIN has ended it").isZero();
    }

    @Test
    void shouldKeepConnectionsAliveOnWhichOnlyTheRealServerTalks() {
        final DirectorRig rig = rigs.tcp(SERVER + ":8080");
        establish(rig, CLIENT);
        for (int i = 0; i < 3; i++) {
            rig.pass(450_000, 10_000);
            rig.fromReal(packet().ipv4(SERVER, CLIENT).tcp(8_080, 4_000, ACK).payload(20));
        }
        assertThat(rig.connections().size()).isOne();
        rig.pass(901_000, 10_000);
        assertThat(rig.connections().size()).isZero();
    }

    @Test
    void shouldCountAsTheGeneralPathDoes() {
        final DirectorRig rig = rigs.tcp(SERVER + ":8080");
        establish(rig, CLIENT);
        final int number = rig.conductor().catalogue().services().getFirst().realServers().getFirst().number();
        final long packets = rig.destinations().packetsOut(number);
        final long bytes = rig.destinations().bytesOut(number);
        rig.fromReal(packet().ipv4(SERVER, CLIENT).tcp(8_080, 4_000, ACK).payload(100));
        assertThat(fast(rig)).isOne();
        assertThat(rig.destinations().packetsOut(number)).isEqualTo(packets + 1);
        assertThat(rig.destinations().bytesOut(number)).isEqualTo(bytes + 140);
    }

    @Test
    void shouldStopWhenTheRealServerIsGone() {
        final DirectorRig rig = rigs.tcp(SERVER + ":8080");
        establish(rig, CLIENT);
        rig.carryOut(
            rig.proxy().deleteRealServer(Settings.tcpKey(VIP + ":80"), Settings.real(SERVER + ":8080")));
        rig.fromReal(packet().ipv4(SERVER, CLIENT).tcp(8_080, 4_000, ACK).payload(20));
        rig.fromReal(packet().ipv4(SERVER, CLIENT).tcp(8_080, 4_000, ACK).payload(20));
        assertThat(fast(rig)).isZero();
    }

    /** A connection whose next reply takes the fast path. */
    private static void establish(final DirectorRig rig, final String client) {
        rig.fromClient(packet().ipv4(client, VIP).tcp(4_000, 80, SYN));
        rig.fromReal(packet().ipv4(SERVER, client).tcp(8_080, 4_000, SYN | ACK));
        rig.fromClient(packet().ipv4(client, VIP).tcp(4_000, 80, ACK));
        rig.fromReal(packet().ipv4(SERVER, client).tcp(8_080, 4_000, ACK));
        rig.toReal();
        rig.toClients();
        assertThat(fast(rig)).isZero();
    }

    private static long fast(final DirectorRig rig) {
        return rig.count(WorkerCounter.FAST_PATH);
    }
}
