/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.layout;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to find a connection, in bursts of 32 of which all lines are touched first, and to fill a table, by
 * how the table lies in memory?
 *
 * <p>Expected: while all fits into the nearest caches, in proportion to the instructions; beyond, to the lines that are
 * read and to how large the table is: one of sixteen bytes a connection stays near for longer than one of 128. The time
 * of {@link #fill} is that of all connections and is to be divided by them. No bytes are allocated. Needs root, DPDK,
 * and 600 MB of huge pages, which it reserves for the time.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 15, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class LayoutBenchmark {
    /** For JMH. */
    public LayoutBenchmark() {
        // Nothing is kept here.
    }

    /**
     * Finds the connections of a burst.
     *
     * @param filled the table.
     * @return a sum, so that nothing is left out.
     */
    @Benchmark
    @OperationsPerInvocation(Layout.BURST)
    public long find(final FilledLayout filled) {
        return filled.findBurst();
    }

    /**
     * Fills the table.
     *
     * @param emptied the table.
     * @return how many connections there are.
     */
    @Benchmark
    public int fill(final Emptied emptied) {
        return emptied.fill();
    }

    /** A table that is emptied before each time that it is filled. */
    @State(Scope.Thread)
    public static class Emptied extends FilledLayout {
        /** Empties it. */
        @Setup(Level.Invocation)
        public void clear() {
            table().clear();
        }
    }
}
