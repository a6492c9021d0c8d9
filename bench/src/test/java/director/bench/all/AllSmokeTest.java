/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.all;

import static org.assertj.core.api.Assertions.assertThat;

import director.bench.BenchCommand;
import director.bench.environment.Environment;
import director.bench.support.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The shortest part, whether the machine can measure it or not: either way there is a report that says so. */
class AllSmokeTest {
    @Test
    void shouldWriteAReportThatBeginsWithTheTargets(@TempDir final Path directory) throws Exception {
        final StringWriter out = new StringWriter();
        final int exitCode = BenchCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(out))
            .execute("all", "--quick", "--only", "start", "--directory", directory.toString());
        final List<Path> files;
        try (var found = Files.list(directory)) {
            files = found.sorted().toList();
        }
        assertThat(files).hasSize(2);
        final JsonNode results = JsonMapper.shared().readTree(Files.readString(files.getFirst()));
        final boolean measured = results.has("start");
        assertThat(exitCode).as("%s", out).isEqualTo(measured ? 0 : 1);
        assertThat(results.get("notMeasured").has("start")).isNotEqualTo(measured);
        assertThat(Files.readString(files.get(1))).startsWith("# Results\n\n| what | target | measured | ratio | |\n")
            .contains("| first second, 5 million packets a second offered | ≤ 0 lost | ",
                "| NAT, 4,096 established flows | ≥ 0.70 × macswap | not measured |  | not asked for |");
        assertThat(out.toString()).contains("written: " + files.getFirst());
    }

    @Test
    void shouldKeepWhatWasMeasuredOfOtherPartsThatDay(@TempDir final Path directory) throws Exception {
        final Environment environment = Environment.current();
        final Path json = directory.resolve(AllCommand.name(environment) + ".json");
        Files.writeString(json, """
            {"cases":[{"forwarding":"nat","ip":4,"protocol":"tcp","flows":4096,"pattern":"established","services":1,
              "servers":16,"ratioMacswap":0.42,"ratioCsum":1.1,"bytesAllocatedPerPacket":0}],
             "tables":{"throughput":"the table\\n"},"notMeasured":{"expiry":"busy"}}""");
        final Everything everything =
            new Everything(Plan.quick(), environment, words -> { }, (ObjectNode) Json.read(json));
        everything.measure(List.of());
        assertThat(everything.markdown()).contains("| 0.42 × macswap |", "## Throughput\n\nthe table\n");
        assertThat(everything.lacks(List.of(Part.EXPIRY))).isTrue();
        assertThat(everything.lacks(List.of(Part.LATENCY))).isFalse();
    }
}
