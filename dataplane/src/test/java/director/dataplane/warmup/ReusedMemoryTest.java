/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.warmup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.bindings.NativeMemory;
import director.dataplane.testkit.CountingMemory;
import org.junit.jupiter.api.Test;

class ReusedMemoryTest {
    private static final int BYTES = 4_096;
    private static final int ALIGNMENT = 64;

    private final CountingMemory source = new CountingMemory();

    @Test
    void shouldGiveZeroedMemoryOfTheSameSizeAgain() {
        try (ReusedMemory memory = new ReusedMemory(source)) {
            final long first = memory.allocate("first", BYTES, ALIGNMENT);
            for (int at = 0; at < BYTES; at += Long.BYTES) {
                NativeMemory.int64(first + at, -1);
            }
            memory.free(first);
            assertThat(memory.allocate("again", BYTES, ALIGNMENT)).isEqualTo(first);
            for (int at = 0; at < BYTES; at += Long.BYTES) {
                assertThat(NativeMemory.int64(first + at)).isZero();
            }
            memory.free(first);
        }
    }

    @Test
    void shouldNotGiveMemoryTwiceNorThatOfAnotherSize() {
        try (ReusedMemory memory = new ReusedMemory(source)) {
            final long first = memory.allocate("first", BYTES, ALIGNMENT);
            final long second = memory.allocate("second", BYTES, ALIGNMENT);
            assertThat(second).isNotEqualTo(first);
            memory.free(first);
            final long larger = memory.allocate("larger", 2 * BYTES, ALIGNMENT);
            final long aligned = memory.allocate("aligned", BYTES, 2 * ALIGNMENT);
            assertThat(larger).isNotEqualTo(first);
            assertThat(aligned).isNotEqualTo(first).isEqualTo(aligned & -2 * ALIGNMENT);
            memory.free(second);
            memory.free(larger);
            memory.free(aligned);
            assertThatThrownBy(() -> memory.free(first)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Long.toHexString(first));
            memory.free(0);
        }
    }

    @Test
    void shouldGiveEverythingBack() {
        try (ReusedMemory memory = new ReusedMemory(source)) {
            memory.free(memory.allocate("one", BYTES, ALIGNMENT));
            memory.free(memory.allocate("two", 2 * BYTES, ALIGNMENT));
            assertThat(source.taken()).isEqualTo(2);
        }
        assertThat(source.taken()).isZero();
    }
}
