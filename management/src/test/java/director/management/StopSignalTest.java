/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.Counter;
import director.dataplane.ManagedDirector;
import director.dataplane.conductor.Change;
import director.dataplane.machine.Machine;
import director.management.schedulers.SchedulerPath;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sends real signals to another JVM that runs {@code director run} with a {@link FakeDirector}. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StopSignalTest {
    @TempDir
    Path directory = Path.of("");

    private @Nullable Process process;

    @BeforeEach
    void writeFiles() throws IOException {
        Files.writeString(directory.resolve("d.yaml"), """
            version: 1
            memory: {hugePages: none}
            ports: [{name: client, device: net_null0}]
            workers: {cores: [0], warmUp: 0}
            """);
        Files.createDirectories(directory.resolve("proc/self"));
        Files.createDirectories(directory.resolve("sys/devices/system/cpu"));
        Files.writeString(directory.resolve("proc/self/status"), "CapEff:\t0\nCpus_allowed_list:\t0\n");
        Files.writeString(directory.resolve("sys/devices/system/cpu/online"), "0\n");
    }

    @AfterEach
    void endProcess() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void shouldStopCleanlyAtASignal(final String signal) throws Exception {
        final BufferedReader output = fork("stops");
        assertThat(output.readLine()).isEqualTo("started");
        assertThat(output.readLine()).isEqualTo("director: ready");
        send(signal);
        assertThat(rest(output)).containsExactly("Final counters:", "                 12345  rx_packets{port=client}",
            "                     7  connections", "closing", "closed");
        assertThat(exitCode()).isZero();
    }

    @Test
    void shouldReadItsConfigurationAgainAtAHangupAndGoOnWhateverItSays() throws Exception {
        final BufferedReader output = fork("reloads");
        assertThat(output.readLine()).isEqualTo("started");
        assertThat(output.readLine()).isEqualTo("director: ready");
        final String good = Files.readString(directory.resolve("d.yaml"));
        Files.writeString(directory.resolve("d.yaml"), good + "sysctls: {sloppy_tcp: 7}\n");
        send("HUP");
        awaitLog("d.yaml was not reloaded, and nothing has changed:", "d.yaml:5:23: sysctls.sloppy_tcp=7");
        Files.writeString(directory.resolve("d.yaml"), good.replace("cores: [0]", "cores: [1]"));
        send("HUP");
        awaitLog("d.yaml:4:18: workers.cores=[1] cannot be changed while the director runs with [0]: restart");
        Files.writeString(directory.resolve("d.yaml"), good + "sysctls: {sloppy_tcp: 1}\n");
        send("HUP");
        awaitLog("d.yaml was reloaded, and is version 2 now:", "~ sysctl sloppy_tcp: value 0 -> 1");
        send("HUP");
        awaitLog("d.yaml was reloaded: nothing differs");
        send("TERM");
        assertThat(rest(output)).startsWith("set sysctl sloppy_tcp to 1", "Final counters:").endsWith("closed");
        assertThat(exitCode()).isZero();
    }

    private void awaitLog(final String... lines) throws Exception {
        final Path log = directory.resolve("stderr");
        while (!Stream.of(lines).allMatch(text(log)::contains)) {
            assertThat(process().isAlive()).as(text(log)).isTrue();
            Thread.sleep(20);
        }
    }

    private static String text(final Path file) throws IOException {
        return Files.readString(file);
    }

    @Test
    void shouldNotBeHarmedBySignalsWhileItStops() throws Exception {
        final BufferedReader output = fork("stops-slowly");
        assertThat(output.readLine()).isEqualTo("started");
        send("INT");
        while (!"closing".equals(output.readLine())) {
            assertThat(process().isAlive()).isTrue();
        }
        send("INT");
        send("TERM");
        assertThat(rest(output)).containsExactly("closed");
        assertThat(exitCode()).isZero();
    }

    @Test
    void shouldEndWithOneWhenAThreadDies() throws Exception {
        assertThat(rest(fork("dies"))).contains("started", "director: ready", "Final counters:", "closed");
        assertThat(exitCode()).isEqualTo(1);
        assertThat(Files.readString(directory.resolve("stderr"))).contains("a thread died", "worker 0");
    }

    @Test
    void shouldEndWithTheCodeOfAnErrorWhileClosing() throws Exception {
        final BufferedReader output = fork("fails-closing");
        assertThat(output.readLine()).isEqualTo("started");
        send("TERM");
        assertThat(rest(output)).contains("closing");
        assertThat(exitCode()).isEqualTo(70);
        assertThat(Files.readString(directory.resolve("stderr"))).contains("internal error", "cannot close");
    }

    private BufferedReader fork(final String behaviour) throws IOException {
        final Process forked = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classPath(),
            Forked.class.getName(), behaviour, directory.toString())
            .redirectError(directory.resolve("stderr").toFile()).start();
        process = forked;
        return forked.inputReader();
    }

    private void send(final String signal) throws IOException, InterruptedException {
        final String command = "kill -" + signal + " " + process().pid();
        assertThat(new ProcessBuilder("sh", "-c", command).start().waitFor()).isZero();
    }

    private int exitCode() throws InterruptedException {
        return process().waitFor();
    }

    private Process process() {
        return Objects.requireNonNull(process);
    }

    private static List<String> rest(final BufferedReader output) {
        return output.lines().toList();
    }

    /** Where the tests run from modules, the class path lacks what is on the module path. */
    private static String classPath() {
        final String modulePath = System.getProperty("jdk.module.path", "");
        return Stream.of("target/classes", "target/test-classes", modulePath, System.getProperty("java.class.path", ""))
            .filter(part -> !part.isEmpty()).collect(Collectors.joining(":"));
    }

    /** The other JVM. */
    static final class Forked {
        private Forked() {
        }

        public static void main(final String[] arguments) {
            final StopSignal stop = new StopSignal();
            final Path directory = Path.of(arguments[1]);
            final Surroundings surroundings = new Surroundings(SchedulerPath::load, new Machine(directory),
                directory.resolve("locks"), (_, _) -> new Announcing(arguments[0]), stop,
                new HangupSignal());
            stop.exit(DirectorCommand.commandLine(surroundings)
                .execute("run", "--config", directory.resolve("d.yaml").toString()));
        }
    }

    /** Says on standard output what is done to it. */
    private static final class Announcing implements RunningDirector {
        private final FakeDirector fake = new FakeDirector();
        private final String behaviour;

        Announcing(final String behaviour) {
            this.behaviour = behaviour;
            System.out.println("started");
        }

        @Override
        public List<Counter> counters() {
            return fake.counters();
        }

        @Override
        public @Nullable Throwable failure() {
            return behaviour.equals("dies") ? new IllegalStateException("worker 0") : null;
        }

        @Override
        public ManagedDirector managed() {
            return fake.managed();
        }

        @Override
        public CompletableFuture<@Nullable Void> apply(final List<Change> changes) {
            changes.forEach(System.out::println);
            return fake.apply(changes);
        }

        @Override
        public void stop() {
            fake.stop();
        }

        @Override
        public void close() {
            System.out.println("closing");
            if (behaviour.equals("fails-closing")) {
                throw new IllegalStateException("cannot close");
            }
            if (behaviour.equals("stops-slowly")) {
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            }
            fake.close();
            System.out.println("closed");
        }
    }
}
