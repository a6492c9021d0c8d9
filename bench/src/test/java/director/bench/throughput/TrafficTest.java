/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.bench.support.BenchException;
import director.bench.throughput.Frames.End;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrafficTest {
    private static final int SERVERS = 16;
    private static final int FLOWS = 1_000;
    private static final Kind NAT = Kind.of("nat", "tcp");

    private final Traffic first = new Traffic(NAT, SERVERS, FLOWS);

    /** Checksums of this frame were computed by another program. */
    @Test
    void shouldWriteAFrameThatOthersFindCorrect() {
        final byte[] frame = new byte[Frames.LENGTH];
        Frames.tcp(frame, new End(0x02_00_00_00_00_02L, 0xC612_0001, 1_025), Traffic.VIRTUAL, 64, Frames.ACK, 5);
        assertThat(HexFormat.of().formatHex(frame)).isEqualTo("020000000001" + "020000000002" + "0800"
            + "4500002e000540004006b2b0c6120001c0000201" + "04010050fffffffa000000055010ffff2364" + "0000"
            + "000000000005");
    }

    @Test
    void shouldWriteADatagramThatOthersFindCorrect() {
        final byte[] frame = new byte[Frames.LENGTH];
        Frames.udp(frame, new End(0x02_00_00_00_00_02L, 0xC612_0001, 1_025), Traffic.VIRTUAL, 64, 5);
        assertThat(HexFormat.of().formatHex(frame)).isEqualTo("020000000001" + "020000000002" + "0800"
            + "4500002e000540004011b2a5c6120001c0000201"
            + "04010050001a7354fffffffffffffffa00000000000000000005");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 4_096, 100_000, 1_000_000})
    void shouldGiveEveryFlowAClientAddressAndPortOfItsOwn(final int flows) {
        final Traffic many = new Traffic(NAT, SERVERS, flows);
        final Set<Long> ends = new HashSet<>();
        for (int flow = 0; flow < flows; flow++) {
            final End client = many.client(flow);
            assertThat(client.port()).isBetween(1_024, 65_535);
            assertThat(client.address() >>> 17).isEqualTo(0xC612_0000 >>> 17);
            ends.add((long) client.address() << Short.SIZE | client.port());
        }
        assertThat(ends).hasSize(flows);
    }

    @Test
    void shouldReplayEveryFlowOnceATurnInAnOrderThatIsShuffledAlwaysTheSame() {
        final Traffic again = new Traffic(NAT, SERVERS, FLOWS);
        final byte[] frame = new byte[Frames.LENGTH];
        final byte[] same = new byte[Frames.LENGTH];
        final Set<Integer> flows = new HashSet<>();
        int inPlace = 0;
        for (int place = 0; place < FLOWS; place++) {
            first.replayed(place, frame);
            again.replayed(place, same);
            assertThat(frame).isEqualTo(same);
            final int flow = ByteBuffer.wrap(frame).getInt(Frames.FLOW + Short.BYTES);
            flows.add(flow);
            inPlace += flow == place ? 1 : 0;
        }
        assertThat(flows).hasSize(FLOWS);
        assertThat(inPlace).isLessThan(FLOWS / 10);
    }

    @Test
    void shouldPrimeWithArpThenSynsThenAcksAndAnswersAtLast() {
        final byte[] frame = new byte[Frames.LENGTH];
        assertThat(first.primingFrames()).isEqualTo(2 * SERVERS + 2 * FLOWS);
        first.priming(SERVERS - 1, frame);
        assertThat(ByteBuffer.wrap(frame).getShort(Frames.ETHER_TYPE)).isEqualTo((short) 0x0806);
        first.priming(SERVERS, frame);
        assertThat(frame[Frames.TRANSPORT + 13]).isEqualTo((byte) Frames.SYN);
        first.priming(SERVERS + FLOWS, frame);
        assertThat(frame[Frames.TRANSPORT + 13]).isEqualTo((byte) Frames.ACK);
        first.priming(SERVERS + 2 * FLOWS, frame);
        assertThat(ByteBuffer.wrap(frame).getLong(Frames.ETHER_TYPE + 2)).isEqualTo(0x0001_0800_0604_0002L);
    }

    static Stream<Traffic> everyKind() {
        return Stream.of("nat", "dr").flatMap(forwarding -> Stream.of("tcp", "udp")
            .map(protocol -> new Traffic(Kind.of(forwarding, protocol), SERVERS, FLOWS)));
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void shouldAcceptFramesThatWereRewrittenRightly(final Traffic traffic) {
        final byte[] frame = new byte[Frames.LENGTH];
        traffic.rewritten(3, 7, frame);
        new RewriteCheck(traffic).check(List.of(frame, frame.clone()));
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void shouldRefuseAFrameWithAnyByteWrong(final Traffic traffic) {
        for (int wrong = 0; wrong < Frames.LENGTH; wrong++) {
            final byte[] frame = new byte[Frames.LENGTH];
            traffic.rewritten(3, 7, frame);
            frame[wrong] ^= 0x10;
            assertThatThrownBy(() -> new RewriteCheck(traffic).check(List.of(frame))).as("byte %d", wrong)
                .isInstanceOf(BenchException.class);
        }
    }

    @Test
    void shouldRefuseAFrameThatWasNotRewritten() {
        final byte[] frame = new byte[Frames.LENGTH];
        first.replayed(0, frame);
        final RewriteCheck check = new RewriteCheck(first);
        assertThatThrownBy(() -> check.check(List.of(frame))).hasMessageContaining("to no real server");
    }

    @Test
    void shouldRefuseAFlowThatChangesItsRealServer() {
        final byte[] before = new byte[Frames.LENGTH];
        final byte[] after = new byte[Frames.LENGTH];
        first.rewritten(3, 7, before);
        first.rewritten(3, 8, after);
        final RewriteCheck check = new RewriteCheck(first);
        assertThatThrownBy(() -> check.check(List.of(before, after)))
            .hasMessageContaining("flow 3 went to real server 7, then to 8");
    }
}
