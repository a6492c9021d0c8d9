/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import director.dataplane.machine.Machine;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the program as an operator does: another JVM, named modules, DPDK, without huge pages or privileges. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DirectorProcessTest {
    private static final Pattern CORES = Pattern.compile("Cpus_allowed:\\s*(\\S+)");
    private static final int HEXADECIMAL = 16;

    @TempDir
    Path directory = Path.of("");

    private @Nullable Process process;

    @BeforeEach
    void assumeDpdk() throws IOException {
        try (Stream<Path> libraries = Files.find(Path.of("/usr/lib"), 3,
            (path, attributes) -> path.endsWith("librte_eal.so.23"))) {
            assumeTrue(libraries.findAny().isPresent(), "DPDK 22.11 is not installed");
        }
    }

    @AfterEach
    void endProcess() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void shouldRunAndStopAtSigterm() throws Exception {
        final Process director = run("net_null0");
        try (BufferedReader errors = director.errorReader()) {
            final BufferedReader output = director.inputReader();
            assertThat(output.readLine()).isEqualTo("director: ready");
            assertThat(threadsOn(director, core())).containsExactly("worker-0");
            director.toHandle().destroy();
            assertThat(output.readLine()).isEqualTo("Final counters:");
            assertThat(errors.lines().toList())
                .anyMatch(message -> message.contains("running: 1 port, 1 service, 1 real server"))
                .anyMatch(message -> message.contains("stopping"));
        }
        assertThat(director.waitFor()).isZero();
    }

    @Test
    void shouldEndWith69WhenADeviceDoesNotExist() throws Exception {
        final Process director = run("net_nonesuch0");
        final List<String> errors = director.errorReader().lines().toList();
        assertThat(director.waitFor()).as(errors.toString()).isEqualTo(69);
        assertThat(errors).anyMatch(line -> line.startsWith("director: ") && line.contains("net_nonesuch0"));
        assertThat(errors).noneMatch(line -> line.startsWith("\tat "));
    }

    private static int core() {
        return new TreeSet<>(Machine.local().allowedCores()).last();
    }

    /** Names of the threads that may run on a core, all of them if the machine has but one. */
    private static List<String> threadsOn(final Process process, final int core) throws IOException {
        if (Machine.local().allowedCores().size() == 1) {
            return List.of("worker-0");
        }
        final List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/" + process.pid() + "/task"))) {
            for (final Path thread : threads) {
                final Matcher cores = CORES.matcher(Files.readString(thread.resolve("status")));
                assertThat(cores.find()).isTrue();
                if (new BigInteger(cores.group(1).replace(",", ""), HEXADECIMAL).testBit(core)) {
                    names.add(Files.readString(thread.resolve("comm")).strip());
                }
            }
        }
        return names;
    }

    private Process run(final String device) throws IOException {
        final int core = core();
        final Path file = Files.writeString(directory.resolve("d.yaml"), """
            version: 1
            memory: {hugePages: none, megabytes: 256, mbufs: 4096, maxConnections: 1000}
            ports: [{name: client, device: %s, addresses: [10.0.0.254/24]}]
            workers: {cores: [%d], warmUp: 2s}
            services:
              - {protocol: tcp, address: 10.0.0.100, port: 80, scheduler: rr, realServers: [{address: 10.0.0.1}]}
            """.formatted(device, core));
        final Process started = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--module-path", System.getProperty("jdk.module.path"),
            "--enable-native-access=director.bindings",
            "--add-exports=java.base/jdk.internal.misc=org.agrona",
            "--add-exports=java.base/sun.nio.ch=director.bindings",
            "--module", "director.management/" + DirectorCommand.class.getName(),
            "run", "--config", file.toString(), "--socket", directory.resolve("d.sock").toString()).start();
        process = started;
        return started;
    }
}
