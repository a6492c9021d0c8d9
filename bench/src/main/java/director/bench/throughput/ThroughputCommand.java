/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import director.bench.environment.Environment;
import director.bench.rig.Case;
import director.bench.rig.Cores;
import director.bench.support.BenchException;
import director.bench.support.ResultFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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
            + "core, in turns. Needs root, two cores and huge pages, which it reserves for the time, a million flows "
            + "3 GB.",
        "Cases are the product of the lists; a list that is left out is taken whole, but for what its option says. All "
            + "of them take hours. The table goes to standard output.",
        "A case that fails, or for which the machine is too busy, is left out, and the exit code is 1."
    })
public final class ThroughputCommand implements Callable<Integer> {
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
        converter = ResultFile.class,
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
        final Cores cores = Cores.require();
        Competition.requireTestpmd();
        final Competition competition = new Competition(new Competition.Terms(roundCount(),
            (int) (seconds * MS_PER_SECOND), warmUpSeconds * MS_PER_SECOND, maxDriftPercent), this::say);
        competition.run(cases, cores);
        publish(new Report(Environment.current(), competition.results()));
        if (competition.missing() > 0) {
            throw BenchException.failed(competition.missing() + " of " + cases.size()
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
}
