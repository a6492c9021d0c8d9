/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.latency;

import director.bench.load.Outcome;
import director.bench.rig.Case;
import director.bench.rig.Cores;
import director.bench.rig.HugePageReservation;
import director.bench.rig.Memory;
import director.bench.rig.PcapFile;
import director.bench.rig.RigChild;
import director.bench.rig.RigSettings;
import director.bench.rig.Traffic;
import director.bench.rig.Workspace;
import director.bench.support.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Time inside the director, measured in a process of its own, and in words. */
public final class Latency {
    private static final int WARM_UP_MS = 10_000;
    private static final int START_AND_STOP_SECONDS = 120;
    private static final int MS_PER_SECOND = 1_000;
    private static final double MILLION = 1e6;

    private final LatencyResult result;

    Latency(final LatencyResult result) {
        this.result = result;
    }

    /**
     * Measures.
     *
     * @param measured  what.
     * @param cores     where to.
     * @param measureMs how long each load is measured, in milliseconds.
     * @return the figures.
     * @throws IOException                                if there is no room for the capture.
     * @throws director.bench.support.BenchException if it fails, or memory is missing.
     */
    public static Latency measure(final Case measured, final Cores cores, final int measureMs) throws IOException {
        try (Workspace workspace = new Workspace(); HugePageReservation hugePages = new HugePageReservation()) {
            hugePages.require(Memory.megabytes(measured.flows(), measured.flows()));
            final Path pcap = workspace.directory().resolve("input.pcap");
            PcapFile.write(pcap, measured.flows(), new Traffic(measured)::replayed);
            final RigSettings settings = RigSettings.of(measured, pcap, cores, measureMs, WARM_UP_MS);
            return new Latency(RigChild.run(LatencyProcess.class, settings, LatencyResult.class,
                workspace.directory(),
                START_AND_STOP_SECONDS + LatencyProcess.SHARES.size() * measureMs / MS_PER_SECOND));
        }
    }

    /**
     * The figures for programs.
     *
     * @return an object; times in microseconds.
     */
    public ObjectNode json() {
        final ObjectNode node = Json.object();
        node.set("case", Json.tree(result.measured()));
        node.put("peakMpps", Json.rounded(result.peakMpps()));
        node.put("bytesAllocated", result.allocatedBytes());
        node.set("drops", Json.tree(result.drops()));
        node.set("idle", Json.tree(result.idle()));
        final ArrayNode loads = node.putArray("loads");
        for (final LatencyResult.Share share : result.loads()) {
            final ObjectNode load = loads.addObject();
            final Outcome outcome = share.outcome();
            load.put("percent", share.percent());
            load.put("mpps", Json.rounded(outcome.perSecond() / MILLION));
            load.put("packets", outcome.packets());
            load.put("lost", outcome.allLost());
            load.setAll((ObjectNode) Json.tree(outcome.bursts()));
        }
        return node;
    }

    /**
     * The figures for people.
     *
     * @return a table in Markdown, and how to read it.
     */
    public String markdown() {
        final StringBuilder text = new StringBuilder();
        text.append("| load | Mpps | bursts | p50 us | p99 us | p99.9 us | p99.99 us | longest us | packets lost |\n");
        text.append("| --- | --: | --: | --: | --: | --: | --: | --: | --: |\n");
        for (final LatencyResult.Share share : result.loads()) {
            final Outcome outcome = share.outcome();
            text.append(String.format(Locale.ROOT, "| %d %% | %.2f | %,d | %s | %,d |\n", share.percent(),
                outcome.perSecond() / MILLION, outcome.bursts().count(), outcome.bursts().cells(), outcome.allLost()));
        }
        text.append(String.format(Locale.ROOT, "| no packets | 0 | %,d | %s | 0 |\n",
            result.idle().count(), result.idle().cells()));
        text.append(String.format(Locale.ROOT, "\n%s; %.2f million packets a second without a limit. From when the "
            + "first packet of a burst was due until all of the burst was transmitted, inside the worker; packets come "
            + "in equal intervals, whether the worker is ready or not, and are lost when 1,024 wait. The last line is "
            + "from one duty cycle without packets to the next: what the machine adds. The worker's thread allocated "
            + "%,d bytes under all loads together; dropped: %s.\n", result.measured(), result.peakMpps(),
            result.allocatedBytes(), result.drops().isEmpty() ? "0" : result.drops()));
        return text.toString();
    }
}
