/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeapPoolTest {
    private final HeapPool pool = new HeapPool(8, 2176);

    @AfterEach
    void shouldHaveAllMbufsBack() {
        assertThat(pool.inUse()).isZero();
        pool.close();
    }

    @Test
    void shouldHandOutEachMbufOnceAndThenNothing() {
        final Set<Long> taken = new HashSet<>();
        for (int i = 0; i < pool.size(); i++) {
            taken.add(pool.allocate());
        }
        assertThat(taken).hasSize(8).doesNotContain(0L);
        assertThat(pool.allocate()).isZero();
        assertThat(pool.inUse()).isEqualTo(8);
        taken.forEach(pool::free);
    }

    @Test
    void shouldFreeOnlyTheAskedPartOfAnArray() {
        final long array = NativeMemory.allocate(4 * Long.BYTES, Long.BYTES);
        for (int i = 0; i < 4; i++) {
            NativeMemory.int64(array + (long) i * Long.BYTES, pool.allocate());
        }
        pool.free(array, 1, 3);
        assertThat(pool.inUse()).isEqualTo(2);
        pool.free(array, 0, 1);
        pool.free(array, 3, 4);
        pool.free(array, 4, 4);
        NativeMemory.free(array);
    }

    @Test
    void shouldFreeEverySegmentOfAChain() {
        final long mbuf = pool.allocate();
        Mbuf.chain(mbuf, pool.allocate());
        assertThat(pool.inUse()).isEqualTo(2);
        pool.free(mbuf);
        assertThat(Mbuf.next(mbuf)).isZero();
    }

    @Test
    void shouldNoticeAnMbufThatIsFreedTwice() {
        final long mbuf = pool.allocate();
        pool.free(mbuf);
        assertThatThrownBy(() -> pool.free(mbuf)).isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("is freed twice");
    }

    @Test
    void shouldRefuseWhatIsNotItsOwn() {
        final long mbuf = pool.allocate();
        assertThatThrownBy(() -> pool.free(mbuf + 64)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("is not an mbuf of this pool");
        pool.free(mbuf);
    }

    @Test
    void shouldKeepASharedSegmentUntilItsLastOwnerFreesIt() {
        final long mbuf = pool.allocate();
        NativeMemory.uint16(mbuf + Layout.offset("rte_mbuf.refcnt"), 2);
        pool.free(mbuf);
        assertThat(pool.inUse()).isEqualTo(1);
        pool.free(mbuf);
    }
}
