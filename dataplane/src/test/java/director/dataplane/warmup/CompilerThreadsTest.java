/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompilerThreadsTest {
    @TempDir
    private Path tasks = Path.of("");

    private void thread(final int id, final String name, final String times) throws IOException {
        final Path task = Files.createDirectory(tasks.resolve(Integer.toString(id)));
        Files.writeString(task.resolve("comm"), name + "\n");
        Files.writeString(task.resolve("schedstat"), times + "\n");
    }

    @Test
    void shouldAddUpWhatBothCompilersRanAndWaited() throws IOException {
        thread(1, "java", "1000000 1000000 9");
        thread(2, "C2 CompilerThre", "300 20 9");
        thread(3, "C1 CompilerThre", "5 1 9");
        assertThat(new CompilerThreads(tasks).busyNs()).isEqualTo(326);
    }

    @Test
    void shouldPassOverAThreadThatHasJustEnded() throws IOException {
        thread(2, "C2 CompilerThre", "300 20 9");
        Files.createDirectory(tasks.resolve("4"));
        assertThat(new CompilerThreads(tasks).busyNs()).isEqualTo(320);
    }

    @Test
    void shouldKnowNothingWhereThereIsNoSuchFileSystem() {
        assertThat(new CompilerThreads(tasks.resolve("missing")).busyNs()).isZero();
    }

    @Test
    void shouldSeeTheCompilersOfThisProcess() {
        assertThat(new CompilerThreads().busyNs()).isPositive();
    }
}
