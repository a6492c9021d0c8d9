/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.jmh;

import director.schedulers.BoundScheduler;
import director.schedulers.Destinations;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost the conductor to change the weight of one real server, to 1 and to 65,535 in turn?
 *
 * <p>Expected: in proportion to the number of real servers, whatever their weights: about a millisecond at 10,000. dh
 * and sh fill 256 buckets and mh 4,093 slots at any number; conhash sorts up to a million points. What is computed anew
 * is garbage afterwards.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class UpdateBenchmark {
    private static final int HEAVY = 65_535;

    /** Its registered name. */
    @Param({"rr", "wrr", "lc", "wlc", "sed", "nq", "fo", "ovf", "twos", "dh", "sh", "mh", "conhash", "lblc", "lblcr"})
    public String scheduler;

    /** How many there are. The weights of the others are between 1 and 100 in no order. */
    @Param({"10", "16", "100", "1000", "10000"})
    public int realServers;

    private Destinations light;
    private Destinations heavy;
    private boolean isHeavy;
    private BoundScheduler service;

    @Setup(Level.Trial)
    public void initService() {
        light = Services.destinations(realServers, 1);
        heavy = Services.destinations(realServers, HEAVY);
        service = Services.bind(scheduler, light, new Services.Connections(realServers));
    }

    @TearDown(Level.Trial)
    public void doneService() {
        service.doneService();
    }

    /**
     * One edit.
     *
     * @return the service.
     */
    @Benchmark
    public BoundScheduler edit() {
        isHeavy = !isHeavy;
        service.updateService(isHeavy ? heavy : light);
        return service;
    }
}
