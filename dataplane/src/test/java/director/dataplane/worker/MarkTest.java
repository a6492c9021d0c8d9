/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarkTest {
    @ParameterizedTest
    @CsvSource({"0, 0, 0, 0", "63, 0, 0, 0", "0, 4, 0, 0", "0, 0, 3, 0", "0, 0, 0, 31", "63, 4, 3, 31", "17, 3, 2, 16"})
    void shouldTellEverythingInSixteenBits(final int port, final int kind, final long sequence, final int step) {
        final int mark = Mark.of(port, kind, sequence, step);
        assertThat(mark).isBetween(0, 0xFFFF);
        assertThat(Mark.port(mark)).isEqualTo(port);
        assertThat(Mark.kind(mark)).isEqualTo(kind);
        assertThat(Mark.step(mark)).isEqualTo(step);
        assertThat(Mark.isOf(mark, sequence + 4)).isTrue();
        assertThat(Mark.isOf(mark, sequence + 1)).isFalse();
    }
}
