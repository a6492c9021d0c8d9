/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.bindings.NativeMemory;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MbufRingTest {
    private static final int MOST = 64;

    private final long mbufs = NativeMemory.allocate((long) MOST * Long.BYTES, Long.BYTES);

    @AfterEach
    void free() {
        NativeMemory.free(mbufs);
    }

    @Test
    void shouldGiveBackWhatWentInInItsOrder() {
        final MbufRing ring = new MbufRing(8);
        assertThat(ring.offer(entries(1, 7, 2, 7, 3, 7), 3)).isEqualTo(3);
        assertThat(ring.poll(mbufs, MOST)).isEqualTo(3);
        assertThat(polled(3)).containsExactly(1, 2, 3);
        assertThat(ring.mark()).isEqualTo(7);
        assertThat(ring.poll(mbufs, MOST)).isZero();
    }

    @Test
    void shouldPartEntriesByTheirMarks() {
        final MbufRing ring = new MbufRing(8);
        ring.offer(entries(1, 0, 2, 0, 3, 0xFFFF, 4, 0), 4);
        assertThat(ring.poll(mbufs, MOST)).isEqualTo(2);
        assertThat(ring.mark()).isZero();
        assertThat(ring.poll(mbufs, MOST)).isEqualTo(1);
        assertThat(ring.mark()).isEqualTo(0xFFFF);
        assertThat(polled(1)).containsExactly(3);
        assertThat(ring.poll(mbufs, MOST)).isEqualTo(1);
        assertThat(polled(1)).containsExactly(4);
    }

    @Test
    void shouldTakeWhatFitsAndTellHowMuchThatWas() {
        final MbufRing ring = new MbufRing(4);
        assertThat(ring.offer(entries(1, 0, 2, 0, 3, 0), 3)).isEqualTo(3);
        assertThat(ring.offer(entries(4, 0, 5, 0, 6, 0), 3)).isEqualTo(1);
        assertThat(ring.offer(entries(7, 0), 1)).isZero();
        assertThat(ring.poll(mbufs, 2)).isEqualTo(2);
        assertThat(ring.offer(entries(5, 0, 6, 0, 7, 0), 3)).isEqualTo(2);
        assertThat(ring.poll(mbufs, MOST)).as("what was seen when it looked last").isEqualTo(2);
        assertThat(polled(2)).containsExactly(3, 4);
        assertThat(ring.poll(mbufs, MOST)).isEqualTo(2);
        assertThat(polled(2)).containsExactly(5, 6);
        assertThat(ring.poll(mbufs, MOST)).isZero();
    }

    @Test
    void shouldRefuseACapacityThatIsNoPowerOfTwo() {
        assertThatThrownBy(() -> new MbufRing(48)).hasMessage("capacity=48 is no power of two");
    }

    /** What goes in is numbered: the other thread has to get each number once, in order, with the mark that it had. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 64, 1_024})
    void shouldLoseDoubleAndReorderNothingBetweenTwoThreads(final int capacity) throws Exception {
        final int total = 300_000;
        final MbufRing ring = new MbufRing(capacity);
        final AtomicBoolean given = new AtomicBoolean();
        final CompletableFuture<Void> producer = CompletableFuture.runAsync(() -> {
            final SplittableRandom random = new SplittableRandom(capacity);
            final long[] some = new long[MOST];
            long next = 1;
            while (next <= total && !given.get()) {
                final int wanted = (int) Math.min(total - next + 1, random.nextInt(MOST) + 1);
                for (int i = 0; i < wanted; i++) {
                    some[i] = MbufRing.entry(next + i, mark(next + i));
                }
                next += ring.offer(some, wanted);
            }
        });
        try {
            long expected = 1;
            while (expected <= total) {
                final int count = ring.poll(mbufs, 1 + (int) expected % MOST);
                for (int i = 0; i < count; i++) {
                    assertThat(at(i)).isEqualTo(expected);
                    assertThat(ring.mark()).isEqualTo(mark(expected));
                    expected++;
                }
                if (count == 0) {
                    Thread.onSpinWait();
                }
            }
        } finally {
            given.set(true);
            producer.get();
        }
        assertThat(ring.poll(mbufs, MOST)).isZero();
    }

    private static int mark(final long number) {
        return (int) (number >>> 3) & 0xFFFF;
    }

    /** Pairs of an mbuf and a mark. */
    private static long[] entries(final int... pairs) {
        final long[] entries = new long[pairs.length / 2];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = MbufRing.entry(pairs[2 * i], pairs[2 * i + 1]);
            assertThat(MbufRing.mbuf(entries[i])).isEqualTo(pairs[2 * i]);
        }
        return entries;
    }

    private long[] polled(final int count) {
        final long[] polled = new long[count];
        for (int i = 0; i < count; i++) {
            polled[i] = at(i);
        }
        return polled;
    }

    private long at(final int index) {
        return NativeMemory.int64(mbufs + (long) index * Long.BYTES);
    }
}
