/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.jmh;

import director.bench.support.BenchException;
import java.util.Collection;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code director bench jmh}. */
@Command(
    name = "jmh",
    description = {
        "Runs micro-benchmarks, with -prof gc and -foe true.",
        "Time is in nanoseconds; gc.alloc.rate.norm is the bytes that each call allocates."
    })
public final class JmhCommand implements Callable<Integer> {
    @Parameters(
        arity = "0..1",
        paramLabel = "REGEX",
        defaultValue = ".*",
        description = "Runs the benchmarks whose full name it is found in; all if it is left out.")
    private String regex = ".*";

    /** Made by picocli. */
    public JmhCommand() {
        // Nothing to prepare.
    }

    @Override
    public Integer call() {
        try {
            final Collection<RunResult> results = new Runner(JmhOptions.of(regex).build()).run();
            return results.isEmpty() ? BenchException.FAILED : 0;
        } catch (final NoBenchmarksException e) {
            throw BenchException.failed("no benchmark's name contains \"" + regex + "\"; there are ScheduleBenchmark, "
                + "ConnectionBenchmark, UpdateBenchmark and ChecksumBenchmark");
        } catch (final RunnerException e) {
            throw BenchException.failed(String.valueOf(e.getMessage()));
        }
    }
}
