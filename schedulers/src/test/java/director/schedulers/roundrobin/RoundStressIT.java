/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.roundrobin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs the jcstress tests of this module in a JVM of their own: jcstress wants a class path and forks on its own. */
class RoundStressIT {
    private static final int TESTS = 27;

    @Test
    void shouldShowNoForbiddenOutcome() throws IOException, InterruptedException {
        final Path directory = Path.of(System.getProperty("jcstress.directory"));
        final Path log = directory.resolve("jcstress.log");
        final String classPath = String.join(File.pathSeparator,
            System.getProperty("jcstress.classes"),
            directory.resolve("classes").toString(),
            System.getProperty("java.class.path"));
        final List<String> command = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp", classPath, "org.openjdk.jcstress.Main", "-c", "2", "-r", directory.resolve("jcstress").toString()));
        command.addAll(words("jcstress.mode").toList());
        words("jcstress.flags").forEach(flag -> command.addAll(List.of("-jvmArgs", flag)));

        final Process process = new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
        try {
            assertThat(process.waitFor(Long.getLong("jcstress.minutes"), TimeUnit.MINUTES)).as("in time").isTrue();
        } finally {
            process.destroy();
        }

        assertThat(process.exitValue()).as("see %s", log).isZero();
        assertThat(Files.readString(log)).contains("All remaining tests: " + TESTS + " matching test results");
    }

    /** What a system property holds, word by word. */
    private static Stream<String> words(final String property) {
        return Arrays.stream(System.getProperty(property, "").split(" ", -1)).filter(word -> !word.isEmpty());
    }
}
