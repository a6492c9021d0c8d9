/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.bench.support.BenchException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrafficTest {
    private static final byte[] NOTHING = {};
    private static final int FLOWS = 1_000;
    private static final int TCP_FLAGS = 47;

    private final Traffic first = new Traffic(Case.usual(FLOWS, Case.ESTABLISHED));

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 4_096, 100_000, 2_000_000})
    void shouldGiveEveryFlowAClientAddressAndPortOfItsOwn(final int flows) {
        final Traffic many = new Traffic(Case.usual(flows, Case.ESTABLISHED));
        final Set<Long> ends = new HashSet<>();
        for (int flow = 0; flow < flows; flow++) {
            final End client = many.client(flow);
            assertThat(client.port()).isBetween(1_024, 65_535);
            assertThat(client.address().low() >>> 17).isEqualTo(0xC612_0000L >>> 17);
            ends.add(client.address().low() << Short.SIZE | client.port());
        }
        assertThat(ends).hasSize(flows);
    }

    @Test
    void shouldReplayEveryFlowOnceATurnInAnOrderThatIsShuffledAlwaysTheSame() {
        final Traffic again = new Traffic(Case.usual(FLOWS, Case.ESTABLISHED));
        final Set<Integer> flows = new HashSet<>();
        int inPlace = 0;
        for (int place = 0; place < FLOWS; place++) {
            final byte[] frame = first.replayed(place);
            assertThat(frame).isEqualTo(again.replayed(place)).hasSize(60);
            flows.add(Frames.flow(frame));
            inPlace += Frames.flow(frame) == place ? 1 : 0;
        }
        assertThat(flows).hasSize(FLOWS);
        assertThat(inPlace).isLessThan(FLOWS / 10);
    }

    @Test
    void shouldPrimeWithQuestionsThenSynsThenAcksAndAnswersAtLast() {
        assertThat(first.primingFrames()).isEqualTo(2 * 16 + 2 * FLOWS);
        assertThat(first.priming(15)).containsSequence(0x08, 0x06, 0, 1, 8, 0, 6, 4, 0, 1);
        assertThat(first.priming(16)[TCP_FLAGS]).isEqualTo((byte) Frames.SYN);
        assertThat(first.priming(16 + FLOWS)[TCP_FLAGS]).isEqualTo((byte) Frames.ACK);
        assertThat(first.priming(16 + 2 * FLOWS)).containsSequence(0x08, 0x06, 0, 1, 8, 0, 6, 4, 0, 2);
    }

    @Test
    void shouldLeaveConnectionsToBeOpenedByTheInputWhenThatIsWhatIsMeasured() {
        final Traffic opening = new Traffic(Case.usual(FLOWS, Case.SYN));
        assertThat(opening.primingFrames()).isEqualTo(2 * 16);
        assertThat(opening.replayed(7)[TCP_FLAGS]).isEqualTo((byte) Frames.SYN);
    }

    @Test
    void shouldSpreadFlowsAndRealServersOverServices() {
        final Traffic many = new Traffic(new Case("nat", 4, "tcp", 2_500, Case.ESTABLISHED, 1_000, 10_000));
        final Set<End> virtual = new HashSet<>();
        final Set<End> real = new HashSet<>();
        int flows = 0;
        for (int service = 0; service < 1_000; service++) {
            virtual.add(many.virtual(service));
            flows += many.flowsOf(service);
        }
        for (int server = 0; server < 10_000; server++) {
            real.add(many.server(server));
        }
        assertThat(virtual).hasSize(1_000);
        assertThat(real).hasSize(10_000).doesNotContain(many.director());
        assertThat(flows).isEqualTo(2_500);
        assertThat(many.flowsOf(0)).isEqualTo(3);
        assertThat(many.flowsOf(999)).isEqualTo(2);
        assertThat(many.serversEach()).isEqualTo(10);
    }

    static Stream<Traffic> everyKind() {
        return Method.labels().stream().flatMap(forwarding ->
            Method.of(forwarding).protocols().stream().flatMap(protocol ->
                Stream.of(4, 6).flatMap(ip ->
                    Stream.of(Case.ESTABLISHED, Case.SYN).map(pattern -> new Case(
                        forwarding, ip, protocol, FLOWS, pattern, forwarding.equals("snat") ? 1 : 2, 16)))))
            .map(Traffic::new);
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void shouldAcceptFramesThatWereRewrittenRightly(final Traffic traffic) {
        final byte[] frame = sent(traffic);
        new RewriteCheck(traffic).check(List.of(frame, frame.clone()));
        assertThat(traffic.serverOf(frame)).isEqualTo(7);
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void shouldRefuseAFrameWithAnyByteWrong(final Traffic traffic) {
        for (int wrong = 0; wrong < traffic.transmittedLength(); wrong++) {
            final byte[] frame = sent(traffic);
            frame[wrong] ^= 0x10;
            assertThatThrownBy(() -> new RewriteCheck(traffic).check(List.of(frame))).as("byte %d", wrong)
                .isInstanceOf(BenchException.class);
        }
    }

    /** A frame that is right; with full NAT and SNAT from the first local address. */
    private static byte[] sent(final Traffic traffic) {
        final boolean ipv6 = traffic.kind().serversIpv6();
        final byte[] from = new byte[100];
        from[ipv6 ? 54 : 34] = 7;
        System.arraycopy(ipv6 ? new byte[] {0, 0, 0, 1} : new byte[] {10, 1, 0, 1}, 0, from, ipv6 ? 34 : 26, 4);
        return traffic.rewritten(traffic.kind().isSnat() ? 7 : 2, 7, from);
    }

    @Test
    void shouldRefuseAFrameThatWasNotRewritten() {
        final RewriteCheck check = new RewriteCheck(first);
        assertThatThrownBy(() -> check.check(List.of(first.replayed(0)))).hasMessageContaining("to no real server");
    }

    @Test
    void shouldRefuseAFrameThatWentToARealServerOfAnotherService() {
        final Traffic two = new Traffic(new Case("nat", 4, "tcp", FLOWS, Case.ESTABLISHED, 2, 16));
        assertThatThrownBy(() -> new RewriteCheck(two).check(List.of(two.rewritten(2, 8, NOTHING))))
            .hasMessageContaining("to no real server");
    }

    @Test
    void shouldRefuseAFrameOfSnatThatWentToAnotherThanItsHostTalksTo() {
        final Traffic snat = new Traffic(new Case("snat", 4, "tcp", FLOWS, Case.ESTABLISHED, 1, 16));
        final byte[] frame = sent(snat);
        final byte[] other = snat.rewritten(8, 8, frame);
        System.arraycopy(other, 0, frame, 0, 6);
        System.arraycopy(other, 30, frame, 30, 4);
        assertThatThrownBy(() -> new RewriteCheck(snat).check(List.of(frame)))
            .hasMessageContaining("rewritten wrongly");
    }

    @Test
    void shouldRefuseAFlowThatChangesItsRealServer() {
        final RewriteCheck check = new RewriteCheck(first);
        assertThatThrownBy(() -> check.check(List.of(first.rewritten(3, 7, NOTHING), first.rewritten(3, 8, NOTHING))))
            .hasMessageContaining("flow 3 went to real server 7, then to 8");
    }

    @Test
    void shouldAcceptTheSharesOfWeightsAndRefuseOthers() {
        // Weights 1 to 4, four times: 40 a round, and so 25 rounds.
        Shares.check(first, server -> 25L * (server % 4 + 1));
        assertThatThrownBy(() -> Shares.check(first, server -> server == 5 ? 49 : 25L * (server % 4 + 1)))
            .hasMessageContaining("real server 5 has 49 connections instead of 50 to 52");
        assertThatThrownBy(() -> Shares.check(first, server -> server == 5 ? 51 : 25L * (server % 4 + 1)))
            .hasMessageContaining("1001 connections of service 0 instead of 1000");
    }
}
