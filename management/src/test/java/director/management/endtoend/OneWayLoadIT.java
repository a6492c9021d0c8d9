/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A thousand connections at once, and long transfers, where the director sees one direction only. */
@Tag(WholeMachine.TAG)
class OneWayLoadIT {
    private static final int REAL_SERVERS = 2;
    private static final int LARGE = 100_000_000;
    /** The virtual addresses as they stand in URLs: direct routing, and tunnels over IPv4 and over IPv6. */
    private static final List<String> HOSTS = List.of(
        OneWay.DIRECT, "[" + OneWay.DIRECT6 + "]",
        OneWay.IPIP, OneWay.GRE, OneWay.GUE,
        OneWay.IPIP_4_IN_6, "[" + OneWay.IPIP_6_IN_6 + "]", "[" + OneWay.GRE_6_IN_6 + "]",
        "[" + OneWay.GUE_6_IN_6 + "]");

    @TempDir
    private static Path directory;
    private static Topology topology;
    private static DirectorProcess director;

    @BeforeAll
    static void start() throws IOException {
        Requirements.assumeRootAndDpdk();
        for (final String program : new String[] {"wrk", "curl", "busybox", "python3"}) {
            assumeTrue(Shell.has(program), "needs " + program + ": apt-get install " + program);
        }
        topology = new Topology(REAL_SERVERS);
        RealServers.start(topology, REAL_SERVERS);
        OneWay.prepare(topology, REAL_SERVERS);
        final byte[] content = new byte[LARGE];
        new Random(LARGE).nextBytes(content);
        Files.write(directory.resolve("large"), content);
        for (int i = 1; i <= REAL_SERVERS; i++) {
            Shell.succeed(topology.in("REAL" + i, "busybox", "httpd", "-p", "[::]:81", "-h", directory.toString())
                .toArray(String[]::new));
        }
        final String configuration = Configurations.balancing("required", 1, 1)
            + OneWay.services(80, REAL_SERVERS) + OneWay.services(81, REAL_SERVERS);
        director = DirectorProcess.start(topology,
            Files.writeString(directory.resolve("director.yaml"), configuration)).awaitReady();
    }

    @AfterAll
    static void stop() {
        try (Topology around = topology; DirectorProcess running = director) {
            if (around != null && running != null) {
                assertThat(running.terminate()).as(running.output()).isZero();
                // Kernels with IPv6 tell routers which groups they listen to; that is no load.
                assertThat(running.counter("dropped") - running.counter("dropped{reason=not-local}"))
                    .as(running.output()).isZero();
                assertThat(running.counter("connections-opened")).isGreaterThan(HOSTS.size() * 1_000L);
                assertThat(running.output()).doesNotContain("did not come back");
            }
        }
    }

    @ParameterizedTest
    @FieldSource("HOSTS")
    void shouldServeAThousandConnectionsAtOnceWithoutAnError(final String host) {
        final String report = Shell.succeed(topology.in("CLIENT", "wrk", "-t1", "-c1000", "-d4s", "--timeout", "10s",
            "http://" + host + ":80/").toArray(String[]::new));
        assertThat(report).doesNotContain("Socket errors").doesNotContain("Non-2xx");
        final Matcher requests = Pattern.compile("(\\d+) requests in").matcher(report);
        assertThat(requests.find()).as(report).isTrue();
        // Each connection was served, and more than once.
        assertThat(Integer.parseInt(requests.group(1))).as(report).isGreaterThanOrEqualTo(2_000);
    }

    @ParameterizedTest
    @FieldSource("HOSTS")
    void shouldDeliverAHundredMegabytes(final String host) {
        assertThat(Shell.succeed(topology.in("CLIENT", "sh", "-c",
            "curl -sS -m 50 http://%s:81/large | sha256sum".formatted(host)).toArray(String[]::new)).substring(0, 64))
            .isEqualTo(Shell.succeed("sha256sum", directory.resolve("large").toString()).substring(0, 64));
    }
}
