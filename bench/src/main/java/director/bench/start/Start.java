/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.start;

import director.bench.load.Load;
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
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** What a new process loses, measured and in words. */
public final class Start {
    /** In how many parts of the time losses are counted. */
    static final int PARTS = 10;

    private static final int FLOWS = 4_096;
    private static final int MEASURE_MS = 1_000;
    private static final int TIMEOUT_SECONDS = 90;
    private static final double MILLION = 1e6;

    private final StartResult result;

    Start(final StartResult result) {
        this.result = result;
    }

    /**
     * Starts a process and has packets come.
     *
     * @param cores where to.
     * @param mpps  million packets a second.
     * @return the figures.
     * @throws IOException                                if there is no room for captures.
     * @throws director.bench.support.BenchException if it fails, or memory is missing.
     */
    public static Start measure(final Cores cores, final double mpps) throws IOException {
        final Case opening = Case.usual(FLOWS, Case.SYN);
        try (Workspace workspace = new Workspace(); HugePageReservation hugePages = new HugePageReservation()) {
            hugePages.require(Memory.megabytes(2 * FLOWS, FLOWS));
            final Path first = workspace.directory().resolve("opening.pcap");
            final Path then = workspace.directory().resolve("data.pcap");
            PcapFile.write(first, FLOWS, new Traffic(opening)::replayed);
            PcapFile.write(then, FLOWS, new Traffic(Case.usual(FLOWS, Case.ESTABLISHED))::replayed);
            return new Start(RigChild.run(StartProcess.class, new RigSettings(opening,
                List.of(first.toString(), then.toString()), 2 * FLOWS, cores.worker(), cores.control(), MEASURE_MS, 0,
                mpps * MILLION, false), StartResult.class, workspace.directory(), TIMEOUT_SECONDS));
        }
    }

    /**
     * The figures for programs.
     *
     * @return an object.
     */
    public ObjectNode json() {
        final Outcome outcome = result.outcome();
        final ObjectNode node = Json.object();
        node.put("mpps", Json.rounded(outcome.perSecond() / MILLION));
        node.put("flows", FLOWS);
        node.put("packets", outcome.packets());
        node.put("lost", outcome.allLost());
        node.put("lostByMachine", result.machine().allLost());
        node.set("lostPer100Ms", Json.tree(outcome.lost()));
        node.put("connections", result.connections());
        node.set("drops", Json.tree(result.drops()));
        node.put("warmUpMs", result.warmUpMs());
        node.set("deoptimized", Json.tree(result.deoptimized()));
        node.set("compiled", Json.tree(result.compiled()));
        node.put("longestUs", Json.rounded(outcome.bursts().maxUs()));
        return node;
    }

    /**
     * The figures for people.
     *
     * @return a table in Markdown, and how to read it.
     */
    public String markdown() {
        final Outcome outcome = result.outcome();
        final String head = outcome.lost().stream().map(part -> " --: |").collect(Collectors.joining());
        final StringBuilder text = new StringBuilder("| ms |");
        for (int part = 1; part <= PARTS; part++) {
            text.append(" to ").append(part * MEASURE_MS / PARTS).append(" |");
        }
        text.append("\n| --- |").append(head).append("\n| packets lost |");
        outcome.lost().forEach(lost -> text.append(String.format(Locale.ROOT, " %,d |", lost)));
        text.append(String.format(Locale.ROOT, "\n\nA fresh process, warmed up for %.1f s, %.1f million packets a "
            + "second from the moment that its worker runs and knows its real servers' MAC addresses: a SYN of each of "
            + "%,d flows, then data. Lost is what came while %,d packets waited: %,d of %,d; a thread that only looks "
            + "at the clock would have lost %,d in a second, by the machine's doing. Opened: %,d connections. Dropped "
            + "by the director, as data without a connection is: %s. The longest wait: %.1f ms. Compiled code of the "
            + "packet path that the worker had to leave: %s; methods of it that were compiled: %s.\n",
            result.warmUpMs() / 1e3, outcome.perSecond() / MILLION, FLOWS, Load.DESCRIPTORS, outcome.allLost(),
            Math.round(outcome.perSecond() * MEASURE_MS / 1_000), result.machine().allLost(), result.connections(),
            result.drops().isEmpty() ? "0" : result.drops(), outcome.bursts().maxUs() / 1_000,
            listed(result.deoptimized()), listed(result.compiled())));
        return text.toString();
    }

    private static String listed(final List<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }
}
