/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An operator finds every counter and every drop reason in {@code docs/counters.md}, in the words of the program. */
class CountersDocumentationTest {
    private static final Path PAGE = Path.of(System.getProperty("basedir", ".")).resolve("../docs/counters.md");

    @ParameterizedTest
    @EnumSource(DropReason.class)
    void shouldDocumentTheDropReason(final DropReason reason) throws IOException {
        assertThat(Files.readString(PAGE)).contains("| `" + reason.label() + "` | " + reason.help() + " |");
    }

    @ParameterizedTest
    @EnumSource(WorkerCounter.class)
    void shouldDocumentTheCounter(final WorkerCounter counter) throws IOException {
        assertThat(Files.readString(PAGE)).contains("| `" + counter.label() + "` | " + counter.help() + " |");
    }
}
