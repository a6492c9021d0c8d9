/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What operators run on the director's machine beside it, over the same ports: BIRD to announce virtual addresses,
 * keepalived to agree on who has them, a shell to log in to.
 */
@Tag(WholeMachine.TAG)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class HostProgramsCases {
    /** Longer than a keepalived waits that hears nothing. */
    static final Duration QUIET = Duration.ofSeconds(2);
    private static final int SESSIONS = 5;
    private static final String FLOOD = """
        import socket
        flood = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        while True:
            flood.sendto(b"", ("10.0.0.254", 9))
        """;

    /** For files of programs. */
    @TempDir
    static Path directory = Path.of("");

    private @Nullable Topology topology;
    private @Nullable DirectorProcess director;

    @BeforeAll
    void start() throws IOException {
        Requirements.assumeRootAndDpdk();
        topology = new Topology(1);
        prepare(topology);
        RealServers.start(topology, 1);
        director = DirectorProcess.start(
            topology, Files.writeString(directory.resolve("director.yaml"), configuration())).awaitReady();
    }

    /** What it is told. */
    abstract String configuration();

    /** The interface in the director's kernel towards the client. */
    abstract String towardsClients();

    /** What there is to do around a director with such ports. */
    abstract void prepare(Topology around) throws IOException;

    @AfterAll
    void stop() {
        try (Topology around = topology; DirectorProcess running = director) {
            if (around != null && running != null) {
                assertThat(running.terminate()).as(running.output()).isZero();
                assertThat(running.counter("received") + running.counter("generated") + running.counter("from-kernel"))
                    .isEqualTo(running.counter("transmitted") + running.counter("consumed")
                        + running.counter("to-kernel") + running.counter("dropped"));
                assertThat(running.counter("port-to-kernel")).isPositive().isEqualTo(running.counter("to-kernel"));
                assertThat(running.counter("port-from-kernel")).isPositive().isEqualTo(running.counter("from-kernel"));
            }
        }
    }

    /** OSPF of both versions, which are protocols of their own and multicast, and BGP, which is TCP. */
    @Test
    void shouldLetBirdAnnounceAVirtualAddressAndLearnRoutes() throws IOException {
        Unpacked.assume("bird", "bird2");
        try (Bird ours = Bird.start(network(), directory, "DIRECTOR", List.of(towardsClients(), "10.0.0.254",
                "10.0.0.1"), "10.0.0.100/32", "fd00::100/128");
            Bird theirs = Bird.start(network(), directory, "CLIENT", List.of("eth0", "10.0.0.1", "10.0.0.254"),
                "10.77.0.0/16", "fd77::/64")) {
            theirs.awaitRoute("10.0.0.100/32");
            theirs.awaitRoute("fd00::100/128");
            ours.awaitRoute("10.77.0.0/16");
            ours.awaitRoute("fd77::/64");
        }
    }

    /** A thousand clients ask for pages as fast as they get them; another floods the director's own address. */
    @Test
    void shouldLetAnOperatorLogInUnderFullLoad() throws IOException {
        Unpacked.assume("dropbear", "dropbear-bin");
        assumeTrue(Shell.has("wrk"), "needs wrk: apt-get install wrk");
        final SecureShell shell = SecureShell.start(network(), directory);
        final Process load = start("wrk", "-t1", "-c1000", "-d60s", "http://10.0.0.100/");
        final Process flood = start("python3", "-c", FLOOD);
        try {
            for (int i = 0; i < SESSIONS; i++) {
                assertThat(shell.run("10.0.0.254", "echo session " + i)).contains("session " + i + "\n");
            }
            assertThat(load.isAlive()).isTrue();
            assertThat(flood.isAlive()).isTrue();
        } finally {
            load.destroy();
            flood.destroy();
        }
    }

    private Process start(final String... command) throws IOException {
        return new ProcessBuilder(network().in("CLIENT", command)).start();
    }

    /** Around the director. */
    final Topology network() {
        return Objects.requireNonNull(topology);
    }
}
