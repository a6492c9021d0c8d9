/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fragment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.dataplane.testkit.CountingMemory;
import director.dataplane.testkit.GuardedPool;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets in chains of mbufs. */
class LinearizerTest {
    private static final int SEGMENT = 2_048;
    private static final int LONGEST = 65_589;
    private static final int MBUFS = 33;

    private final CountingMemory memory = new CountingMemory();
    private final GuardedPool pool = new GuardedPool(MBUFS, SEGMENT + Mbuf.HEADROOM);
    private final Linearizer linearizer = new Linearizer(memory, LONGEST);
    private final long packet = NativeMemory.allocate(LONGEST + 1L, 8);

    @AfterEach
    void close() {
        assertThat(pool.inUse()).isZero();
        linearizer.close();
        pool.close();
        NativeMemory.free(packet);
        assertThat(memory.taken()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 60, SEGMENT - 1, SEGMENT, SEGMENT + 1, 2 * SEGMENT, 9_014, 65_535, LONGEST})
    void shouldScatterAPacketAndPutItTogetherAgain(final int length) {
        final byte[] bytes = Naive.random(new SplittableRandom(length), length);
        NativeMemory.bytes(packet, bytes);
        final long mbuf = Linearizer.scatter(pool, packet, length);
        assertThat(Mbuf.packetLength(mbuf)).isEqualTo(length);
        assertThat(Mbuf.segments(mbuf)).isEqualTo((length + SEGMENT - 1) / SEGMENT).isEqualTo(pool.inUse());
        assertThat(Mbuf.dataLength(mbuf)).isEqualTo(Math.min(length, SEGMENT));
        assertThat(Mbuf.headroom(mbuf)).isEqualTo(Mbuf.HEADROOM);
        final long whole = linearizer.linearize(mbuf);
        pool.free(mbuf);
        assertThat(NativeMemory.bytes(whole, length)).isEqualTo(bytes);
    }

    @Test
    void shouldTakeNothingWhenThePoolRunsDry() {
        final long other = pool.allocate();
        assertThat(Linearizer.scatter(pool, packet, LONGEST)).isZero();
        assertThat(pool.inUse()).isEqualTo(1);
        final long all = Linearizer.scatter(pool, packet, (MBUFS - 1) * SEGMENT);
        assertThat(all).isNotZero();
        assertThat(Linearizer.scatter(pool, packet, 1)).isZero();
        pool.free(all);
        pool.free(other);
    }

    @Test
    void shouldRefuseAPacketThatIsLongerThanItsRoom() {
        try (Linearizer small = new Linearizer(memory, SEGMENT + 10)) {
            final long fits = Linearizer.scatter(pool, packet, SEGMENT + 10);
            assertThat(small.linearize(fits)).isNotZero();
            pool.free(fits);
            final long tooLong = Linearizer.scatter(pool, packet, SEGMENT + 11);
            assertThat(small.linearize(tooLong)).isZero();
            pool.free(tooLong);
        }
        assertThatThrownBy(() -> new Linearizer(memory, 0)).hasMessageContaining("capacity=0");
    }

    @Test
    void shouldKeepSegmentsOfAnyLengthAndWithoutBytes() {
        NativeMemory.bytes(packet, Naive.random(new SplittableRandom(1), 100));
        final long first = Linearizer.scatter(pool, packet + 14, 86);
        Mbuf.chain(first, pool.allocate());
        Mbuf.chain(first, Linearizer.scatter(pool, packet, 7));
        final long whole = linearizer.linearize(first);
        assertThat(NativeMemory.bytes(whole, 86)).isEqualTo(NativeMemory.bytes(packet + 14, 86));
        assertThat(NativeMemory.bytes(whole + 86, 7)).isEqualTo(NativeMemory.bytes(packet, 7));
        pool.free(first);
    }
}
