/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A load generator through the director. Each run has a network of its own: where an earlier director was, real servers
 * still close connections that the next one does not know, and no packet could be asked not to be dropped.
 */
@Tag(WholeMachine.TAG)
class LoadIT {
    private static final int[] WEIGHTS = {3, 2, 1};

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"af_packet, 10.0.0.100", "af_xdp, 10.0.0.100", "af_packet, [fd00::100]", "af_xdp, [fd00::100]"})
    void shouldServeTwentyThousandRequestsOverAThousandConnectionsWithoutAnError(final String pmd, final String host)
        throws IOException {
        Requirements.assumeRootAndDpdk();
        assumeTrue(Shell.has("wrk"), "needs wrk: apt-get install wrk");
        final Path configuration = Files.writeString(directory.resolve("director.yaml"),
            Configurations.balancing("required", WEIGHTS).replace("af_packet", pmd));
        try (Topology topology = new Topology(WEIGHTS.length)) {
            RealServers.start(topology, WEIGHTS.length);
            try (DirectorProcess director = DirectorProcess.start(topology, configuration).awaitReady()) {
                final String report = Shell.succeed(topology.in("CLIENT", "wrk", "-t1", "-c1000", "-d8s", "--timeout",
                    "10s", "http://" + host + ":80/").toArray(String[]::new));
                assertThat(director.terminate()).as(director.output()).isZero();
                assertThat(report).doesNotContain("Socket errors").doesNotContain("Non-2xx");
                final Matcher requests = Pattern.compile("(\\d+) requests in").matcher(report);
                assertThat(requests.find()).as(report).isTrue();
                assertThat(Integer.parseInt(requests.group(1))).as(report).isGreaterThanOrEqualTo(20_000);
                assertThat(director.counter("connections-opened")).isGreaterThanOrEqualTo(1_000);
                // Kernels with IPv6 tell routers which groups they listen to; that is no load.
                assertThat(director.counter("dropped") - director.counter("dropped{reason=not-local}"))
                    .as(director.output()).isZero();
                assertThat(director.output()).doesNotContain("did not come back");
            }
        }
    }
}
