/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import director.bench.environment.Environment;
import director.bench.rig.RigSettings;
import director.bench.support.Json;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Results in words: as JSON for programs, as Markdown for people. */
final class Report {
    private final Environment environment;
    private final List<CaseResult> results;

    Report(final Environment environment, final List<CaseResult> results) {
        this.environment = environment;
        this.results = List.copyOf(results);
    }

    String json() {
        final ObjectNode root = Json.object();
        root.set("environment", Json.tree(environment.facts()));
        addCases(root.putArray("cases"), results);
        return Json.text(root);
    }

    /** Adds an object for each result. */
    static void addCases(final ArrayNode cases, final List<CaseResult> results) {
        results.forEach(result -> add(cases.addObject(), result));
    }

    private static void add(final ObjectNode node, final CaseResult result) {
        node.setAll((ObjectNode) Json.tree(result.measured()));
        final ObjectNode least = Json.object();
        final ObjectNode most = Json.object();
        final ObjectNode perCpuSecond = Json.object();
        for (final Figure figure : Figure.values()) {
            (figure.perCpuSecond() ? perCpuSecond : node).put(figure.key(), Json.rounded(result.median(figure)));
            if (!figure.perCpuSecond()) {
                least.put(figure.key(), Json.rounded(result.least(figure)));
                most.put(figure.key(), Json.rounded(result.most(figure)));
            }
        }
        node.put("bytesAllocatedPerPacket", result.bytesAllocatedPerPacket());
        final ObjectNode drops = node.putObject("drops");
        result.drops().forEach(drops::put);
        node.set("perCpuSecond", perCpuSecond);
        node.set("min", least);
        node.set("max", most);
        node.put("rounds", result.rounds().size());
        node.put("frameBytes", result.measured().kind().frameBytes());
    }

    String markdown() {
        return table(results) + "\n" + environment.sentence() + "\n";
    }

    /** The results as a table, and what has to be known to read it. */
    static String table(final List<CaseResult> results) {
        final StringBuilder text = new StringBuilder();
        text.append("| case | Mpps | macswap | csum | ÷ macswap | ÷ csum | Mpps per CPU-second | B/packet | drops |\n");
        text.append("| --- | --: | --: | --: | --: | --: | --: | --: | --- |\n");
        results.forEach(result -> text.append(row(result)));
        text.append("\nOne worker core, bursts of ").append(RigSettings.BURST).append(", frames of 60 bytes, with IPv6 "
            + "of 80 as fewer do not hold its headers, from the client's side alone, mbuf buffers of ")
            .append(RigSettings.DATA_ROOM).append(" bytes; beside DPDK's testpmd in its modes macswap and csum on "
            + "the same input. A figure is the median of the rounds; ratios are of the same round. Million packets per "
            + "CPU-second: director / macswap / csum. With syn each packet opens a connection, in a table that is "
            + "empty at first.\n");
        return text.toString();
    }

    private static String row(final CaseResult result) {
        return String.format(Locale.ROOT,
            "| %s | %.1f | %.1f | %.1f | %.2f | %.2f | %.1f / %.1f / %.1f | %.3f | %s |\n", result.measured(),
            result.median(Figure.MPPS), result.median(Figure.MACSWAP_MPPS), result.median(Figure.CSUM_MPPS),
            result.median(Figure.RATIO_MACSWAP), result.median(Figure.RATIO_CSUM), result.median(Figure.CPU_MPPS),
            result.median(Figure.CPU_MACSWAP_MPPS), result.median(Figure.CPU_CSUM_MPPS),
            result.bytesAllocatedPerPacket(), result.drops().isEmpty() ? "0" : result.drops());
    }
}
