/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.jmh;

import director.bench.support.BenchException;
import director.bench.support.Json;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the schedulers cost at 16 and at 1,000 real servers, by the micro-benchmarks, with one thread. */
public final class SchedulerTimes {
    private static final String SCHEDULER = "scheduler";
    private static final String REAL_SERVERS = "realServers";

    private SchedulerTimes() {
    }

    /**
     * Measures every scheduler.
     *
     * @param milliseconds how long each iteration lasts; there are 3 that warm up and 5 that count.
     * @return an entry for each scheduler and number of real servers, with what a pick takes in nanoseconds as
     *         {@code pickNs}; further ones with what a connection takes that is opened and ended as
     *         {@code connectionNs}, for schedulers that look at connections.
     * @throws BenchException if JMH fails.
     */
    public static ArrayNode measure(final int milliseconds) {
        final ArrayNode entries = Json.array();
        add(entries, "pickNs", run("ScheduleBenchmark.oneThread", milliseconds, List.of()));
        add(entries, "connectionNs",
            run("ConnectionBenchmark.oneThread", milliseconds, List.of("lc", "wlc", "sed", "nq")));
        return entries;
    }

    private static Collection<RunResult> run(
        final String benchmark, final int milliseconds, final List<String> schedulers) {
        final var options = JmhOptions.of(benchmark + "$")
            .param(REAL_SERVERS, "16", "1000")
            .warmupTime(TimeValue.milliseconds(milliseconds))
            .measurementTime(TimeValue.milliseconds(milliseconds))
            .verbosity(VerboseMode.SILENT);
        if (!schedulers.isEmpty()) {
            options.param(SCHEDULER, schedulers.toArray(String[]::new));
        }
        try {
            return new Runner(options.build()).run();
        } catch (final RunnerException e) {
            throw BenchException.failed(String.valueOf(e.getMessage()));
        }
    }

    private static void add(final ArrayNode entries, final String figure, final Collection<RunResult> results) {
        for (final RunResult result : results) {
            final ObjectNode entry = entries.addObject();
            entry.put(SCHEDULER, result.getParams().getParam(SCHEDULER));
            entry.put(REAL_SERVERS, Integer.parseInt(result.getParams().getParam(REAL_SERVERS)));
            entry.put(figure, Json.rounded(result.getPrimaryResult().getScore()));
        }
    }
}
