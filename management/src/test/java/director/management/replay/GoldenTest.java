/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables of packets in and packets out that scapy made: see {@code src/test/python/golden.py}. */
class GoldenTest {
    @ParameterizedTest
    @CsvSource({"ipip-over4, 50", "ipip-over6, 50", "gue-over4, 50", "gue-over6, 50", "too-big, 16"})
    void shouldMakeOfEachPacketWhatScapySays(final String table, final int rows) throws URISyntaxException {
        final Trace golden = TraceReader.read(Path.of(Objects.requireNonNull(
            GoldenTest.class.getResource("/golden/" + table + ".jsonl")).toURI()));
        assertThat(golden.steps().stream().filter(step -> !step.text("what").isEmpty())).hasSize(rows)
            .allSatisfy(step -> assertThat(step.seen()).hasSize(1));
        final @Nullable Difference difference = TraceComparator.first(golden, Player.play(golden));
        assertThat(difference).as(() -> difference == null ? "" : difference.line() + ": " + difference.words())
            .isNull();
    }
}
