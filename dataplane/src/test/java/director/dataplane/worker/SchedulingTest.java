/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.FIN;
import static director.dataplane.testkit.PacketBuilder.RST;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.real;
import static director.dataplane.testkit.Settings.tcp;
import static director.dataplane.testkit.Settings.tcpKey;
import static director.dataplane.testkit.Settings.udp;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.Rigs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulingTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String A = "10.9.0.1";
    private static final String B = "10.9.0.2";
    private static final String C = "10.9.0.3";

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @Test
    void shouldGiveConnectionsToRealServersInTurnBeginningWithTheNewest() {
        final DirectorRig rig = rigs.tcp(A + ":80", B + ":80", C + ":80");
        assertThat(picks(rig, 1_000, 7)).isEqualTo("CBACBAC");
    }

    @Test
    void shouldGiveConnectionsByWeight() {
        final DirectorRig rig = rigs.open(settings -> settings.services(
            tcp(VIP + ":80", "wrr", C + ":80*2", B + ":80*3", A + ":80*4")));
        assertThat(picks(rig, 1_000, 18)).isEqualTo("ABCAABABC".repeat(2));
    }

    @Test
    void shouldScheduleServicesIndependently() {
        final DirectorRig rig = rigs.open(settings -> settings.services(
            tcp(VIP + ":80", "rr", A + ":80", B + ":80"), tcp(VIP + ":81", "rr", A + ":81", B + ":81"),
            udp(VIP + ":80", "rr", A + ":80", B + ":80")));
        assertThat(pick(rig, 1_000, 80) + pick(rig, 1_000, 81) + pick(rig, 1_001, 80) + pick(rig, 1_001, 81))
            .isEqualTo("BBAA");
        rig.fromClient(packet().ipv4(CLIENT, VIP).udp(1_000, 80));
        assertThat(rig.toRealServer().destination()).isEqualTo(B);
    }

    @Test
    void shouldKeepConnectionOnItsRealServerWhenWeightsChange() {
        final DirectorRig rig = rigs.open(settings -> settings.services(
            tcp(VIP + ":80", "wrr", A + ":80*1", B + ":80*1")));
        final String before = picks(rig, 1_000, 8);
        rig.carryOut(rig.proxy().editRealServer(tcpKey(VIP + ":80"), real(A + ":80*0")));
        rig.carryOut(rig.proxy().editRealServer(tcpKey(VIP + ":80"), real(B + ":80*7")));
        for (int i = 0; i < 8; i++) {
            rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000 + i, 80, ACK));
            assertThat(name(rig.toRealServer())).isEqualTo(before.substring(i, i + 1));
        }
        assertThat(picks(rig, 2_000, 5)).isEqualTo("BBBBB");
    }

    @Test
    void shouldKeepARetransmittedSynOnItsRealServer() {
        final DirectorRig rig = rigs.tcp(A + ":80", B + ":80");
        assertThat(pick(rig, 1_000, 80) + pick(rig, 1_000, 80) + pick(rig, 1_001, 80) + pick(rig, 1_000, 80))
            .isEqualTo("BBAB");
        assertThat(rig.count(WorkerCounter.CONNECTIONS_OPENED)).isEqualTo(2);
    }

    @Test
    void shouldOpenOneConnectionForTwoSynsInOneBurst() {
        final DirectorRig rig = rigs.tcp(A + ":80", B + ":80");
        rig.fromClient(
            packet().ipv4(CLIENT, VIP).tcp(1_000, 80, SYN),
            packet().ipv4(CLIENT, VIP).tcp(1_000, 80, SYN));
        assertThat(rig.toReal()).hasSize(2).allMatch(frame -> frame.destination().equals(B));
        assertThat(rig.count(WorkerCounter.CONNECTIONS_OPENED)).isEqualTo(1);
    }

    @Test
    void shouldScheduleAnewWhenAClientReusesItsPortInTimeWait() {
        final DirectorRig rig = rigs.tcp(A + ":80", B + ":80");
        assertThat(pick(rig, 1_000, 80)).isEqualTo("B");
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, ACK));
        rig.fromReal(packet().ipv4(B, CLIENT).tcp(80, 1_000, FIN | ACK));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, FIN | ACK));
        rig.toReal();
        assertThat(pick(rig, 1_000, 80)).isEqualTo("A");
        assertThat(rig.count(WorkerCounter.CONNECTIONS_OPENED)).isEqualTo(2);
        assertThat(rig.count(WorkerCounter.CONNECTIONS_CLOSED)).isEqualTo(1);
        assertThat(rig.connections().size()).isEqualTo(1);
    }

    @Test
    void shouldScheduleAnewWhenAClientReusesItsPortAfterAReset() {
        final DirectorRig rig = rigs.tcp(A + ":80", B + ":80");
        assertThat(pick(rig, 1_000, 80)).isEqualTo("B");
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, ACK));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, RST));
        rig.toReal();
        assertThat(pick(rig, 1_000, 80)).isEqualTo("A");
    }

    @Test
    void shouldScheduleAnewWithinOneBurst() {
        final DirectorRig rig = rigs.tcp(A + ":80", B + ":80", C + ":80");
        rig.fromClient(
            packet().ipv4(CLIENT, VIP).tcp(1_000, 80, SYN),
            packet().ipv4(CLIENT, VIP).tcp(1_001, 80, SYN),
            packet().ipv4(CLIENT, VIP).tcp(1_000, 80, ACK),
            packet().ipv4(CLIENT, VIP).tcp(1_000, 80, RST),
            packet().ipv4(CLIENT, VIP).tcp(1_000, 80, SYN),
            packet().ipv4(CLIENT, VIP).tcp(1_001, 80, ACK),
            packet().ipv4(CLIENT, VIP).tcp(1_000, 80, ACK));
        // While addresses are asked for, packets to one real server keep their order, but not those to two.
        assertThat(rig.toReal().stream()
            .filter(frame -> frame.sourcePort() == 1_000)
            .map(SchedulingTest::name))
            .containsExactlyInAnyOrder("C", "C", "C", "A", "A");
        assertThat(rig.connections().size()).isEqualTo(2);
    }

    /** As Linux does it, which thinks of active FTP. */
    @ParameterizedTest
    @ValueSource(ints = {SYN, SYN | ACK, SYN | FIN})
    void shouldOpenAConnectionForASynWhateverElseIsSet(final int flags) {
        final DirectorRig rig = rigs.tcp(A + ":80");
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, flags));
        assertThat(rig.toReal()).hasSize(1);
        assertThat(rig.connections().size()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {ACK, RST, FIN, RST | ACK, FIN | ACK, SYN | RST, 0, FIN | RST | ACK})
    void shouldOpenNoConnectionWithoutSynOrWithRst(final int flags) {
        final DirectorRig rig = rigs.tcp(A + ":80");
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, flags));
        assertThat(rig.toReal()).isEmpty();
        assertThat(rig.drops(DropReason.NO_CONNECTION)).isEqualTo(1);
    }

    @Test
    void shouldCountConnectionsPacketsAndBytesOfARealServer() {
        final DirectorRig rig = rigs.tcp(A + ":80");
        final int number = rig.conductor().catalogue().services().getFirst().realServers().getFirst().number();
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, SYN));
        rig.fromReal(packet().ipv4(A, CLIENT).tcp(80, 1_000, SYN | ACK).payload(10));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, ACK).payload(3));
        assertThat(rig.destinations().opened(number)).isEqualTo(1);
        assertThat(rig.destinations().active(number)).isEqualTo(1);
        assertThat(rig.destinations().inactive(number)).isZero();
        assertThat(rig.destinations().packetsIn(number)).isEqualTo(2);
        assertThat(rig.destinations().bytesIn(number)).isEqualTo(40 + 43);
        assertThat(rig.destinations().packetsOut(number)).isEqualTo(1);
        assertThat(rig.destinations().bytesOut(number)).isEqualTo(50);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, FIN | ACK));
        assertThat(rig.destinations().active(number)).isZero();
        assertThat(rig.destinations().inactive(number)).isEqualTo(1);
    }

    @Test
    void shouldCountUdpConnectionsAsInactive() {
        final DirectorRig rig = rigs.udp(A + ":53");
        rig.fromClient(packet().ipv4(CLIENT, VIP).udp(1_000, 53));
        assertThat(rig.destinations().active(0)).isZero();
        assertThat(rig.destinations().inactive(0)).isEqualTo(1);
    }

    private static String picks(final DirectorRig rig, final int firstPort, final int count) {
        final StringBuilder names = new StringBuilder();
        for (int i = 0; i < count; i++) {
            names.append(pick(rig, firstPort + i, 80));
        }
        return names.toString();
    }

    private static String pick(final DirectorRig rig, final int clientPort, final int virtualPort) {
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(clientPort, virtualPort, SYN));
        return name(rig.toRealServer());
    }

    private static String name(final Frame frame) {
        return switch (frame.destination()) {
            case A -> "A";
            case B -> "B";
            case C -> "C";
            default -> frame.toString();
        };
    }
}
