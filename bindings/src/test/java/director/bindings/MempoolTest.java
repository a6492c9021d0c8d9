/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(WithDpdk.class)
class MempoolTest {
    private static final int SIZE = 511;
    private final Eal eal;
    private Mempool pool;

    MempoolTest(final Eal eal) {
        this.eal = eal;
        pool = Mempool.create(eal, "test", SIZE, 32, 2176);
    }

    @BeforeEach
    void shouldStartFull() {
        assertThat(pool.inUse()).isZero();
    }

    @AfterEach
    void shouldBeFullAgain() {
        assertThat(pool.inUse()).isZero();
        pool.close();
    }

    private Set<Long> takeAll() {
        final Set<Long> taken = new HashSet<>();
        for (long mbuf = pool.allocate(); mbuf != 0; mbuf = pool.allocate()) {
            taken.add(mbuf);
        }
        return taken;
    }

    @Test
    void shouldHandOutEachMbufOnceThroughTheCacheOfTheMainLcore() {
        final Set<Long> taken = takeAll();
        assertThat(taken).hasSize(SIZE);
        assertThat(pool.inUse()).isEqualTo(SIZE);
        taken.forEach(pool::free);
    }

    @Test
    void shouldGetItsMbufsBackWhenAnotherPoolFreesThem() {
        try (Mempool other = Mempool.create(eal, "other", SIZE, 32, 2176)) {
            final Set<Long> taken = takeAll();
            taken.forEach(other::free);
            assertThat(other.inUse()).isZero();
            assertThat(takeAll()).isEqualTo(taken);
            taken.forEach(pool::free);
        }
    }

    @Test
    void shouldHandOutEachMbufOnceToAThreadThatIsNoLcore() throws InterruptedException, ExecutionException {
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            final Set<Long> taken = thread.submit(this::takeAll).get();
            assertThat(taken).hasSize(SIZE);
            thread.submit(() -> taken.forEach(pool::free)).get();
        }
    }

    @Test
    void shouldHandOutEachMbufOnceToARegisteredThread() throws InterruptedException, ExecutionException {
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            assertThat(thread.submit(LcoreThread::register).get()).isPositive();
            final Set<Long> taken = thread.submit(this::takeAll).get();
            assertThat(taken).hasSize(SIZE);
            thread.submit(() -> taken.forEach(pool::free)).get();
            assertThat(pool.inUse()).isZero();
            thread.submit(LcoreThread::unregister).get();
        }
    }

    @Test
    void shouldAnswerMbufsLikeThoseOfDpdk() {
        final long mbuf = pool.allocate();
        assertThat(Mbuf.pool(mbuf)).isEqualTo(pool.address());
        assertThat(Mbuf.data(mbuf)).isEqualTo(mbuf + Mbuf.SIZE + Mbuf.HEADROOM);
        assertThat(Mbuf.tailroom(mbuf)).isEqualTo(2048);
        assertThat(Mbuf.refCount(mbuf)).isEqualTo(1);
        assertThat(pool.size()).isEqualTo(SIZE);
        assertThat(pool.dataRoom()).isEqualTo(2176);
        pool.free(mbuf);
    }

    @Test
    void shouldFreeWholeChainsAndPartsOfArrays() {
        final long array = NativeMemory.allocate(3 * Long.BYTES, Long.BYTES);
        for (int i = 0; i < 3; i++) {
            NativeMemory.int64(array + (long) i * Long.BYTES, pool.allocate());
        }
        Mbuf.chain(NativeMemory.int64(array + Long.BYTES), pool.allocate());
        assertThat(pool.inUse()).isEqualTo(4);
        pool.free(array, 1, 2);
        assertThat(pool.inUse()).isEqualTo(2);
        pool.free(array, 0, 1);
        pool.free(array, 2, 3);
        pool.free(array, 3, 3);
        NativeMemory.free(array);
    }

    @Test
    void shouldNameCallArgumentsErrorAndRemedyWhenTheMemoryDoesNotSuffice() {
        assertThatThrownBy(() -> Mempool.create(eal, "large", (1 << 24) - 1, 0, 2176))
            .isInstanceOf(DpdkException.class)
            .hasMessageContaining("rte_pktmbuf_pool_create size=16777215 cache=0 private=0 dataRoom=2176")
            .hasMessageContaining("-12 (ENOMEM: Cannot allocate memory)").hasMessageContaining("vm.nr_hugepages");
    }

    @Test
    void shouldRefuseANameThatExists() {
        assertThatThrownBy(() -> Mempool.create(eal, "test", 63, 0, 2176)).isInstanceOf(DpdkException.class)
            .hasMessageContaining("EEXIST");
    }

    @Test
    void shouldRefuseACacheThatIsTooLargeForThePool() {
        assertThatThrownBy(() -> Mempool.create(eal, "small", 63, 64, 2176))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("size=63 cacheSize=64");
    }
}
