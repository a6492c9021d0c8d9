/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real servers that die, hang, fall ill and recover, and what a client sees of it. */
@Tag(WholeMachine.TAG)
class HealthIT {
    /** Two checks in a row, 200 ms apart, of 200 ms at most each; what is more is for a machine that is busy. */
    private static final long LEAVES_WITHIN_MS = 4_000;
    private static final long RETURNS_WITHIN_MS = 4_000;
    private static final String SORRY = "4";
    private static final String ALL = "10.0.0.100";

    private static Topology topology;

    private final Map<Integer, Process> servers = new HashMap<>();
    @TempDir
    private Path directory = Path.of("");
    private DirectorProcess director;
    private Visits visits;

    @BeforeAll
    static void makeNetwork() {
        Requirements.assumeRootAndDpdk();
        topology = new Topology(4, true);
    }

    @AfterAll
    static void removeNetwork() {
        if (topology != null) {
            topology.close();
        }
    }

    @BeforeEach
    void startEverything() throws IOException {
        for (int i = 1; i <= 4; i++) {
            startServer(i);
        }
        director = DirectorProcess.start(topology, Files.writeString(directory.resolve("director.yaml"), """
            version: 1
            memory: {hugePages: required, megabytes: 128, mbufs: 8192, maxConnections: 65536}
            ports:
              - {name: client, interface: dc0, addresses: [10.0.0.254/24]}
              - {name: servers, interface: ds0, addresses: [10.9.0.254/16]}
            workers: {cores: [0], idle: backoff, warmUp: 0}
            services:
              - protocol: tcp
                address: 10.0.0.100
                port: 80
                scheduler: rr
                healthChecks:
                  - {type: http, path: /health, intervalMs: 200, timeoutMs: 200, rise: 2, fall: 2}
                  - {type: ping, intervalMs: 500, timeoutMs: 400, rise: 1, fall: 2, source: 10.9.0.253}
                quorum: {weight: 2, up: [%1$s, quorum, up], down: [%1$s, quorum, down]}
                notify: {up: [%1$s, up], down: [%1$s, down]}
                flapping: {windowMs: 0}
                realServers:
                  - {address: 10.9.0.1}
                  - {address: 10.9.0.2}
                  - {address: 10.9.0.3}
                  - {address: 10.9.0.4, sorry: true}
            """.formatted(notifier()))).awaitReady();
        visits = new Visits(topology, ALL, 80);
    }

    @AfterEach
    void stopEverything() {
        if (visits != null) {
            visits.close();
        }
        try (DirectorProcess running = director) {
            assertThat(running.terminate()).as(running.output()).isZero();
        } finally {
            servers.values().forEach(Process::destroyForcibly);
        }
    }

    @Test
    void shouldTakeTrafficFromWhoeverDiesHangsOrFallsIllAndGiveItBack() throws Exception {
        visits.awaitOnly("real1", "real2", "real3");

        server(2).destroyForcibly().waitFor();
        leaves(visits.awaitOnly("real1", "real3"));
        startServer(2);
        returns(visits.awaitOnly("real1", "real2", "real3"));

        signal("STOP", 1);
        leaves(visits.awaitOnly("real2", "real3"));
        signal("CONT", 1);
        returns(visits.awaitOnly("real1", "real2", "real3"));

        Files.writeString(sick(3), "");
        leaves(visits.awaitOnly("real1", "real2"));
        Files.delete(sick(3));
        returns(visits.awaitOnly("real1", "real2", "real3"));

        ignorePings(3, true);
        leaves(visits.awaitOnly("real1", "real2"));
        ignorePings(3, false);
        returns(visits.awaitOnly("real1", "real2", "real3"));

        assertThat(director.output())
            .contains("real server 10.9.0.2:80 of TCP 10.0.0.100:80 is down: Connection refused")
            .contains("real server 10.9.0.1:80 of TCP 10.0.0.100:80 is down: no answer within 200 ms")
            .contains("real server 10.9.0.3:80 of TCP 10.0.0.100:80 is down: answered with status 500")
            .contains("real server 10.9.0.3:80 of TCP 10.0.0.100:80 is down: no answer within 400 ms");
    }

    @Test
    void shouldSendClientsToTheSorryServerWhileTheQuorumIsLackingAndTellTheOperator() throws Exception {
        visits.awaitOnly("real1", "real2", "real3");
        server(1).destroyForcibly().waitFor();
        leaves(visits.awaitOnly("real2", "real3"));

        server(2).destroyForcibly().waitFor();
        leaves(visits.awaitOnly("real" + SORRY));
        startServer(1);
        returns(visits.awaitOnly("real1", "real3"));

        assertThat(Files.readAllLines(directory.resolve("notified"))).as("%s", director.output()).containsExactly(
            "up", "up", "quorum up", "up", "down", "down", "quorum down", "up", "quorum up");
    }

    private Process server(final int number) {
        return Objects.requireNonNull(servers.get(number));
    }

    private static void leaves(final Visits.Change change) {
        assertThat(change.leftMs()).as("%s", change).isLessThan(LEAVES_WITHIN_MS);
    }

    private static void returns(final Visits.Change change) {
        assertThat(change.cameMs()).as("%s", change).isLessThan(RETURNS_WITHIN_MS);
    }

    private void startServer(final int number) throws IOException {
        final Process server = topology.start("REAL" + number, "Patient", "10.9.0." + number, "80",
            "real" + number, sick(number).toString());
        servers.put(number, server);
        assertThat(server.inputReader().readLine()).isEqualTo("ready");
    }

    private Path sick(final int number) {
        return directory.resolve("sick" + number);
    }

    private void signal(final String signal, final int number) {
        Shell.succeed("kill", "-" + signal, Long.toString(Objects.requireNonNull(servers.get(number)).pid()));
    }

    private static void ignorePings(final int number, final boolean ignore) {
        Shell.succeed(topology.in("REAL" + number, "sh", "-c", "echo " + (ignore ? 1 : 0)
            + " >/proc/sys/net/ipv4/icmp_echo_ignore_all").toArray(String[]::new));
    }

    /** A program that writes its arguments down. */
    private Path notifier() throws IOException {
        final Path program = Files.writeString(directory.resolve("notify.sh"),
            "#!/bin/sh\necho \"$*\" >>" + directory.resolve("notified") + "\n");
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }
}
