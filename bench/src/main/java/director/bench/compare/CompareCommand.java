/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.compare;

import director.bench.support.BenchException;
import director.bench.support.Json;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code director bench compare}. */
@Command(
    name = "compare",
    description = {
        "Sets the cases of two results of throughput or all beside each other, and says what got better or worse by "
            + "more than chance: half of how far the rounds of both lay apart, together.",
        "A case is judged by its ratio to macswap, which was measured in turns with it. The exit code is 1 if one got "
            + "worse."
    })
public final class CompareCommand implements Callable<Integer> {
    private static final double PERCENT = 100;

    @Parameters(index = "0", paramLabel = "OLD.json", description = "What was before.")
    private Path before = Path.of("");

    @Parameters(index = "1", paramLabel = "NEW.json", description = "What is now.")
    private Path after = Path.of("");

    @Option(
        names = "--noise",
        paramLabel = "PERCENT",
        defaultValue = "5",
        description = "What counts as chance however near the rounds lay, 0 to 50 (default ${DEFAULT-VALUE}).")
    private double noisePercent;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Made by picocli. */
    public CompareCommand() {
        // Nothing to prepare.
    }

    @Override
    public Integer call() {
        if (noisePercent < 0 || noisePercent > PERCENT / 2) {
            throw new ParameterException(spec.commandLine(), "--noise " + noisePercent + " is not in 0..50");
        }
        final Comparison comparison =
            new Comparison(Json.read(before), Json.read(after), noisePercent / PERCENT);
        if (comparison.changes().isEmpty()) {
            throw BenchException.failed(before + " and " + after + " have no case in common");
        }
        final PrintWriter out = spec.commandLine().getOut();
        out.print(comparison.markdown());
        out.flush();
        return comparison.anyWorse() ? BenchException.FAILED : 0;
    }
}
