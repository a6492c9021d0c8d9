/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of IPv6 with a real server of IPv4, and the other way round; the kernel's TCP, UDP and ICMP at both ends. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BetweenVersionsIT {
    private static final String PROGRAM =
        Topology.PROJECT.resolve("management/src/test/resources/endtoend/answers.py").toString();
    private static final int BYTES = 8_000_000;

    @TempDir
    private static Path directory = Path.of("");

    private @Nullable Topology topology;
    private @Nullable DirectorProcess director;

    @BeforeAll
    void start() throws IOException {
        Requirements.assumeRootAndDpdk();
        final byte[] data = new byte[BYTES];
        new SplittableRandom(64).nextBytes(data);
        Files.write(directory.resolve("data"), data);
        topology = new Topology(1);
        final Process server = new ProcessBuilder(topology.in("REAL1", "python3", PROGRAM, "serve", "8080", "5353"))
            .redirectErrorStream(true).start();
        assertThat(server.inputReader().readLine()).isEqualTo("ready");
        director = DirectorProcess.start(topology, Files.writeString(directory.resolve("director.yaml"), """
            version: 1
            memory: {hugePages: required, megabytes: 128, mbufs: 8192, maxConnections: 65536}
            ports:
              - {name: client, interface: dc0, addresses: [10.0.0.254/24, fd00::254/64]}
              - name: servers
                interface: ds0
                addresses: [10.9.0.254/16, fd09::254/64]
                localAddresses: [10.9.0.200, 'fd09::200']
            workers: {cores: [0], idle: backoff, warmUp: 0}
            services:
            """ + services("fd00::100", "10.9.0.1") + services("10.0.0.100", "fd09::1"))).awaitReady();
    }

    @AfterAll
    void stop() {
        try (Topology around = topology; DirectorProcess running = director) {
            if (around != null && running != null) {
                assertThat(running.terminate()).as(running.output()).isZero();
                assertThat(running.output()).contains("Final counters:").doesNotContain("did not come back");
                assertThat(running.counter("received") + running.counter("generated")).isEqualTo(
                    running.counter("transmitted") + running.counter("consumed") + running.counter("dropped"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[fd00::100]", "10.0.0.100"})
    void shouldCarryWhatCurlSendsAndGetsByteForByte(final String host) throws IOException {
        final Path answer = directory.resolve("answer");
        Shell.succeed(client("curl", "-sS", "-m", "30", "--data-binary", "@" + directory.resolve("data"),
            "-o", answer.toString(), "http://" + host + "/"));
        assertThat(Files.mismatch(directory.resolve("data"), answer)).isEqualTo(-1);
    }

    /** Two thousand bytes are fragments at both sides. */
    @ParameterizedTest
    @ValueSource(strings = {"fd00::100", "10.0.0.100"})
    void shouldAnswerDigThatAsksWithoutTcp(final String address) {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/dig")), "dig is not installed");
        final String answer = Shell.succeed(client("dig", "@" + address, "+notcp", "+ignore", "+bufsize=4096",
            "+timeout=5", "+tries=1", "+short", "TXT", "large.example"));
        assertThat(answer).contains("A".repeat(250), "H".repeat(250));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fd00::100", "10.0.0.100"})
    void shouldTellTheClientThatNobodyListensAtTheRealServer(final String address) {
        assertThat(Shell.succeed(client("python3", PROGRAM, "refused", address, "99")).strip()).isEqualTo("refused");
    }

    private String[] client(final String... command) {
        return Objects.requireNonNull(topology).in("CLIENT", command).toArray(String[]::new);
    }

    private static String services(final String virtual, final String server) {
        return service("tcp", virtual, 80, server, 8_080) + service("udp", virtual, 53, server, 5_353)
            + service("udp", virtual, 99, server, 9_999);
    }

    private static String service(
        final String protocol, final String virtual, final int port, final String server, final int serverPort) {
        return """
              - protocol: %s
                address: '%s'
                port: %d
                scheduler: rr
                realServers: [{address: '%s', port: %d, forwarding: fullnat}]
            """.formatted(protocol, virtual, port, server, serverPort);
    }
}
