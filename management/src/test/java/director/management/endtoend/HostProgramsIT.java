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
class HostProgramsIT {
    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final int SESSIONS = 5;
    private static final String FLOOD = """
        import socket
        flood = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        while True:
            flood.sendto(b"", ("10.0.0.254", 9))
        """;

    private static final String DIRECTOR = """
        version: 1
        memory: {hugePages: required, megabytes: 128, mbufs: 8192, maxConnections: 65536}
        ports:
          - {name: client, interface: dc0, pmd: af_xdp, addresses: [10.0.0.254/24, fd00::254/64, fe80::254/64],
             kernelInterface: toclients}
          - {name: servers, interface: ds0, pmd: af_xdp, addresses: [10.9.0.254/16, fd09::254/64]}
        workers: {cores: [0], idle: backoff, warmUp: 0}
        host: {refusals: kernel, errors: kernel, kernelRate: 5000}
        services:
          - {protocol: tcp, address: 10.0.0.100, port: 80, scheduler: rr, realServers: [{address: 10.9.0.1}]}
        """;

    @TempDir
    private static Path directory = Path.of("");

    private @Nullable Topology topology;
    private @Nullable DirectorProcess director;

    @BeforeAll
    void start() throws IOException {
        Requirements.assumeRootAndDpdk();
        topology = new Topology(1);
        RealServers.start(topology, 1);
        director = DirectorProcess.start(
            topology, Files.writeString(directory.resolve("director.yaml"), DIRECTOR)).awaitReady();
    }

    @AfterAll
    void stop() {
        try (Topology around = topology; DirectorProcess running = director) {
            if (around != null && running != null) {
                assertThat(running.terminate()).as(running.output()).isZero();
                assertThat(running.counter("received") + running.counter("generated") + running.counter("from-kernel"))
                    .isEqualTo(running.counter("transmitted") + running.counter("consumed")
                        + running.counter("to-kernel") + running.counter("dropped"));
            }
        }
    }

    /** OSPF of both versions, which are protocols of their own and multicast, and BGP, which is TCP. */
    @Test
    void shouldLetBirdAnnounceAVirtualAddressAndLearnRoutes() throws IOException {
        Unpacked.assume("bird", "bird2");
        final Bird ours = Bird.start(network(), directory, "DIRECTOR", List.of("toclients", "10.0.0.254", "10.0.0.1"),
            "10.0.0.100/32", "fd00::100/128");
        final Bird theirs = Bird.start(network(), directory, "CLIENT", List.of("eth0", "10.0.0.1", "10.0.0.254"),
            "10.77.0.0/16", "fd77::/64");
        theirs.awaitRoute("10.0.0.100/32");
        theirs.awaitRoute("fd00::100/128");
        ours.awaitRoute("10.77.0.0/16");
        ours.awaitRoute("fd77::/64");
    }

    /** Each hears the other: else both would be masters. */
    @Test
    void shouldLetKeepalivedAgreeWithOneBehindThePort() throws IOException, InterruptedException {
        Unpacked.assume("keepalived", "keepalived");
        final Keepalived theirs = Keepalived.start(network(), directory, "CLIENT", "eth0", 100);
        theirs.await("MASTER");
        final Keepalived ours = Keepalived.start(network(), directory, "DIRECTOR", "toclients", 200);
        ours.await("MASTER");
        theirs.await("BACKUP");
        ours.stop();
        theirs.await("MASTER");
        final Keepalived lesser = Keepalived.start(network(), directory, "DIRECTOR", "toclients", 50);
        lesser.await("BACKUP");
        Thread.sleep(QUIET.toMillis());
        assertThat(lesser.lastState()).isEqualTo("BACKUP");
        lesser.stop();
        theirs.stop();
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

    private Topology network() {
        return Objects.requireNonNull(topology);
    }
}
