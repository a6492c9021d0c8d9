/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import director.bench.rig.Case;
import director.bench.rig.Cores;
import director.bench.rig.HugePageReservation;
import director.bench.rig.Memory;
import director.bench.rig.PcapFile;
import director.bench.rig.RigSettings;
import director.bench.rig.Traffic;
import director.bench.rig.Workspace;
import director.bench.support.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.node.ArrayNode;

/** Measures cases, one after the other, beside testpmd. From one thread. */
public final class Competition {
    private final Terms terms;
    private final Consumer<String> progress;
    private final List<CaseResult> results = new ArrayList<>();
    private int missing;

    /**
     * How cases are measured.
     *
     * @param rounds          how often each contender's turn comes.
     * @param measureMs       how long a turn is measured, in milliseconds.
     * @param warmUpMs        the longest wait for a stable rate, in milliseconds.
     * @param maxDriftPercent by how much testpmd before and after may differ.
     */
    public record Terms(int rounds, int measureMs, int warmUpMs, double maxDriftPercent) {
    }

    /**
     * Measures nothing yet.
     *
     * @param terms    how to.
     * @param progress told what happens.
     */
    public Competition(final Terms terms, final Consumer<String> progress) {
        this.terms = terms;
        this.progress = progress;
    }

    /**
     * What testpmd needs beside the rest.
     *
     * @throws BenchException if it is not installed.
     */
    public static void requireTestpmd() {
        final boolean found = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, TestpmdContender.PROGRAM)));
        if (!found) {
            throw BenchException.unavailable(TestpmdContender.PROGRAM + " is not on the PATH: install it with apt-get "
                + "install --no-install-recommends dpdk-dev librte-net-pcap23");
        }
    }

    /**
     * Measures cases; one that fails, or for which the machine is too busy, is told and left out.
     *
     * @param cases one at least.
     * @param cores where to.
     * @throws IOException    if there is no room for captures.
     * @throws BenchException if there is not enough memory for any of them.
     */
    public void run(final List<Case> cases, final Cores cores) throws IOException {
        final int most = cases.stream().mapToInt(Case::flows).max().orElseThrow();
        try (Workspace workspace = new Workspace(); HugePageReservation hugePages = new HugePageReservation()) {
            hugePages.require(Memory.megabytes(most, most));
            for (final Case measured : cases) {
                try {
                    hugePages.require(Memory.megabytes(measured.flows(), measured.flows()));
                    results.add(measure(measured, cores, workspace.directory()));
                } catch (final BenchException e) {
                    missing++;
                    progress.accept("not measured: " + e.getMessage());
                }
            }
        }
    }

    private CaseResult measure(final Case measured, final Cores cores, final Path directory) throws IOException {
        progress.accept(measured.toString());
        final Path pcap = directory.resolve("input.pcap");
        PcapFile.write(pcap, measured.flows(), new Traffic(measured)::replayed);
        final RigSettings settings =
            RigSettings.of(measured, pcap, cores, terms.measureMs, terms.warmUpMs);
        final Rounds rounds = new Rounds(new DirectorContender(settings, directory),
            new TestpmdContender(settings, "macswap"), new TestpmdContender(settings, "csum"), terms.maxDriftPercent,
            progress);
        final CaseResult result = new CaseResult(measured, rounds.run(terms.rounds));
        Files.delete(pcap);
        return result;
    }

    List<CaseResult> results() {
        return results;
    }

    /**
     * How many cases were not measured.
     *
     * @return 0 if all were.
     */
    public int missing() {
        return missing;
    }

    /**
     * Adds what was measured as JSON.
     *
     * @param cases where to.
     */
    public void addTo(final ArrayNode cases) {
        Report.addCases(cases, results);
    }

    /**
     * What was measured as Markdown.
     *
     * @return a table, and how to read it.
     */
    public String table() {
        return Report.table(results);
    }
}
