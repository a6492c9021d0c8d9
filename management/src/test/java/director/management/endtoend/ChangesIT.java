/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import director.management.socket.SocketClient;
import director.management.socket.SocketClient.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is configured changes while clients talk, through ports: no connection is cut, moved or slowed down. */
class ChangesIT {
    private static final int REAL_SERVERS = 3;
    private static final int TALK_PORT = 7;
    private static final int CONNECTIONS = 30;
    private static final int APPLIES = 1_000;
    /** By then the compiler has compiled nearly all that it will. */
    private static final int SETTLED = 400;
    private static final int SAMPLE = 200;
    private static final long GROWTH_MAX_KB = 16 << 10;
    private static final String EVENLY = "{real1=10, real2=10, real3=10}";
    private static final List<String> SCHEDULERS =
        List.of("rr", "wrr", "lc", "wlc", "sh", "dh", "mh", "lblc", "lblcr", "sed", "nq", "fo", "ovf", "twos");
    private static final String FRAME = """
        version: 1
        memory: {hugePages: required, megabytes: 128, mbufs: 8192, maxConnections: 65536}
        ports:
          - {name: client, interface: dc0, addresses: [10.0.0.254/24]}
          - {name: servers, interface: ds0, addresses: [10.9.0.254/16]}
        workers: {cores: [0], idle: backoff, warmUp: 0}
        """;

    private static Topology topology;

    private final Random random = new Random(5);
    @TempDir
    private Path directory = Path.of("");

    @BeforeAll
    static void makeNetwork() throws IOException {
        Requirements.assumeRootAndDpdk();
        topology = new Topology(REAL_SERVERS);
        RealServers.start(topology, REAL_SERVERS);
        for (int i = 1; i <= REAL_SERVERS; i++) {
            assertThat(topology.start("REAL" + i, "TcpEcho", "10.9.0." + i, "" + TALK_PORT, "real" + i)
                .inputReader().readLine()).isEqualTo("ready");
        }
    }

    @AfterAll
    static void removeNetwork() {
        if (topology != null) {
            topology.close();
        }
    }

    @Test
    void shouldReloadOnSighupWithoutTouchingConnections() throws Exception {
        final Path file = directory.resolve("director.yaml");
        Files.writeString(file, weights("rr", 1, 1, 1));
        try (DirectorProcess director = DirectorProcess.start(topology, file).awaitReady();
            Talks talks = new Talks(topology, "10.0.0.100", TALK_PORT, CONNECTIONS)) {
            assertThat(visit()).isEqualTo("{real1=20, real2=20, real3=20}");

            Files.writeString(file, weights("wrr", 3, 2, 1));
            director.hangUp();
            director.await("director.yaml was reloaded, and is version 2 now:")
                .await("  ~ real server 10.9.0.1:80 of TCP 10.0.0.100:80: weight 1 -> 3");
            assertThat(visit()).isEqualTo("{real1=30, real2=20, real3=10}");

            Files.writeString(file, weights("wrr", 3, 2, 1).replace("weight: 2", "weight: 70000000000"));
            director.hangUp();
            director.await("weight");
            director.await("70000000000");
            assertThat(visit()).isEqualTo("{real1=30, real2=20, real3=10}");

            // A real server that is gone keeps no connection, but for those that it has.
            Files.writeString(file, weights("wrr", 3, 2));
            director.hangUp();
            director.await("  - real server 10.9.0.3:80 of TCP 10.0.0.100:80");
            assertThat(visit()).isEqualTo("{real1=36, real2=24}");

            final Talks.Summary summary = talks.end();
            assertThat(summary.problems()).isEqualTo("{}");
            assertThat(summary.homes()).isEqualTo(EVENLY);
            assertThat(director.terminate()).as(director.output()).isZero();
        }
    }

    @Test
    void shouldKeepConnectionsAndMemoryThroughAThousandApplies() throws Exception {
        final Path file = Files.writeString(directory.resolve("director.yaml"), FRAME + services("rr", 0));
        final SocketClient socket = new SocketClient(DirectorProcess.SOCKET);
        // With a heap that is all there from the start, what grows is outside of it.
        try (DirectorProcess director = DirectorProcess.start(
            topology, List.of("-Xms96m", "-Xmx96m", "-XX:+AlwaysPreTouch"), file).awaitReady();
            Talks talks = new Talks(topology, "10.0.0.100", TALK_PORT, CONNECTIONS)) {
            final List<Long> usedKb = new ArrayList<>();
            for (int i = 0; i < APPLIES; i++) {
                final String yaml = FRAME + services(SCHEDULERS.get(random.nextInt(SCHEDULERS.size())), 40);
                final Answer answer = socket.send("PUT", "/v1/configuration", yaml, "Content-Type: application/yaml");
                assertThat(answer.status()).as("apply %d: %s%n%s", i, answer.body(), director.output()).isEqualTo(200);
                if ((i + 1) % SAMPLE == 0) {
                    usedKb.add(director.anonymousKb());
                }
            }
            System.out.println("KiB in use after each " + SAMPLE + " applies: " + usedKb);

            final Talks.Summary summary = talks.end();
            assertThat(summary.problems()).isEqualTo("{}");
            assertThat(summary.homes()).isEqualTo(EVENLY);
            assertThat(summary.exchanges()).isGreaterThan(10L * CONNECTIONS);
            assertThat(usedKb.getLast() - usedKb.get(SETTLED / SAMPLE - 1)).as("KiB").isLessThan(GROWTH_MAX_KB);
            assertThat(director.terminate()).as(director.output()).isZero();
            assertThat(director.output()).doesNotContain("Exception").doesNotContain("ERROR");
        }
    }

    private static String visit() {
        return Shell.run(topology.in("CLIENT",
            Programs.command("Client", "http", "10.0.0.100", "80", "60").toArray(String[]::new))).output().strip();
    }

    /** The service that is talked to, and one whose real servers have these weights. */
    private static String weights(final String scheduler, final int... weights) {
        final StringBuilder yaml = new StringBuilder(FRAME).append("""
            services:
              - {protocol: tcp, address: 10.0.0.100, port: 7, scheduler: rr, realServers: [
                   {address: 10.9.0.1}, {address: 10.9.0.2}, {address: 10.9.0.3}]}
              - protocol: tcp
                address: 10.0.0.100
                port: 80
                scheduler: %s
                realServers:
            """.formatted(scheduler));
        for (int i = 0; i < weights.length; i++) {
            yaml.append("      - {address: 10.9.0.%d, weight: %d}%n".formatted(i + 1, weights[i]));
        }
        return yaml.toString();
    }

    /** The service that is talked to with any weights and more real servers, and any others beside it. */
    private String services(final String scheduler, final int others) {
        final StringBuilder yaml = new StringBuilder("services:\n");
        service(yaml, TALK_PORT, scheduler);
        for (int i = 1; i <= REAL_SERVERS; i++) {
            realServer(yaml, "10.9.0." + i);
        }
        for (int i = random.nextInt(others + 1); i > 0; i--) {
            realServer(yaml, "10.9.1." + (5 * i + random.nextInt(5)));
        }
        for (int port = 1_000; port < 1_000 + others; port++) {
            if (random.nextBoolean()) {
                service(yaml, port, SCHEDULERS.get(random.nextInt(SCHEDULERS.size())));
                realServer(yaml, "10.9.2.1");
            }
        }
        return yaml.toString();
    }

    private static void service(final StringBuilder yaml, final int port, final String scheduler) {
        yaml.append("  - protocol: tcp\n    address: 10.0.0.100\n    port: %d%n    scheduler: %s%n    realServers:%n"
            .formatted(port, scheduler));
    }

    private void realServer(final StringBuilder yaml, final String address) {
        yaml.append("      - {address: %s, weight: %d}%n".formatted(address, 1 + random.nextInt(9)));
    }
}
