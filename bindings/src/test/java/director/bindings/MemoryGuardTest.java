/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("checked-memory")
class MemoryGuardTest {
    private static final int BYTES = 30;
    private static final int LENGTH = 61;

    private final long memory = NativeMemory.allocate(BYTES, 64);
    private final HeapPool pool = new HeapPool(2, 512);

    @AfterEach
    void close() {
        NativeMemory.free(memory);
        pool.close();
    }

    @Test
    void shouldBeInForce() {
        assertThat(NativeMemory.isChecked()).isTrue();
    }

    @Test
    void shouldAllowEveryByteOfAnAllocation() {
        NativeMemory.uint8(memory + BYTES - 1, 7);
        assertThat(NativeMemory.uint8(memory + BYTES - 1)).isEqualTo(7);
        assertThat(NativeMemory.bytes(memory, BYTES)).hasSize(BYTES);
        NativeMemory.zero(memory + BYTES, 0);
    }

    @Test
    void shouldRefuseTheByteBehindAndTheByteBefore() {
        refused(() -> NativeMemory.uint8(memory + BYTES));
        refused(() -> NativeMemory.uint8(memory - 1));
        refused(() -> NativeMemory.uint16(memory + BYTES - 1));
        refused(() -> NativeMemory.int32Be(memory + BYTES - 3, 1));
        refused(() -> NativeMemory.int64(memory + BYTES - 7));
        refused(() -> NativeMemory.copy(memory, memory + 1, BYTES));
        refused(() -> NativeMemory.copy(memory + 1, memory, BYTES));
        refused(() -> NativeMemory.zero(memory, BYTES + 1));
        refused(() -> NativeMemory.bytes(memory, BYTES + 1));
        refused(() -> NativeMemory.bytes(memory, new byte[BYTES + 1]));
        refused(() -> NativeMemory.uint8(0));
    }

    /** However small what was freed first, of which one piece is worth less than what comes after it. */
    @Test
    void shouldKeepNoMoreOfWhatWasFreedThanItSays() {
        for (int i = 0; i < 100; i++) {
            NativeMemory.free(NativeMemory.allocate(1_000, 8));
        }
        for (int i = 0; i < 100; i++) {
            NativeMemory.free(NativeMemory.allocate(4_000_000, 8));
            assertThat(MemoryGuard.keptBytes()).isLessThan(MemoryGuard.KEPT_BYTES);
        }
    }

    @Test
    void shouldRefuseWhatWasFreed() {
        final long freed = NativeMemory.allocate(BYTES, 8);
        NativeMemory.free(freed);
        assertThatThrownBy(() -> NativeMemory.uint8(freed)).isInstanceOf(AssertionError.class)
            .hasMessageContaining("freed");
        assertThatThrownBy(() -> NativeMemory.free(freed)).isInstanceOf(AssertionError.class);
    }

    @Test
    void shouldAllowOfAPacketNothingButItsData() {
        final long mbuf = pool.allocate();
        final long data = Mbuf.append(mbuf, LENGTH);
        assertThat(NativeMemory.uint8(data + LENGTH - 1)).isNotNegative();
        refused(() -> NativeMemory.uint8(data + LENGTH));
        refused(() -> NativeMemory.uint16(data + LENGTH - 1));
        refused(() -> NativeMemory.uint8(data - 1));
        Mbuf.trim(mbuf, 1);
        refused(() -> NativeMemory.uint8(data + LENGTH - 1));
        Mbuf.adjust(mbuf, 14);
        refused(() -> NativeMemory.uint8(data + 13));
        pool.free(mbuf);
    }

    @Test
    void shouldAllowReadingBesideTheDataOnlyWhatWasWrittenThere() {
        final long mbuf = pool.allocate();
        final long data = Mbuf.append(mbuf, LENGTH);
        NativeMemory.int32(data - 4, 1);
        assertThat(NativeMemory.int32(data - 4)).isEqualTo(1);
        refused(() -> NativeMemory.uint8(data - 5));
        refused(() -> NativeMemory.uint8(data - Mbuf.HEADROOM - Mbuf.SIZE - 1));
        refused(() -> NativeMemory.uint8(data - Mbuf.HEADROOM + 512, 1));
        pool.free(mbuf);
        final long again = pool.allocate();
        final long last = pool.allocate();
        assertThat(last).isEqualTo(mbuf);
        refused(() -> NativeMemory.uint8(data - 4));
        pool.free(again);
        pool.free(last);
    }

    @Test
    void shouldRefuseAnMbufThatIsInThePool() {
        final long mbuf = pool.allocate();
        final long data = Mbuf.append(mbuf, LENGTH);
        pool.free(mbuf);
        refused(() -> Mbuf.dataLength(mbuf));
        refused(() -> NativeMemory.uint8(data));
    }

    private static void refused(final Runnable access) {
        assertThatThrownBy(access::run).isInstanceOf(AssertionError.class)
            .hasMessageMatching("(reads|writes) \\d+ bytes at 0x[0-9a-f]+, .*");
    }
}
