/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import static org.assertj.core.api.Assertions.assertThat;

import director.bench.environment.Environment;
import director.bench.rig.Case;
import director.bench.rig.Measurement;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {
    private static final Measurement DIRECTOR =
        new Measurement(60_000_000, 2_000_000_000, 1_000_000_000, 0, Map.of("no-route", 2L));
    private static final Measurement MACSWAP =
        new Measurement(100_000_000, 2_000_000_000, 2_000_000_000, 0, Map.of());
    private static final Measurement CSUM = new Measurement(40_000_000, 2_000_000_000, 2_000_000_000, 0, Map.of());

    private final Report report = new Report(
        new Environment(Map.of("cpu", "a processor", "cores", 2, "jvmFlags", List.of("-Xmx1g"), "dpdk", "22.11")),
        List.of(new CaseResult(Case.usual(4_096, Case.ESTABLISHED),
            List.of(new Rounds.Round(DIRECTOR, MACSWAP, CSUM), new Rounds.Round(DIRECTOR, MACSWAP, CSUM)))));

    @Test
    void shouldWriteTheFieldsThatProgramsRelyOn() {
        final JsonNode root = JsonMapper.shared().readTree(report.json());
        assertThat(root.propertyNames()).containsExactly("environment", "cases");
        final JsonNode first = root.get("cases").get(0);
        assertThat(first.propertyNames()).startsWith("forwarding", "ip", "protocol", "flows", "pattern", "services",
            "servers", "mpps", "macswapMpps", "csumMpps", "ratioMacswap", "ratioCsum", "bytesAllocatedPerPacket",
            "drops");
        assertThat(first.get("forwarding").asString()).isEqualTo("nat");
        assertThat(first.get("ip").asInt()).isEqualTo(4);
        assertThat(first.get("flows").asInt()).isEqualTo(4_096);
        assertThat(first.get("servers").asInt()).isEqualTo(16);
        assertThat(first.get("mpps").asDouble()).isEqualTo(30);
        assertThat(first.get("macswapMpps").asDouble()).isEqualTo(50);
        assertThat(first.get("csumMpps").asDouble()).isEqualTo(20);
        assertThat(first.get("ratioMacswap").asDouble()).isEqualTo(0.6);
        assertThat(first.get("ratioCsum").asDouble()).isEqualTo(1.5);
        assertThat(first.get("bytesAllocatedPerPacket").asDouble()).isZero();
        assertThat(first.get("drops").get("no-route").asLong()).isEqualTo(4);
        assertThat(first.get("perCpuSecond").get("mpps").asDouble()).isEqualTo(60);
        assertThat(first.get("min").get("mpps").asDouble()).isEqualTo(30);
        assertThat(first.get("max").get("ratioMacswap").asDouble()).isEqualTo(0.6);
        assertThat(first.get("frameBytes").asInt()).isEqualTo(60);
        assertThat(root.get("environment").get("dpdk").asString()).isEqualTo("22.11");
    }

    @Test
    void shouldWriteATableForPeople() {
        assertThat(report.markdown()).contains("| 30.0 | 50.0 | 20.0 | 0.60 | 1.50 |").contains("a processor, 2 cores")
            .contains("-Xmx1g");
    }

    @Test
    void shouldPutMarkdownBesideJson() {
        assertThat(ThroughputCommand.markdownBeside(Path.of("out/all.json"))).isEqualTo(Path.of("out/all.md"));
        assertThat(ThroughputCommand.markdownBeside(Path.of("all"))).isEqualTo(Path.of("all.md"));
    }
}
