/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.bindings.HeapMemory;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether what is compared are tables at all. */
class LayoutsTest {
    private static final int CONNECTIONS = 100_000;
    private static final int MANY = 1_000_000;

    @ParameterizedTest
    @ValueSource(strings = {"slots", "tags", "entries32", "entries64", "entries128", "cuckoo"})
    void shouldFindWhatWasInsertedAndNothingElse(final String name) {
        try (Layout layout = Layouts.of(name, new HeapMemory(), CONNECTIONS)) {
            final SplittableRandom random = new SplittableRandom(3);
            final long[] hashes = random.longs(CONNECTIONS).map(hash -> hash | 1).toArray();
            for (int i = 0; i < CONNECTIONS; i++) {
                assertThat(layout.insert(hashes[i], i)).isTrue();
            }
            for (int i = 0; i < CONNECTIONS; i++) {
                assertThat(layout.find(hashes[i])).isEqualTo(Layout.value(i));
                assertThat(layout.find(random.nextLong() | 1)).isZero();
            }
            layout.clear();
            assertThat(layout.find(hashes[0])).isZero();
        }
    }

    /** Bytes a connection at a million, of tables whose sizes are powers of two. */
    @ParameterizedTest
    @CsvSource({
        "slots, 33.6", "tags, 80.8", "entries32, 67.1", "entries64, 134.2", "entries128, 268.4", "cuckoo, 16.8",
    })
    void shouldTakeAsMuchMemoryAsTheDecisionSays(final String name, final double bytes) {
        try (Layout layout = Layouts.of(name, new HeapMemory(), MANY)) {
            assertThat((double) layout.bytes() / MANY).isBetween(bytes - 0.1, bytes + 0.1);
        }
    }

    @Test
    void shouldNameTheLayoutsThatThereAre() {
        assertThatThrownBy(() -> Layouts.of("heap", new HeapMemory(), 1))
            .hasMessageContaining("layout=heap is none of slots, tags,");
    }
}
