/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import director.bench.BenchCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is paced, with DPDK, for a moment: whether it works, not how long anything takes. */
class LoadSmokeTest {
    @TempDir
    private Path directory = Path.of("");
    private final StringWriter out = new StringWriter();

    private JsonNode run(final String... arguments) throws Exception {
        final Path json = directory.resolve("result.json");
        final StringWriter err = new StringWriter();
        final String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--json";
        all[arguments.length + 1] = json.toString();
        final int exitCode =
            BenchCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(all);
        assumeTrue(exitCode != 69, () -> "needs DPDK, huge pages and two cores: " + err);
        assertThat(exitCode).as("%s", err).isZero();
        return JsonMapper.shared().readTree(Files.readString(json));
    }

    @Test
    void shouldMeasureThreeLoads() throws Exception {
        final JsonNode latency = run("latency", "--seconds", "0.3").get("latency");
        assertThat(latency.get("peakMpps").asDouble()).isPositive();
        assertThat(latency.get("loads").size()).isEqualTo(3);
        for (final JsonNode load : latency.get("loads")) {
            assertThat(load.get("packets").asLong()).isPositive();
            assertThat(load.get("count").asLong()).isPositive();
            assertThat(load.get("p50Us").asDouble()).isPositive().isLessThanOrEqualTo(load.get("maxUs").asDouble());
        }
        assertThat(latency.get("drops").isEmpty()).as("%s", latency.get("drops")).isTrue();
        assertThat(out.toString()).contains("| 50 % |", "| no packets |");
    }

    @Test
    void shouldChangeWeightsUnderLoad() throws Exception {
        final JsonNode weights = run("weights", "--seconds", "0.3").get("weights");
        assertThat(weights.get("changes").asInt()).isPositive();
        assertThat(weights.get("mpps").asDouble()).isPositive();
        assertThat(weights.get("lostByMachine").asLong()).isNotNegative();
        // The first row is of packets that nothing was done with.
        assertThat(out.toString()).containsPattern("\\| a director that takes no time \\| [1-9]");
        assertThat(weights.get("drops").isEmpty()).as("%s", weights.get("drops")).isTrue();
    }

    @Test
    void shouldCountWhatANewProcessLoses() throws Exception {
        final JsonNode start = run("start", "--mpps", "1").get("start");
        assertThat(start.get("packets").asLong()).isPositive();
        assertThat(start.get("lostPer100Ms").size()).isEqualTo(10);
        assertThat(start.get("lostByMachine").asLong()).isNotNegative();
        assertThat(start.get("connections").asLong()).isBetween(1L, 4_096L);
        assertThat(start.get("warmUpMs").asLong()).isPositive();
        assertThat(start.get("deoptimized")).isEmpty();
        // What opens a connection table runs once for it; packets run nothing that was not compiled before.
        assertThat(start.get("compiled").valueStream().map(JsonNode::asString)
            .filter(name -> !name.endsWith("<init>") && !name.endsWith("IndexLevel.open"))).isEmpty();
    }
}
