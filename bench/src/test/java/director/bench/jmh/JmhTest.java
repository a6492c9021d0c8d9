/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import director.schedulers.SchedulerRegistry;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Whether JMH works and what is measured allocates nothing; not how long it takes. */
class JmhTest {
    private static final double NOTHING = 0.01;
    private static final int SHORT_MS = 500;
    private static final int LONG_MS = 5_000;

    @ParameterizedTest
    @ValueSource(strings = {"ScheduleBenchmark.oneThread", "ConnectionBenchmark.oneThread",
        "ChecksumBenchmark.(header|segment|update)", "LocalPortBenchmark.connection", "AccessBenchmark.lookUp"})
    void shouldAllocateNothing(final String benchmarks) throws RunnerException {
        Collection<RunResult> results = run(benchmarks, SHORT_MS);
        // What JMH allocates itself in an iteration is shared out among its calls: the more there are, the less it is.
        if (results.stream().anyMatch(result -> allocated(result) >= NOTHING)) {
            results = run(benchmarks, LONG_MS);
        }
        assertThat(results).hasSizeGreaterThanOrEqualTo(2).allSatisfy(
            result -> assertThat(allocated(result)).as("%s", result.getParams()).isLessThan(NOTHING));
    }

    private static Collection<RunResult> run(final String benchmarks, final int milliseconds) throws RunnerException {
        return new Runner(JmhOptions.of(benchmarks)
            .param("realServers", "1000")
            .param("prefixes", "100000")
            .warmupIterations(3)
            .warmupTime(TimeValue.milliseconds(200))
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(milliseconds))
            .verbosity(VerboseMode.SILENT)
            .build()).run();
    }

    /** Bytes a call. */
    private static double allocated(final RunResult result) {
        return Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm")).getScore();
    }

    @Test
    void shouldMeasureEveryScheduler() throws NoSuchFieldException {
        for (final Class<?> benchmark : List.of(ScheduleBenchmark.class, UpdateBenchmark.class)) {
            assertThat(benchmark.getField("scheduler").getAnnotation(Param.class).value())
                .as("%s", benchmark).containsExactlyInAnyOrderElementsOf(SchedulerRegistry.load().names());
        }
    }
}
