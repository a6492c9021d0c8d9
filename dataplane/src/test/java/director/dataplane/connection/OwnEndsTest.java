/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.testkit.CountingMemory;
import org.junit.jupiter.api.Test;

class OwnEndsTest {
    private static final int LINES = 10_000;

    private final CountingMemory memory = new CountingMemory();

    @Test
    void shouldHoldAWordForEachNumberAndTakeMemoryOnlyWhereThereIsOne() {
        try (OwnEnds ends = new OwnEnds(memory, LINES)) {
            final long none = ends.bytes();
            assertThat(ends.get(LINES - 1)).as("to be read before anything was set").isZero();
            for (int number = 0; number < 2_048; number++) {
                assertThat(ends.set(number, ~number)).isTrue();
            }
            assertThat(ends.bytes() - none).isEqualTo(2_048 * 8);
            assertThat(ends.set(LINES - 1, 7)).isTrue();
            for (int number = 0; number < 2_048; number++) {
                assertThat(ends.get(number)).isEqualTo(~number);
            }
            assertThat(ends.get(LINES - 1)).isEqualTo(7);
        }
    }

    @Test
    void shouldSayWhenThereIsNoMemoryAndAskAgainLater() {
        try (OwnEnds ends = new OwnEnds(memory, LINES)) {
            memory.exhaustAfter(0);
            assertThat(ends.set(5, 1)).isFalse();
            assertThat(ends.refusals()).isEqualTo(1);
            assertThat(ends.get(5)).isZero();
            int asked = 1;
            while (!ends.set(5, 1)) {
                asked++;
            }
            assertThat(asked).as("not asked each time").isGreaterThan(1_000);
            assertThat(ends.get(5)).isEqualTo(1);
        }
    }

    @Test
    void shouldPackAddressPortAndTheChangeOfTheSum() {
        final long word = OwnEnd.of(0x0700_000A, 0xFFFE_FDFC, 0xFFAB);
        assertThat(OwnEnd.address(word)).isEqualTo(0xFFFE_FDFC);
        assertThat(OwnEnd.port(word)).isEqualTo(0xFFAB);
        // One's complement, word by word: (0xFDFC - 0x000A) + (0xFFFE - 0x0700), the carry added again.
        assertThat(OwnEnd.delta(word)).isEqualTo((0xFDFC - 0x000A + (0xFFFE - 0x0700)) % 0xFFFF);
    }
}
