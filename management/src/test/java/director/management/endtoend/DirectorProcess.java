/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A director in a process of its own, with the flags of the launcher. Closing it kills what still runs. */
final class DirectorProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String MAIN = "director.management/director.management.DirectorCommand";

    /** What no other director on this machine has. */
    static final Path SOCKET = Path.of(System.getProperty("java.io.tmpdir"),
        "director-" + ProcessHandle.current().pid(), "director.sock");

    private final Path output;
    private final Process process;

    private DirectorProcess(final List<String> command) {
        try {
            output = Files.createTempFile("director", ".out");
            process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command line of a director. */
    static List<String> command(final List<String> javaOptions, final String... arguments) {
        final List<String> command = new ArrayList<>(List.of(Topology.java(),
            "@" + Topology.PROJECT.resolve("deploy/jvm.options"), "--enable-native-access=director.bindings"));
        command.addAll(javaOptions);
        command.addAll(List.of("--module-path", System.getProperty("jdk.module.path"), "-m", MAIN));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /** The command line of a director that runs. */
    static List<String> run(final List<String> javaOptions, final Path configuration) {
        return command(javaOptions, "run", "--config", configuration.toString(), "--socket", SOCKET.toString());
    }

    /** Starts a director in the namespace of that name and does not wait for it. */
    static DirectorProcess start(final Topology topology, final Path configuration) {
        return start(topology, List.of(), configuration);
    }

    static DirectorProcess start(final Topology topology, final List<String> javaOptions, final Path configuration) {
        return new DirectorProcess(topology.in("DIRECTOR",
            run(javaOptions, configuration).toArray(String[]::new)));
    }

    /** Starts a director to which a directory seems to lack the files whose names begin with something. */
    static DirectorProcess startWithout(
        final Topology topology, final String missing, final Path inDirectory, final Path configuration) {
        final String script = """
            mkdir copy && cp -P "$1"/* copy && rm copy/%s* && mount --bind copy "$1" && shift && exec "$@"
            """.formatted(missing).strip();
        final String directory = Objects.requireNonNull(configuration.getParent()).toString();
        final List<String> command = new ArrayList<>(List.of("unshare", "--mount",
            "env", "-C", directory, "sh", "-ec", script, "sh", inDirectory.toString()));
        command.addAll(run(List.of(), configuration));
        return new DirectorProcess(topology.in("DIRECTOR", command.toArray(String[]::new)));
    }

    /** Starts a director in the namespace of a guest's wires. */
    static DirectorProcess start(final Guest guest, final Path configuration) {
        return new DirectorProcess(guest.in(
            run(List.of(), configuration).toArray(String[]::new)));
    }

    DirectorProcess awaitReady() {
        return await("director: ready");
    }

    /** Waits until it has printed or logged something. */
    DirectorProcess await(final String text) {
        final long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!output().contains(text)) {
            assertThat(process.isAlive()).as("the director ended:%n%s", output()).isTrue();
            assertThat(System.nanoTime()).as("no \"%s\":%n%s", text, output()).isLessThan(deadline);
            pause();
        }
        return this;
    }

    /** Has it read its configuration again. */
    void hangUp() {
        Shell.succeed("kill", "-HUP", Long.toString(process.pid()));
    }

    /** How much memory it uses, in KiB, without huge pages and files. */
    long anonymousKb() {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("RssAnon:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).sum();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the end. Answers the exit code. */
    int awaitEnd() {
        try {
            final boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(ended).as("still runs:%n%s", output()).isTrue();
            return process.exitValue();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends it with SIGTERM, as a service manager does. Answers the exit code. */
    int terminate() {
        process.destroy();
        return awaitEnd();
    }

    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A final counter, or the sum of those with other labels; 0 if it is not printed. */
    long counter(final String name) {
        final Matcher line = Pattern.compile("(?m)^ *(\\d+)  " + Pattern.quote(name) + "(\\{.*})?$").matcher(output());
        long sum = 0;
        while (line.find()) {
            sum += Long.parseLong(line.group(1));
        }
        return sum;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        awaitEnd();
        output.toFile().delete();
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
