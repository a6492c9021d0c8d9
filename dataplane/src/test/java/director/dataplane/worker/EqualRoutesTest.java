/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.RigSettings;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Connections over several routers: whatever happens to one of them, those of the others do not notice. */
class EqualRoutesTest {
    private static final String SERVER = "10.9.1.2";
    private static final String ONE = "10.0.0.1";
    private static final String TWO = "10.0.0.2";
    /** Asked every second and three times, and looked at a quarter of a second later at most. */
    private static final int LOST_MS = 4_300;
    private static final int BACK_MS = 1_300;
    private static final int STEP_MS = 50;
    private static final List<String> CLIENTS =
        Stream.iterate(1, i -> i <= 200, i -> i + 1).map(i -> "198.51.100." + i).toList();

    @RegisterExtension
    final Rigs rigs = new Rigs();

    /** The fast path and the general one agree on the way of a client. */
    @Test
    void shouldSendEveryPacketToAClientTheSameWay() {
        final DirectorRig rig = twoRouters();
        final Map<String, Long> ways = open(rig);
        assertThat(ways.values()).contains(Bytes.macOf(ONE), Bytes.macOf(TWO));
        assertThat(answer(rig)).isEqualTo(ways);
        final long fast = rig.count(WorkerCounter.FAST_PATH);
        assertThat(answer(rig)).isEqualTo(ways);
        assertThat(rig.count(WorkerCounter.FAST_PATH) - fast).isEqualTo(CLIENTS.size());
        // With IP options, which the fast path leaves to the general one.
        assertThat(answer(rig, true)).isEqualTo(ways);
        assertThat(rig.count(WorkerCounter.FAST_PATH) - fast).isEqualTo(CLIENTS.size());
    }

    @Test
    void shouldTakeAnotherWayOnceARouterDoesNotAnswerAndComeBack() {
        final DirectorRig rig = twoRouters();
        final Map<String, Long> ways = open(rig);
        rig.silence(TWO);
        rig.pass(LOST_MS, STEP_MS);
        assertThat(rig.count(WorkerCounter.NEXT_HOPS_LOST)).isEqualTo(1);
        assertThat(answer(rig).values()).containsOnly(Bytes.macOf(ONE));
        assertThat(open(rig, 5_000).values()).containsOnly(Bytes.macOf(ONE));
        rig.unsilence(TWO);
        rig.pass(BACK_MS, STEP_MS);
        assertThat(rig.count(WorkerCounter.NEXT_HOPS_REGAINED)).isEqualTo(1);
        assertThat(answer(rig)).isEqualTo(ways);
        assertThat(rig.count(WorkerCounter.NEXT_HOPS_LOST)).isEqualTo(1);
    }

    /** Nobody has to wait for answers that do not come. */
    @Test
    void shouldTakeAnotherWayAtOnceWhenALinkGoesDown() {
        final DirectorRig rig = rigs.open(settings -> service(settings)
            .real(Settings.port("real", "10.9.0.254/16", "10.9.0.1", 1_500)));
        open(rig);
        assertThat(answer(rig)).hasSizeBetween(80, 120);
        rig.link(1).wentDown();
        rig.pass(2 * STEP_MS, STEP_MS);
        assertThat(answer(rig)).hasSameSizeAs(CLIENTS);
        rig.link(1).cameUp();
        rig.pass(2 * STEP_MS, STEP_MS);
        assertThat(answer(rig)).hasSizeBetween(80, 120);
        assertThat(rig.count(WorkerCounter.NEXT_HOPS_LOST)).isEqualTo(1);
        assertThat(rig.count(WorkerCounter.NEXT_HOPS_REGAINED)).isEqualTo(1);
    }

    /** So that senders hear of it as they do where there is one router. */
    @Test
    void shouldUseAllIfNoneAnswers() {
        final DirectorRig rig = twoRouters();
        open(rig);
        rig.silence(ONE, TWO);
        rig.pass(LOST_MS, STEP_MS);
        assertThat(rig.count(WorkerCounter.NEXT_HOPS_LOST)).isEqualTo(2);
        answer(rig);
        rig.pass(LOST_MS, STEP_MS);
        assertThat(rig.drops(DropReason.NEIGHBOUR_UNREACHABLE) + rig.drops(DropReason.NEIGHBOUR_QUEUE_FULL))
            .isEqualTo(CLIENTS.size());
        rig.toReal();
    }

    /** Those that nobody needs to choose between are asked only when they are used, as ever. */
    @Test
    void shouldNotWatchTheOnlyRouter() {
        final DirectorRig rig = rigs.open(EqualRoutesTest::service);
        open(rig);
        rig.silence(ONE);
        rig.pass(LOST_MS, STEP_MS);
        assertThat(rig.count(WorkerCounter.NEXT_HOPS_LOST)).isZero();
        assertThat(answer(rig)).hasSameSizeAs(CLIENTS);
    }

    private DirectorRig twoRouters() {
        return rigs.open(settings -> service(settings)
            .client(Settings.port("client", "10.0.0.254/24", ONE, 1_500, Settings.route("0.0.0.0/0", TWO))));
    }

    private static RigSettings service(final RigSettings settings) {
        return settings.services(Settings.tcp(VIP + ":80", "rr", SERVER + ":80"));
    }

    private static Map<String, Long> open(final DirectorRig rig) {
        return open(rig, 4_000);
    }

    /** Opens a connection of each client. Answers the next hops that the answers to their SYNs go to. */
    private static Map<String, Long> open(final DirectorRig rig, final int port) {
        final Map<String, Long> ways = new HashMap<>();
        for (final String client : CLIENTS) {
            rig.fromClient(packet().ipv4(client, VIP).tcp(port, 80, SYN));
            rig.fromReal(packet().ipv4(SERVER, client).tcp(80, port, SYN | ACK));
            ways.putAll(taken(rig.toClients()));
            rig.fromClient(packet().ipv4(client, VIP).tcp(port, 80, ACK));
        }
        rig.toReal();
        return ways;
    }

    private static Map<String, Long> answer(final DirectorRig rig) {
        return answer(rig, false);
    }

    /** The real server says something to each client. Answers where that goes, as far as by the clients' port. */
    private static Map<String, Long> answer(final DirectorRig rig, final boolean options) {
        final List<Frame> sent = new ArrayList<>();
        for (final String client : CLIENTS) {
            final var packet = packet().ipv4(SERVER, client).tcp(80, 4_000, ACK).payload(30);
            rig.fromReal(options ? packet.options(1, 1, 1, 0) : packet);
            sent.addAll(rig.toClients());
        }
        return taken(sent);
    }

    private static Map<String, Long> taken(final List<Frame> frames) {
        final Map<String, Long> ways = new HashMap<>();
        frames.stream().filter(frame -> !frame.isArp())
            .forEach(frame -> ways.put(frame.destination(), frame.destinationMac()));
        return ways;
    }
}
