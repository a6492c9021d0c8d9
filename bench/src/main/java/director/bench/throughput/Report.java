/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import java.util.List;
import java.util.Locale;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Results in words: as JSON for programs, as Markdown for people. */
final class Report {
    private static final JsonMapper MAPPER = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final double DIGITS = 1_000;

    private final Environment environment;
    private final List<CaseResult> results;

    Report(final Environment environment, final List<CaseResult> results) {
        this.environment = environment;
        this.results = List.copyOf(results);
    }

    String json() {
        final ObjectNode root = MAPPER.createObjectNode();
        root.set("environment", MAPPER.valueToTree(environment));
        final ArrayNode cases = root.putArray("cases");
        results.forEach(result -> add(cases.addObject(), result));
        return MAPPER.writeValueAsString(root) + "\n";
    }

    private static void add(final ObjectNode node, final CaseResult result) {
        final Case measured = result.measured();
        node.put("forwarding", measured.forwarding());
        node.put("ip", measured.ip());
        node.put("protocol", measured.protocol());
        node.put("flows", measured.flows());
        node.put("pattern", measured.pattern());
        node.put("services", measured.services());
        node.put("servers", measured.servers());
        node.put("mpps", rounded(result.mpps()));
        node.put("macswapMpps", rounded(result.macswapMpps()));
        node.put("csumMpps", rounded(result.csumMpps()));
        node.put("ratioMacswap", rounded(result.ratioMacswap()));
        node.put("ratioCsum", rounded(result.ratioCsum()));
        node.put("bytesAllocatedPerPacket", result.bytesAllocatedPerPacket());
        final ObjectNode drops = node.putObject("drops");
        result.drops().forEach(drops::put);
        final ObjectNode perCpuSecond = node.putObject("perCpuSecond");
        perCpuSecond.put("mpps", rounded(result.mppsPerCpuSecond()));
        perCpuSecond.put("macswapMpps", rounded(result.macswapMppsPerCpuSecond()));
        perCpuSecond.put("csumMpps", rounded(result.csumMppsPerCpuSecond()));
        perCpuSecond.put("ratioMacswap", rounded(result.ratioMacswapPerCpuSecond()));
        perCpuSecond.put("ratioCsum", rounded(result.ratioCsumPerCpuSecond()));
        node.put("rounds", result.rounds().size());
    }

    String markdown() {
        final StringBuilder text = new StringBuilder();
        text.append("| case | Mpps | macswap | csum | ÷ macswap | ÷ csum | Mpps per CPU-second | B/packet | drops |\n");
        text.append("| --- | --: | --: | --: | --: | --: | --: | --: | --- |\n");
        for (final CaseResult result : results) {
            text.append(String.format(Locale.ROOT,
                "| %s | %.1f | %.1f | %.1f | %.2f | %.2f | %.1f / %.1f / %.1f | %.3f | %s |\n", result.measured(),
                result.mpps(), result.macswapMpps(), result.csumMpps(), result.ratioMacswap(), result.ratioCsum(),
                result.mppsPerCpuSecond(), result.macswapMppsPerCpuSecond(), result.csumMppsPerCpuSecond(),
                result.bytesAllocatedPerPacket(), result.drops().isEmpty() ? "0" : result.drops()));
        }
        text.append("\nOne worker core, frames of ").append(environment.frameBytes()).append(" bytes, bursts of ")
            .append(environment.burst()).append(", from the client's side alone, mbuf buffers of ")
            .append(environment.mbufBytes()).append(" bytes; beside DPDK's testpmd in its modes macswap and csum on "
            + "the same input. A figure is the median of the rounds; ratios are of the same round. Million packets per "
            + "CPU-second: director / macswap / csum.\n");
        text.append("\n").append(environment.cpu()).append(", ").append(environment.cores()).append(" cores, governor ")
            .append(environment.governor()).append("; Linux ").append(environment.kernel()).append("; ")
            .append(environment.jdk()).append("; DPDK ").append(environment.dpdk()).append("; ")
            .append(environment.hugePagesMb()).append(" MB of huge pages; ").append(environment.date())
            .append(". JVM flags: ").append(String.join(" ", environment.jvmFlags())).append("\n");
        return text.toString();
    }

    private static double rounded(final double value) {
        return Math.rint(value * DIGITS) / DIGITS;
    }
}
