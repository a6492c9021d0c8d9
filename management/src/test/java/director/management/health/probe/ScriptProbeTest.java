/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import director.management.health.settings.ScriptSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptProbeTest {
    private static final int TIMEOUT_MS = 5_000;
    private static final int SHORT_MS = 300;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void shouldTakeExitCodeZeroForHealthAndTellWhatAFailurePrints() throws IOException {
        assertThat(run(script("exit 0"))).isNull();
        assertThat(run(script("echo out; echo err >&2; exit 3"))).isEqualTo("exit code 3: out?err");
        assertThat(run(script("exit 1"))).isEqualTo("exit code 1");
    }

    @Test
    void shouldTellTheProgramWhomToCheck() throws IOException {
        assertThat(run(script("echo \"$DIRECTOR_SERVICE $DIRECTOR_REAL_SERVER $DIRECTOR_CHECK_ADDRESS "
            + "$DIRECTOR_CHECK_PORT\"; exit 1")))
            .isEqualTo("exit code 1: TCP 10.0.0.100:80 127.0.0.1:7 127.0.0.1 7");
    }

    @Test
    void shouldHandOverArgumentsAsTheyAre() throws IOException {
        assertThat(run(script("echo \"$#/$1/$2\"; exit 1"), "a b; touch /x", "$(id)"))
            .isEqualTo("exit code 1: 2/a b; touch /x/$(id)");
    }

    @Test
    void shouldKillTheWholeGroupWhenTheTimeIsOver() throws Exception {
        final Path child = directory.resolve("child");
        final long beganNs = System.nanoTime();

        assertThat(Attempts.attempt(settings(script("sleep 1000 & echo $! >" + child + "; wait")),
            FakeServer.target(7, null), SHORT_MS)).isEqualTo("no answer within 300 ms");
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNs)).isLessThan(5_000);
        awaitEnd(child);
    }

    @Test
    void shouldKillWhatAProgramLeavesBehindAndNotWaitForIt() throws Exception {
        final Path child = directory.resolve("child");

        assertThat(run(script("sleep 1000 & echo $! >" + child + "; exit 0"))).isNull();
        awaitEnd(child);
    }

    @Test
    void shouldKeepLittleOfWhatAProgramPrintsHoweverMuchItIs() throws IOException {
        assertThat(run(script("i=0; while [ $i -lt 2000 ]; do echo 0123456789012345678901234567890123456789; "
            + "i=$((i + 1)); done; exit 1"))).startsWith("exit code 1: 0123456789").hasSizeLessThan(300);
        assertThat(Attempts.attempt(settings(script("while :; do echo y; done")), FakeServer.target(7, null),
            SHORT_MS)).isEqualTo("no answer within 300 ms");
    }

    @Test
    void shouldTellThatThereIsNoSuchProgram() throws IOException {
        final Path none = directory.resolve("none");
        final Path data = Files.writeString(directory.resolve("data"), "x");

        assertThat(run(none)).isEqualTo(none + " is not there, or not to be run");
        assertThat(run(data)).isEqualTo(data + " is not there, or not to be run");
    }

    private static @Nullable String run(final Path program, final String... arguments) {
        return Attempts.attempt(settings(program, arguments), FakeServer.target(7, null), TIMEOUT_MS);
    }

    private static ScriptSettings settings(final Path program, final String... arguments) {
        final List<String> command = new java.util.ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        return new ScriptSettings(command);
    }

    private Path script(final String lines) throws IOException {
        final Path script = Files.createTempFile(directory, "script", ".sh");
        Files.writeString(script, "#!/bin/sh\n" + lines + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    /** A process that was killed may be a zombie for a moment. */
    private static void awaitEnd(final Path child) throws Exception {
        final long pid = Long.parseLong(Files.readString(child).strip());
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (Files.exists(Path.of("/proc/" + pid)) && !state(pid).equals("Z")) {
            assertThat(System.nanoTime()).as("process %d lives", pid).isLessThan(deadlineNs);
            Thread.sleep(10);
        }
    }

    private static String state(final long pid) throws IOException {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/stat")).replaceAll("(?s).*\\) (.).*", "$1");
        } catch (final java.nio.file.NoSuchFileException e) {
            return "Z";
        }
    }
}
