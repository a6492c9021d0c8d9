/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.HeapPool;
import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DivisionTest {
    private static final int FLOWS = 4_096;
    private static final int FRAME = 60;

    private final Traffic traffic = new Traffic(Case.usual(FLOWS, Case.ESTABLISHED));

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void shouldGiveEachFlowToOneWorkerAndAllAboutAsMany(final int workers) {
        final Division division = new Division(traffic, workers);
        final List<int[]> shares = IntStream.range(0, workers).mapToObj(division::replayed).toList();
        assertThat(shares.stream().flatMapToInt(Arrays::stream).sorted()).containsExactlyElementsOf(
            IntStream.range(0, FLOWS).boxed().toList());
        assertThat(shares).allSatisfy(
            share -> assertThat(share.length).isBetween(FLOWS / workers / 2, 2 * FLOWS / workers));
    }

    @Test
    void shouldShareOutAlikeInEveryProcess() {
        assertThat(new Division(traffic, 2).replayed(1))
            .isEqualTo(new Division(new Traffic(Case.usual(FLOWS, Case.ESTABLISHED)), 2).replayed(1));
    }

    /** The same flows as are replayed to it, and all real servers. */
    @Test
    void shouldPrimeEachWorkerWithItsOwnFlowsAndAllRealServers() {
        final Division division = new Division(traffic, 2);
        final List<byte[]> primed = primed(division.priming(0));
        final int own = division.replayed(0).length;
        assertThat(primed).hasSize(2 * traffic.servers() + 2 * own);
        assertThat(primed.subList(traffic.servers(), primed.size() - traffic.servers()).stream().map(Frames::flow)
            .distinct().sorted()).isEqualTo(Arrays.stream(division.replayed(0)).mapToObj(traffic::replayed)
                .map(Frames::flow).sorted().toList());
        assertThat(primed.getLast()).isEqualTo(traffic.priming(traffic.primingFrames() - 1));
    }

    private List<byte[]> primed(final IntPredicate taken) {
        final List<byte[]> frames = new ArrayList<>();
        final long mbufs = NativeMemory.allocate(Long.BYTES, Long.BYTES);
        try (HeapPool pool = new HeapPool(2, RigSettings.DATA_ROOM)) {
            final Primer primer = new Primer(traffic, pool, taken);
            while (primer.burst(mbufs, 1) > 0) {
                final long mbuf = NativeMemory.int64(mbufs);
                final byte[] frame = new byte[FRAME];
                for (int i = 0; i < FRAME; i++) {
                    frame[i] = (byte) NativeMemory.uint8(Mbuf.data(mbuf) + i);
                }
                frames.add(frame);
                pool.free(mbuf);
            }
            assertThat(primer.isDone()).isTrue();
        } finally {
            NativeMemory.free(mbufs);
        }
        return frames;
    }
}
