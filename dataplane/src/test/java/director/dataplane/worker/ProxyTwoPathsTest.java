/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.FIN;
import static director.dataplane.testkit.PacketBuilder.PSH;
import static director.dataplane.testkit.PacketBuilder.RST;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.configuration.ClientAddress;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Ends;
import director.dataplane.testkit.LikeFrames;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.TcpSegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Segments with any numbers and options, of connections with a header of the PROXY protocol: whichever path they take,
 * the same leaves. One of two directors forgets the way to the real server before each, so that the general path has to
 * take it.
 */
class ProxyTwoPathsTest {
    private static final int CONNECTIONS = 6;
    private static final int FIRST_PORT = 4_000;
    private static final int ROUNDS = 250;
    private static final int[] FLAGS = {ACK, ACK, ACK, ACK | PSH, ACK | PSH, ACK | PSH};
    private static final int[] RARE_FLAGS = {SYN, SYN | ACK, FIN | ACK, RST, RST | ACK, PSH};
    private static final int[][] OPTIONS = {{}, {}, {1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2},
        {1, 1, 5, 10, 0, 0, 4, 0, 0, 0, 5, 0}, {8, 10, 0, 0, 0, 1, 0, 0, 0, 2}, {1, 1, 8}, {5, 2}};

    @RegisterExtension
    final Rigs rigs = new Rigs();

    private Ends ends = Ends.of(4, 4);
    @ParameterizedTest
    @CsvSource({"PROXY_V1, 4, 4, 1", "PROXY_V1, 6, 6, 2", "PROXY_V2, 4, 4, 3", "PROXY_V2, 6, 6, 4", "PROXY_V2, 6, 4, 5",
        "PROXY_V2, 4, 6, 6"})
    void shouldDoTheSame(
        final ClientAddress.Form form, final int clientVersion, final int serverVersion, final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        ends = Ends.of(clientVersion, serverVersion);
        final DirectorRig fast = rig(form);
        final DirectorRig general = rig(form);
        final int first = random.nextInt();
        final int[] locals = new int[CONNECTIONS];
        for (int i = 0; i < CONNECTIONS; i++) {
            locals[i] = open(fast, i, first);
            assertThat(open(general, i, first)).isEqualTo(locals[i]);
        }
        for (int round = 0; round < ROUNDS; round++) {
            final boolean client = random.nextBoolean();
            final List<byte[]> burst = new ArrayList<>();
            for (int i = random.nextInt(1, 30); i > 0; i--) {
                final int which = random.nextInt(CONNECTIONS);
                final TcpSegment segment = client ? request(random, which, first)
                    : reply(random, locals[which], first);
                burst.add(segment.withOptions(OPTIONS[random.nextInt(OPTIONS.length)])
                    .frame(client ? DirectorRig.CLIENT_MAC : DirectorRig.REAL_MAC));
            }
            burst.forEach(frame -> arrive(fast, frame, client));
            fast.settle();
            for (final byte[] frame : burst) {
                general.forgetWays();
                arrive(general, frame, client);
                general.settle();
            }
            assertThat(LikeFrames.of(fast.toReal())).isEqualTo(LikeFrames.of(general.toReal()));
            assertThat(LikeFrames.of(fast.toClients())).isEqualTo(LikeFrames.of(general.toClients()));
        }
        for (final DropReason reason : DropReason.values()) {
            assertThat(fast.drops(reason)).as("%s", reason).isEqualTo(general.drops(reason));
        }
        assertThat(fast.drops(DropReason.OUT_OF_SEQUENCE)).isPositive();
        assertThat(general.count(WorkerCounter.FAST_PATH)).isZero();
        assertThat(fast.count(WorkerCounter.FAST_PATH)).isGreaterThan(ROUNDS);
    }

    private DirectorRig rig(final ClientAddress.Form form) {
        return ends.open(rigs, ends.service().withClientAddress(new ClientAddress(form)));
    }

    /** Opens a connection whose header the real server acknowledges. Answers the local port. */
    private int open(final DirectorRig rig, final int which, final int first) {
        rig.client().arrive(client(which, first - 1, 0, SYN, "").frame(DirectorRig.CLIENT_MAC));
        rig.settle();
        final int local = TcpSegment.read(rig.toReal().getFirst()).sourcePort();
        rig.real().arrive(server(local, 6_999, first, SYN | ACK, "").frame(DirectorRig.REAL_MAC));
        rig.settle();
        rig.client().arrive(client(which, first, 7_000, ACK, "").frame(DirectorRig.CLIENT_MAC));
        rig.settle();
        final int length = TcpSegment.read(rig.toReal().getFirst()).data().length;
        rig.real().arrive(server(local, 7_000, first + length, ACK, "").frame(DirectorRig.REAL_MAC));
        rig.settle();
        rig.toClients();
        return local;
    }

    private TcpSegment request(final SplittableRandom random, final int which, final int first) {
        return client(which, first + distance(random), 7_000 + random.nextInt(9), flags(random),
            "x".repeat(random.nextInt(60)));
    }

    private TcpSegment reply(final SplittableRandom random, final int local, final int first) {
        return server(local, 7_000 + random.nextInt(9), first + distance(random), flags(random),
            "y".repeat(random.nextInt(60)));
    }

    private TcpSegment client(
        final int which, final int sequence, final int acknowledgment, final int flags, final String data) {
        return ends.fromClient(FIRST_PORT + which, sequence, acknowledgment, flags, data);
    }

    private TcpSegment server(
        final int local, final int sequence, final int acknowledgment, final int flags, final String data) {
        return ends.fromServer(local, sequence, acknowledgment, flags, data);
    }

    /** From where the header was: mostly behind it, often near it, seldom so far that numbers come around. */
    private static int distance(final SplittableRandom random) {
        return switch (random.nextInt(40)) {
            case 0, 1, 2, 3 -> random.nextInt(-70, 70);
            case 4 -> random.nextInt(100) == 0 ? random.nextInt() : random.nextInt(1 << 20);
            default -> random.nextInt(1 << 20);
        };
    }

    private static int flags(final SplittableRandom random) {
        return random.nextInt(1_000) == 0 ? RARE_FLAGS[random.nextInt(RARE_FLAGS.length)]
            : FLAGS[random.nextInt(FLAGS.length)];
    }

    private static void arrive(final DirectorRig rig, final byte[] frame, final boolean client) {
        (client ? rig.client() : rig.real()).arrive(frame);
    }
}
