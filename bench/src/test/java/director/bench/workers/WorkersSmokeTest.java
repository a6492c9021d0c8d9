/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import director.bench.BenchCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two workers with DPDK, for a moment: whether both forward what is theirs, not how fast. */
class WorkersSmokeTest {
    @TempDir
    private Path directory = Path.of("");

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldHaveEachWorkerForwardAloneAndBesideTheOther(final boolean poolEach) throws Exception {
        final StringWriter out = new StringWriter();
        final StringWriter err = new StringWriter();
        final Path json = directory.resolve("result.json");
        final int exitCode = BenchCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
            .execute("workers", "--flows", "1000", "--seconds", "0.05", "--json", json.toString(),
                "--shared-pool=" + !poolEach);
        assumeTrue(exitCode != 69, () -> "needs DPDK, huge pages and two cores: " + err);
        assertThat(exitCode).as("%s", err).isZero();
        final JsonNode workers = JsonMapper.shared().readTree(Files.readString(json)).get("workers");
        assertThat(workers.get("poolEach").asBoolean()).isEqualTo(poolEach);
        assertThat(workers.get("ratio").asDouble()).isBetween(0.1, 4.0);
        assertThat(workers.get("turns").size()).isEqualTo(5);
        for (final JsonNode turn : workers.get("turns")) {
            for (final String kind : new String[] {"alone", "together"}) {
                assertThat(turn.get(kind).size()).isEqualTo(2);
                for (final JsonNode worker : turn.get(kind)) {
                    assertThat(worker.get("mpps").asDouble()).as("%s", turn).isPositive();
                    assertThat(worker.get("drops").isEmpty()).as("%s", turn).isTrue();
                }
            }
        }
        assertThat(out.toString()).contains("| turn | worker 0 alone |",
            poolEach ? "in mbufs of a pool of its own" : "in mbufs of a pool that they share");
    }
}
