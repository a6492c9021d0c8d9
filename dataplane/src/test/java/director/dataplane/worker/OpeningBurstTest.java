/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.FIN;
import static director.dataplane.testkit.PacketBuilder.RST;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.PacketBuilder;
import director.dataplane.testkit.Rigs;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a burst opens together is what its packets would have opened one after the other. */
class OpeningBurstTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String A = "10.9.0.1";
    private static final String B = "10.9.0.2";
    private static final int[] OPENING = {SYN, SYN, SYN, SYN | ACK, ACK};
    private static final int[] ENDING = {SYN, SYN, SYN, SYN | ACK, ACK, FIN | ACK, RST};

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @Test
    void shouldOpenOneConnectionForTwoSynsOfTheSameFlow() {
        final DirectorRig rig = acquainted(rigs.tcp(A + ":8080", B + ":8080"));
        rig.fromClient(syn(4_000), syn(4_001), syn(4_000), syn(4_001));
        final List<Frame> frames = rig.toReal();
        assertThat(frames).extracting(Frame::sourcePort).containsExactly(4_000, 4_001, 4_000, 4_001);
        assertThat(frames.get(2).destination()).isEqualTo(frames.get(0).destination());
        assertThat(frames.get(3).destination()).isEqualTo(frames.get(1).destination());
        assertThat(frames.get(1).destination()).isNotEqualTo(frames.get(0).destination());
        assertThat(rig.count(WorkerCounter.CONNECTIONS_OPENED)).isEqualTo(4);
    }

    @Test
    void shouldKeepTheOrderOfPacketsAndTakeTheirReplies() {
        final DirectorRig rig = rigs.tcp(A + ":8080");
        rig.fromClient(IntStream.range(0, 200).mapToObj(i -> syn(4_000 + i)).toArray(PacketBuilder[]::new));
        assertThat(rig.toReal()).extracting(Frame::sourcePort)
            .containsExactlyElementsOf(IntStream.range(4_000, 4_200).boxed().toList());
        rig.fromReal(IntStream.range(0, 200).mapToObj(i -> packet().ipv4(A, CLIENT).tcp(8_080, 4_000 + i, SYN | ACK))
            .toArray(PacketBuilder[]::new));
        assertThat(rig.toClients()).hasSize(200).allMatch(frame -> frame.source().equals(VIP));
    }

    /** The first one is closed and taken from the table before its reply's tuple would have been entered. */
    @Test
    void shouldBeginAnewWithinTheBurstInWhichAConnectionWasReset() {
        final DirectorRig rig = acquainted(rigs.tcp(A + ":8080", B + ":8080"));
        rig.fromClient(syn(4_000), packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK),
            packet().ipv4(CLIENT, VIP).tcp(4_000, 80, RST), syn(4_000));
        final List<Frame> frames = rig.toReal();
        assertThat(frames).hasSize(4);
        assertThat(frames.get(3).destination()).isNotEqualTo(frames.get(0).destination());
        assertThat(rig.connections().size()).isEqualTo(3);
        rig.fromReal(packet().ipv4(frames.get(3).destination(), CLIENT).tcp(8_080, 4_000, SYN | ACK));
        assertThat(rig.toClient().source()).isEqualTo(VIP);
    }

    /**
     * One director gets its packets as bursts, another one by one: they say and do the same. A connection that gives
     * way to a new one of the same client's port counts until the burst is over, which only rr does not care for.
     */
    @ParameterizedTest
    @ValueSource(strings = {"rr", "lc", "wlc"})
    void shouldDoInBurstsWhatItDoesOneByOne(final String scheduler) {
        final DirectorRig together = acquainted(rig(scheduler));
        final DirectorRig alone = acquainted(rig(scheduler));
        final int[] flags = scheduler.equals("rr") ? ENDING : OPENING;
        final SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 300; round++) {
            final PacketBuilder[] burst = new PacketBuilder[random.nextInt(1, 40)];
            final boolean clients = random.nextInt(4) > 0;
            for (int i = 0; i < burst.length; i++) {
                burst[i] = clients ? fromClient(random, flags) : fromServer(random, flags);
            }
            final List<Frame> expected = new ArrayList<>();
            for (final PacketBuilder packet : burst) {
                send(alone, clients, packet);
                expected.addAll(clients ? alone.toReal() : alone.toClients());
            }
            send(together, clients, burst);
            assertThat(clients ? together.toReal() : together.toClients()).extracting(Frame::toString)
                .containsExactlyElementsOf(expected.stream().map(Frame::toString).toList());
            assertThat(together.connections().size()).isEqualTo(alone.connections().size());
            together.pass(500, 500);
            alone.pass(500, 500);
        }
        for (final WorkerCounter counter :
            List.of(WorkerCounter.CONNECTIONS_OPENED, WorkerCounter.CONNECTIONS_CLOSED)) {
            assertThat(together.count(counter)).isEqualTo(alone.count(counter)).isPositive();
        }
        assertThat(together.drops(DropReason.CONNECTION_TABLE_FULL)).isZero();
    }

    /** The director knows the link-layer addresses of its real servers, so that packets need not wait. */
    private static DirectorRig acquainted(final DirectorRig rig) {
        rig.fromClient(syn(1), syn(2));
        assertThat(rig.toReal()).hasSize(2);
        return rig;
    }

    /** Two services of one real server: replies of a client's port look alike. */
    private DirectorRig rig(final String scheduler) {
        return rigs.open(settings -> settings.services(tcp(VIP + ":80", scheduler, A + ":80", B + ":80"),
            tcp(VIP + ":81", scheduler, A + ":80", B + ":80")));
    }

    private static PacketBuilder fromClient(final SplittableRandom random, final int[] flags) {
        return packet().ipv4(CLIENT, VIP).tcp(4_000 + random.nextInt(30), 80 + random.nextInt(2),
            flags[random.nextInt(flags.length)]);
    }

    private static PacketBuilder fromServer(final SplittableRandom random, final int[] flags) {
        return packet().ipv4(random.nextBoolean() ? A : B, CLIENT)
            .tcp(80, 4_000 + random.nextInt(30), flags[random.nextInt(flags.length)] | ACK);
    }

    private static void send(final DirectorRig rig, final boolean clients, final PacketBuilder... packets) {
        if (clients) {
            rig.fromClient(packets);
        } else {
            rig.fromReal(packets);
        }
    }

    private static PacketBuilder syn(final int port) {
        return packet().ipv4(CLIENT, VIP).tcp(port, 80, SYN);
    }
}
