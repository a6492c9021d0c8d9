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
import tools.jackson.databind.node.ObjectNode;

/** What packets pay for weights that change, measured in a process of its own, and in words. */
public final class Weights {
    private static final Case MEASURED = new Case("nat", 4, "tcp", 4_096, Case.ESTABLISHED, 1, 10_000);
    private static final int WARM_UP_MS = 10_000;
    private static final int START_AND_STOP_SECONDS = 120;
    /** One before any counts, and those of the three rows. */
    private static final int LOADS = 4;
    private static final int MS_PER_SECOND = 1_000;
    private static final double MILLION = 1e6;

    private final WeightsResult result;

    Weights(final WeightsResult result) {
        this.result = result;
    }

    /**
     * Measures.
     *
     * @param cores     where to.
     * @param measureMs how long each load is measured, in milliseconds.
     * @return the figures.
     * @throws IOException                                if there is no room for the capture.
     * @throws director.bench.support.BenchException if it fails, or memory is missing.
     */
    public static Weights measure(final Cores cores, final int measureMs) throws IOException {
        try (Workspace workspace = new Workspace(); HugePageReservation hugePages = new HugePageReservation()) {
            hugePages.require(Memory.megabytes(MEASURED.flows(), MEASURED.flows()));
            final Path pcap = workspace.directory().resolve("input.pcap");
            PcapFile.write(pcap, MEASURED.flows(), new Traffic(MEASURED)::replayed);
            return new Weights(RigChild.run(WeightsProcess.class,
                RigSettings.of(MEASURED, pcap, cores, measureMs, WARM_UP_MS), WeightsResult.class,
                workspace.directory(), START_AND_STOP_SECONDS + LOADS * measureMs / MS_PER_SECOND));
        }
    }

    /**
     * The figures for programs.
     *
     * @return an object; times in microseconds, those without changes with {@code Before} in their names; what a
     *     director that takes no time would have lost is {@code lostByMachine}.
     */
    public ObjectNode json() {
        final ObjectNode node = Json.object();
        node.set("case", Json.tree(result.measured()));
        node.put("mpps", Json.rounded(result.during().perSecond() / MILLION));
        node.put("changes", result.changes());
        node.put("lost", result.during().allLost());
        node.put("lostBefore", result.before().allLost());
        node.put("lostByMachine", result.machine().allLost());
        node.put("dropped", result.drops().values().stream().mapToLong(Long::longValue).sum());
        node.set("drops", Json.tree(result.drops()));
        node.set("deoptimized", Json.tree(result.left()));
        node.put("p9999Us", result.during().bursts().p9999Us());
        node.put("p9999UsBefore", result.before().bursts().p9999Us());
        node.put("maxUs", result.during().bursts().maxUs());
        node.put("maxUsBefore", result.before().bursts().maxUs());
        return node;
    }

    /**
     * The figures for people.
     *
     * @return a table in Markdown, and how to read it.
     */
    public String markdown() {
        return "| | bursts | p50 us | p99 us | p99.9 us | p99.99 us | longest us | packets lost |\n"
            + "| --- | --: | --: | --: | --: | --: | --: | --: |\n"
            + row("a director that takes no time", result.machine())
            + row("without changes", result.before()) + row("while weights change", result.during())
            + String.format(Locale.ROOT, "\n%s, at half the peak rate, %.2f million packets a second. The first "
                + "row is of a thread that only looks at the clock: what it loses is the machine's doing. %,d weights "
                + "changed, each 10 ms after the one before was done, in the conductor's way, in a director that "
                + "was warmed up. Dropped by it: %s. Compiled code of the packet path that the worker had to leave "
                + "meanwhile: %s.\n", result.measured(), result.during().perSecond() / MILLION, result.changes(),
                result.drops().isEmpty() ? "0" : result.drops(),
                result.left().isEmpty() ? "none" : String.join(", ", result.left()));
    }

    private static String row(final String what, final Outcome outcome) {
        return String.format(Locale.ROOT, "| %s | %,d | %s | %,d |\n", what, outcome.bursts().count(),
            outcome.bursts().cells(), outcome.allLost());
    }
}
