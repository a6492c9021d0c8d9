/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import director.bench.support.BenchException;
import director.bindings.Dpdk;
import director.bindings.LcoreThread;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code director bench throughput}. */
@Command(
    name = "throughput",
    sortOptions = false,
    description = {
        "Counts how many packets one worker forwards in a second, beside dpdk-testpmd with the same packets, mbufs and "
            + "core, in turns. Needs root, two cores and up to 1 GB of huge pages, which it reserves for the time.",
        "Cases are the product of the lists; a list that is left out is taken whole. The table goes to standard output."
    })
public final class ThroughputCommand implements Callable<Integer> {
    private static final Path SELF = Path.of("/proc/self");
    private static final int ROOT = 0;
    private static final int DEFAULT_ROUNDS = 3;
    private static final double DEFAULT_SECONDS = 3;
    private static final double DEFAULT_DRIFT_PERCENT = 10;
    private static final int MAX_SECONDS = 10;
    private static final int MAX_WARM_UP_SECONDS = 10;
    private static final int MS_PER_SECOND = 1_000;

    @Mixin
    private Selection selection = new Selection();

    @Option(
        names = "--rounds",
        paramLabel = "NUMBER",
        description = "How often each contender's turn comes (default 3).")
    private @Nullable Integer rounds;

    @Option(
        names = "--json",
        paramLabel = "FILE",
        description = "Also writes the results there as JSON, and as Markdown beside it with the ending .md.")
    private @Nullable Path json;

    @Option(
        names = "--seconds",
        paramLabel = "SECONDS",
        defaultValue = "3",
        description = "How long each turn is measured: 0.1 to 10 (default ${DEFAULT-VALUE}).")
    private double seconds = DEFAULT_SECONDS;

    @Option(
        names = "--warm-up",
        paramLabel = "SECONDS",
        defaultValue = "10",
        description = "The longest wait for the director's rate to be stable: 0 to 10 (default ${DEFAULT-VALUE}).")
    private int warmUpSeconds = MAX_WARM_UP_SECONDS;

    @Option(
        names = "--max-drift",
        paramLabel = "PERCENT",
        defaultValue = "10",
        description = "A round in which testpmd before and after differ by more is measured again "
            + "(default ${DEFAULT-VALUE}).")
    private double maxDriftPercent = DEFAULT_DRIFT_PERCENT;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Made by picocli. */
    public ThroughputCommand() {
        // Nothing to prepare.
    }

    @Override
    public Integer call() throws IOException {
        final List<Case> cases = cases();
        final BitSet cores = requireMachine();
        final Path directory = Files.createTempDirectory("director-bench");
        final Thread cleanUp = new Thread(() -> delete(directory));
        Runtime.getRuntime().addShutdownHook(cleanUp);
        final List<CaseResult> results = new ArrayList<>();
        try (HugePageReservation hugePages = new HugePageReservation()) {
            final int most = cases.stream().mapToInt(Case::flows).max().orElseThrow();
            hugePages.require(Memory.megabytes(most));
            final Environment environment = Environment.current(hugePages.megabytes());
            for (final Case measured : cases) {
                try {
                    results.add(measure(measured, cores, directory));
                } catch (final BenchException e) {
                    say("not measured: " + e.getMessage());
                }
            }
            publish(new Report(environment, results));
        } finally {
            delete(directory);
            Runtime.getRuntime().removeShutdownHook(cleanUp);
        }
        if (results.size() < cases.size()) {
            throw BenchException.failed(cases.size() - results.size() + " of " + cases.size()
                + " cases were not measured; why stands above");
        }
        return 0;
    }

    private List<Case> cases() {
        try {
            require(rounds == null || rounds >= 1, "--rounds " + rounds + " is less than 1");
            require(seconds >= 0.1 && seconds <= MAX_SECONDS, "--seconds " + seconds + " is not in 0.1..10");
            require(warmUpSeconds >= 0 && warmUpSeconds <= MAX_WARM_UP_SECONDS,
                "--warm-up " + warmUpSeconds + " is not in 0..10");
            require(maxDriftPercent > 0, "--max-drift " + maxDriftPercent + " is not above 0");
            return selection.cases();
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private static void require(final boolean holds, final String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** Answers the cores that may be used, at least two. */
    private static BitSet requireMachine() throws IOException {
        Dpdk.version();
        if (!Files.getAttribute(SELF, "unix:uid").equals(ROOT)) {
            throw BenchException.unavailable("DPDK with huge pages needs root: run as root");
        }
        final boolean found = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, TestpmdContender.PROGRAM)));
        if (!found) {
            throw BenchException.unavailable(TestpmdContender.PROGRAM + " is not on the PATH: install it with apt-get "
                + "install --no-install-recommends dpdk-dev librte-net-pcap23");
        }
        final BitSet cores = LcoreThread.affinity();
        if (cores.cardinality() < 2) {
            throw BenchException.unavailable("two cores are needed, one that forwards and one for all else; this "
                + "process may use " + cores);
        }
        return cores;
    }

    private CaseResult measure(final Case measured, final BitSet cores, final Path directory) throws IOException {
        say(measured.toString());
        final Path pcap = directory.resolve(measured.flows() + ".pcap");
        final Kind kind = Kind.of(measured.forwarding(), measured.protocol());
        PcapFile.write(pcap, new Traffic(kind, measured.servers(), measured.flows()));
        final RigSettings settings = new RigSettings(kind, pcap, measured.flows(), measured.servers(),
            cores.length() - 1, cores.nextSetBit(0), (int) (seconds * MS_PER_SECOND), warmUpSeconds * MS_PER_SECOND);
        final Rounds competition = new Rounds(new DirectorContender(settings, directory),
            new TestpmdContender(settings, "macswap"), new TestpmdContender(settings, "csum"), maxDriftPercent,
            this::say);
        final CaseResult result = new CaseResult(measured, competition.run(roundCount()));
        Files.delete(pcap);
        return result;
    }

    private int roundCount() {
        if (rounds == null) {
            return selection.isQuick() ? 1 : DEFAULT_ROUNDS;
        }
        return rounds;
    }

    private void publish(final Report report) throws IOException {
        final PrintWriter out = spec.commandLine().getOut();
        out.print(report.markdown());
        out.flush();
        if (json != null) {
            Files.writeString(json, report.json());
            Files.writeString(markdownBeside(json), report.markdown());
        }
    }

    static Path markdownBeside(final Path json) {
        final String name = String.valueOf(json.getFileName());
        return json.resolveSibling((name.endsWith(".json") ? name.substring(0, name.length() - 5) : name) + ".md");
    }

    private void say(final String words) {
        final PrintWriter err = spec.commandLine().getErr();
        err.println(words);
        err.flush();
    }

    private static void delete(final Path directory) {
        try (var files = Files.list(directory)) {
            for (final Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (final IOException e) {
            // Gone already, or the system's to clean up.
            return;
        }
    }
}
