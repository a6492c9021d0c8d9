/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.workers;

import director.bench.rig.Case;
import director.bench.rig.Cores;
import director.bench.rig.Division;
import director.bench.rig.HugePageReservation;
import director.bench.rig.Measurement;
import director.bench.rig.Median;
import director.bench.rig.Memory;
import director.bench.rig.PcapFile;
import director.bench.rig.RigChild;
import director.bench.rig.RigSettings;
import director.bench.rig.Traffic;
import director.bench.rig.Workspace;
import director.bench.support.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What two workers do beside what one does, measured and in words. */
public final class Workers {
    private static final int WORKERS = 2;
    private static final int WARM_UP_MS = 10_000;
    private static final int TIMEOUT_SECONDS = 180;

    private final int flows;
    private final boolean poolEach;
    private final WorkersResult result;

    private Workers(final int flows, final boolean poolEach, final WorkersResult result) {
        this.flows = flows;
        this.poolEach = poolEach;
        this.result = result;
    }

    /**
     * Has two workers of one director forward packets of NAT that each of them owns.
     *
     * @param cores     where to; the second worker shares its core with all else.
     * @param flows     how many connections, of both together.
     * @param measureMs each stretch of time, in milliseconds.
     * @param poolEach  whether the ports of both have mbufs of pools of their own.
     * @return the figures.
     * @throws IOException                           if there is no room for captures.
     * @throws director.bench.support.BenchException if it fails, or memory is missing.
     */
    public static Workers measure(final Cores cores, final int flows, final int measureMs, final boolean poolEach)
        throws IOException {
        final Case measured = Case.usual(flows, Case.ESTABLISHED);
        final Traffic traffic = new Traffic(measured);
        final Division division = new Division(traffic, WORKERS);
        try (Workspace workspace = new Workspace(); HugePageReservation hugePages = new HugePageReservation()) {
            final int frames = poolEach ? WORKERS * (flows + RigSettings.SPARE_MBUFS) : flows;
            hugePages.require(Memory.megabytes(frames, 2 * WORKERS * flows));
            final List<String> pcaps = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                final Path pcap = workspace.directory().resolve("worker" + i + ".pcap");
                final int[] places = division.replayed(i);
                PcapFile.write(pcap, places.length, frame -> traffic.replayed(places[frame]));
                pcaps.add(pcap.toString());
            }
            return new Workers(flows, poolEach, RigChild.run(WorkersProcess.class,
                new RigSettings(measured, pcaps, flows, cores.worker(), cores.control(), measureMs, WARM_UP_MS, 0,
                    poolEach),
                WorkersResult.class, workspace.directory(), TIMEOUT_SECONDS));
        }
    }

    private double ratio() {
        return Median.of(result.turns(), Turn::ratio);
    }

    /**
     * The figures for programs.
     *
     * @return an object.
     */
    public ObjectNode json() {
        final ObjectNode node = Json.object();
        node.put("flows", flows);
        node.put("poolEach", poolEach);
        node.put("ratio", Json.rounded(ratio()));
        node.put("aloneMpps", Json.rounded(Median.of(result.turns(), Turn::aloneMpps)));
        node.put("togetherMpps", Json.rounded(Median.of(result.turns(), Turn::togetherMpps)));
        final ArrayNode turns = Json.array();
        for (final Turn turn : result.turns()) {
            final ObjectNode each = turns.addObject();
            each.put("ratio", Json.rounded(turn.ratio()));
            each.set("alone", rates(turn.alone()));
            each.set("together", rates(turn.together()));
        }
        node.set("turns", turns);
        return node;
    }

    private static ArrayNode rates(final List<Measurement> workers) {
        final ArrayNode rates = Json.array();
        for (final Measurement worker : workers) {
            final ObjectNode rate = rates.addObject();
            rate.put("mpps", Json.rounded(worker.mpps()));
            rate.put("mppsPerCpuSecond", Json.rounded(worker.mppsPerCpuSecond()));
            rate.set("drops", Json.tree(worker.drops()));
        }
        return rates;
    }

    /**
     * The figures for people.
     *
     * @return a table in Markdown, and how to read it.
     */
    public String markdown() {
        final StringBuilder text = new StringBuilder("""
            | turn | worker 0 alone | worker 1 alone | worker 0 with 1 | worker 1 with 0 | both by one |
            | --: | --: | --: | --: | --: | --: |
            """);
        for (int i = 0; i < result.turns().size(); i++) {
            final Turn turn = result.turns().get(i);
            text.append(String.format(Locale.ROOT, "| %d | %s | %s | %.2f |\n", i + 1, cells(turn.alone()),
                cells(turn.together()), turn.ratio()));
        }
        return text.append(String.format(Locale.ROOT, "\nMillion packets a second of processor time, NAT, %,d "
            + "established flows, each worker with packets that it owns, in mbufs of %s; in the median both together "
            + "do %.2f times what one does. The second one shares its core with all other threads.\n", flows,
            poolEach ? "a pool of its own" : "a pool that they share", ratio())).toString();
    }

    private static String cells(final List<Measurement> workers) {
        return String.join(" | ", workers.stream()
            .map(worker -> String.format(Locale.ROOT, "%.1f", worker.mppsPerCpuSecond())).toList());
    }
}
