/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.jmh;

import director.bench.support.BenchException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code director bench jmh}. */
@Command(
    name = "jmh",
    description = {
        "Runs micro-benchmarks, with -prof gc and -foe true.",
        "Time is in nanoseconds; gc.alloc.rate.norm is the bytes that each call allocates.",
        "LayoutBenchmark needs root, DPDK and 600 MB of huge pages, which it reserves for the time."
    })
public final class JmhCommand implements Callable<Integer> {
    private static final List<String> PARAMETERS = List.of("scheduler", "realServers", "layout", "connections");
    private static final int LEAST_MILLISECONDS = 10;
    private static final int MOST_MILLISECONDS = 60_000;

    @Parameters(
        arity = "0..1",
        paramLabel = "REGEX",
        defaultValue = ".*",
        description = "Runs the benchmarks whose full name it is found in; all if it is left out.")
    private String regex = ".*";

    @Option(
        names = "-p",
        paramLabel = "NAME=VALUE[,VALUE]",
        description = "Measures these values of a parameter only: scheduler or realServers, layout or connections. May "
            + "be given for each.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(
        names = "--milliseconds",
        paramLabel = "N",
        description = "How long each of the 3 iterations that warm up and of the 5 that count lasts: 10 to 60000. 500 "
            + "if it is left out.")
    private @Nullable Integer milliseconds;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Made by picocli. */
    public JmhCommand() {
        // Nothing to prepare.
    }

    @Override
    public Integer call() {
        try {
            final Collection<RunResult> results = new Runner(options().build()).run();
            return results.isEmpty() ? BenchException.FAILED : 0;
        } catch (final NoBenchmarksException e) {
            throw BenchException.failed("no benchmark's name contains \"" + regex + "\"; there are ScheduleBenchmark, "
                + "ConnectionBenchmark, UpdateBenchmark, ChecksumBenchmark, HandoverBenchmark, LocalPortBenchmark, "
                + "LayoutBenchmark, AccessBenchmark and GateBenchmark");
        } catch (final RunnerException e) {
            throw BenchException.failed(String.valueOf(e.getMessage()));
        }
    }

    private ChainedOptionsBuilder options() {
        final ChainedOptionsBuilder options = JmhOptions.of(regex);
        parameters.forEach((name, values) -> {
            if (!PARAMETERS.contains(name)) {
                throw new ParameterException(spec.commandLine(),
                    "-p " + name + ": no benchmark has such a parameter; there are " + String.join(", ", PARAMETERS));
            }
            options.param(name, values.split(",", -1));
        });
        final Integer each = milliseconds;
        if (each != null) {
            if (each < LEAST_MILLISECONDS || each > MOST_MILLISECONDS) {
                throw new ParameterException(spec.commandLine(), "--milliseconds " + each + " is not in "
                    + LEAST_MILLISECONDS + ".." + MOST_MILLISECONDS);
            }
            options.warmupTime(TimeValue.milliseconds(each)).measurementTime(TimeValue.milliseconds(each));
        }
        return options;
    }
}
