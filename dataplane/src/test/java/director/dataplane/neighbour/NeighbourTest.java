/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.neighbour;

import static director.dataplane.testkit.DirectorRig.REAL_MAC;
import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.BROADCAST;
import static director.dataplane.testkit.PacketBuilder.REPLY;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.real;
import static director.dataplane.testkit.Settings.tcp;
import static director.dataplane.testkit.Settings.tcpKey;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.status.DropReason;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.Rigs;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Next hops that answer late, never, or from another MAC address. */
class NeighbourTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String A = "10.9.0.1";
    private static final String B = "10.9.0.2";
    private static final long OTHER_MAC = 0x0655_5555_5555L;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @Test
    void shouldHoldPacketsUntilTheNextHopAnswersAndSendThemInOrder() {
        final DirectorRig rig = rig(A);
        for (int i = 0; i < 64; i++) {
            syn(rig, 1_000 + i);
        }
        assertThat(rig.toReal()).hasSize(1).allMatch(Frame::isArp);
        assertThat(rig.pool().inUse()).isEqualTo(64);
        answer(rig, A, Bytes.macOf(A));
        assertThat(rig.toReal()).extracting(Frame::sourcePort)
            .isEqualTo(IntStream.range(1_000, 1_064).boxed().toList());
        syn(rig, 1_064);
        assertThat(rig.toRealServer().destinationMac()).isEqualTo(Bytes.macOf(A));
    }

    @Test
    void shouldHoldNoMoreThanSixtyFourPacketsForANextHop() {
        final DirectorRig rig = rig(A);
        for (int i = 0; i < 70; i++) {
            syn(rig, 1_000 + i);
        }
        assertThat(rig.drops(DropReason.NEIGHBOUR_QUEUE_FULL)).isEqualTo(6);
        rig.toReal();
        answer(rig, A, Bytes.macOf(A));
        assertThat(rig.toReal()).extracting(Frame::sourcePort)
            .isEqualTo(IntStream.range(1_000, 1_064).boxed().toList());
    }

    @Test
    void shouldHoldNoMoreThanAThousandAndTwentyFourPacketsForAllNextHops() {
        final DirectorRig rig = rig(IntStream.range(1, 41).mapToObj(i -> "10.9.0." + i).toArray(String[]::new));
        for (int i = 0; i < 40 * 40; i++) {
            syn(rig, 1_000 + i);
        }
        assertThat(rig.pool().inUse()).isEqualTo(1_024);
        assertThat(rig.drops(DropReason.NEIGHBOUR_QUEUE_FULL)).isEqualTo(40 * 40 - 1_024);
        rig.toReal();
        int sent = 0;
        for (int i = 1; i < 41; i++) {
            answer(rig, "10.9.0." + i, Bytes.macOf("10.9.0." + i));
            final List<Frame> frames = rig.toReal();
            final String server = "10.9.0." + i;
            assertThat(frames).allMatch(frame -> frame.destination().equals(server));
            assertThat(frames).extracting(Frame::sourcePort).isSorted();
            sent += frames.size();
        }
        assertThat(sent).isEqualTo(1_024);
    }

    @Test
    void shouldAskThreeTimesASecondApartThenGiveUpAndAskAnewForTheNextPacket() {
        final DirectorRig rig = rig(A);
        syn(rig, 1_000);
        syn(rig, 1_001);
        final List<Integer> requests = new ArrayList<>();
        for (int millis = 0; millis < 6_000; millis += 10) {
            for (final Frame frame : rig.toReal()) {
                assertThat(frame.arpTargetIp()).isEqualTo(A);
                assertThat(frame.destinationMac()).isEqualTo(BROADCAST);
                requests.add(millis);
            }
            if (rig.drops(DropReason.NEIGHBOUR_UNREACHABLE) > 0 && rig.pool().inUse() == 0) {
                assertThat(millis).isBetween(3_000, 3_900);
                break;
            }
            rig.pass(10, 10);
        }
        assertThat(requests).hasSize(3);
        assertThat(requests.get(1) - requests.get(0)).isBetween(1_000, 1_270);
        assertThat(requests.get(2) - requests.get(1)).isBetween(1_000, 1_270);
        assertThat(rig.drops(DropReason.NEIGHBOUR_UNREACHABLE)).isEqualTo(2);
        syn(rig, 1_002);
        assertThat(rig.toReal()).hasSize(1).allMatch(Frame::isArp);
        answer(rig, A, Bytes.macOf(A));
        assertThat(rig.toRealServer().sourcePort()).isEqualTo(1_002);
    }

    @Test
    void shouldAskTheOwnerFiveSecondsAfterAUseThatCameThirtySecondsAfterItsAnswer() {
        final DirectorRig rig = rig(A);
        syn(rig, 1_000);
        answer(rig, A, Bytes.macOf(A));
        rig.toReal();
        for (int probes = 0; probes < 3; probes++) {
            assertThat(secondsUntilAsked(rig)).isBetween(35, 37);
            answer(rig, A, Bytes.macOf(A));
        }
    }

    @Test
    void shouldAskTheOwnerThreeTimesThenAllWhenItDoesNotAnswer() {
        final DirectorRig rig = rig(A);
        syn(rig, 1_000);
        answer(rig, A, Bytes.macOf(A));
        rig.toReal();
        secondsUntilAsked(rig);
        final List<Long> askedAt = new ArrayList<>();
        for (int i = 0; i < 80 && rig.drops(DropReason.NEIGHBOUR_UNREACHABLE) == 0; i++) {
            rig.pass(100, 10);
            rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, ACK));
            rig.toReal().stream().filter(Frame::isArp).forEach(frame -> askedAt.add(frame.destinationMac()));
        }
        assertThat(askedAt).containsExactly(Bytes.macOf(A), Bytes.macOf(A), BROADCAST, BROADCAST, BROADCAST, BROADCAST);
    }

    @Test
    void shouldNotAskForANextHopThatNobodyUses() {
        final DirectorRig rig = rig(A);
        syn(rig, 1_000);
        answer(rig, A, Bytes.macOf(A));
        rig.toReal();
        rig.pass(600_000, 1_000);
        assertThat(rig.toReal()).isEmpty();
    }

    @Test
    void shouldForgetANextHopThatNobodyUsedForTenMinutesAfterItsAnswerGrewStale() {
        final DirectorRig rig = rig(A);
        syn(rig, 1_000);
        answer(rig, A, Bytes.macOf(A));
        rig.pass(620_000, 1_000);
        rig.toReal();
        syn(rig, 1_001);
        assertThat(rig.toRealServer().isArp()).as("known").isFalse();
        rig.pass(6_000, 100);
        answer(rig, A, Bytes.macOf(A));
        rig.pass(632_000, 1_000);
        rig.toReal();
        syn(rig, 1_002);
        assertThat(rig.toRealServer().destinationMac()).isEqualTo(BROADCAST);
    }

    @Test
    void shouldSendToAnotherMacAddressFromTheMomentItIsTold() {
        final DirectorRig rig = rig(A);
        syn(rig, 1_000);
        answer(rig, A, Bytes.macOf(A));
        rig.toReal();
        answer(rig, A, OTHER_MAC);
        syn(rig, 1_001);
        assertThat(rig.toRealServer().destinationMac()).isEqualTo(OTHER_MAC);
    }

    /** A worker notes the next hop of a real server; the note must not outlive the number. */
    @Test
    void shouldNotSendToWhoeverGotTheNumberOfAForgottenNextHop() {
        final DirectorRig rig = rigs.open(settings -> settings.maxNeighbours(2)
            .services(tcp(VIP + ":80", "rr", A + ":80")));
        rig.silence(A);
        syn(rig, 1_000);
        rig.pass(70_000, 100);
        rig.unsilence(A);
        rig.carryOut(rig.proxy().addRealServer(tcpKey(VIP + ":80"), real(B + ":80")));
        rig.carryOut(rig.proxy().addRealServer(tcpKey(VIP + ":80"), real("10.9.0.3:80")));
        rig.toReal();
        for (int i = 0; i < 6; i++) {
            syn(rig, 1_001 + i);
        }
        final List<Frame> frames = rig.toReal();
        assertThat(frames).isNotEmpty().allMatch(frame -> frame.destinationMac() == Bytes.macOf(frame.destination()));
        assertThat(rig.drops(DropReason.NEIGHBOUR_TABLE_FULL)).isEqualTo(6 - frames.size()).isPositive();
    }

    private DirectorRig rig(final String... servers) {
        final String[] endpoints = new String[servers.length];
        for (int i = 0; i < servers.length; i++) {
            endpoints[i] = servers[i] + ":80";
        }
        final DirectorRig rig = rigs.open(settings -> settings.maxConnections(4_000)
            .services(tcp(VIP + ":80", "rr", endpoints)));
        rig.answerNoArp();
        return rig;
    }

    private static void syn(final DirectorRig rig, final int port) {
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(port, 80, SYN));
    }

    private static void answer(final DirectorRig rig, final String address, final long mac) {
        rig.fromReal(packet().arp(REPLY, mac, address, REAL_MAC, "10.9.0.254"));
    }

    /** Sends a packet a second until the next hop is asked for; each goes out at once. */
    private static int secondsUntilAsked(final DirectorRig rig) {
        for (int second = 1; second < 100; second++) {
            rig.pass(1_000, 50);
            final List<Frame> requests = rig.toReal();
            rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, ACK));
            assertThat(rig.toReal()).hasSize(1).noneMatch(Frame::isArp);
            if (!requests.isEmpty()) {
                assertThat(requests).hasSize(1);
                assertThat(requests.getFirst().destinationMac()).isEqualTo(Bytes.macOf(A));
                return second;
            }
        }
        return 0;
    }
}
