/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs programs and waits for them. */
final class Shell {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private Shell() {
    }

    /** What a program answered. */
    record Result(int exitCode, String output) {
    }

    static Result run(final String... command) {
        return run(Arrays.asList(command));
    }

    static Result run(final List<String> command) {
        return run(TIMEOUT, command);
    }

    private static Result run(final Duration timeout, final List<String> command) {
        try {
            final Path output = Files.createTempFile("director-test", ".out");
            try {
                final Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
                if (!process.waitFor(timeout.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                    throw new AssertionError(command + " took longer than " + timeout.toSeconds() + " s");
                }
                return new Result(process.exitValue(), Files.readString(output));
            } finally {
                Files.delete(output);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Runs a program that has to succeed. Answers what it printed. */
    static String succeed(final String... command) {
        return succeed(TIMEOUT, Arrays.asList(command));
    }

    static String succeed(final List<String> command) {
        return succeed(TIMEOUT, command);
    }

    /** Runs a program that has to succeed and may take so long. Answers what it printed. */
    static String succeed(final Duration timeout, final List<String> command) {
        final Result result = run(timeout, command);
        assertThat(result.exitCode()).as("%s%n%s", String.join(" ", command), result.output()).isZero();
        return result.output();
    }

    static boolean has(final String program) {
        return Stream.of((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":"))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
