/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.jmh;

import director.bindings.HeapMemory;
import director.dataplane.address.WireAddress;
import director.dataplane.configuration.AccessSettings;
import director.dataplane.configuration.ClientSettings;
import director.dataplane.configuration.LimitSettings;
import director.dataplane.configuration.ServicePolicy;
import director.dataplane.policy.Gate;
import director.dataplane.policy.Limits;
import director.dataplane.policy.ServiceLimits;
import director.dataplane.policy.ServiceUse;
import director.dataplane.status.WorkerCounters;
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
 * What do limits cost a new connection and its end?
 *
 * <p>Expected: nothing to speak of without limits; a word of the service with those of the service; a cache line of
 * tags and one of details with those of clients, of which there are more than the table has room for in the last case.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class GateBenchmark {
    private static final int MANY = 1_000_000;
    private static final int CONNECTIONS = 4_096;
    private static final LimitSettings LIMIT = new LimitSettings(MANY, LimitSettings.RATE_MAX, LimitSettings.RATE_MAX);
    private static final int SERVER = 1;

    /** What is limited. */
    @Param({"nothing", "service", "clients"})
    public String limited = "nothing";

    /** How many clients come in turn. */
    @Param({"1000", "1000000"})
    public int clients;

    private final WorkerCounters counters = new WorkerCounters(new HeapMemory());
    private final Limits limits = new Limits(2, ClientSettings.DEFAULT, 1);
    private final Gate gate = new Gate(limits, counters, 0);
    private final ServiceUse use = ServiceUse.of(1, 1);
    private ServiceLimits service = ServiceLimits.of(ServicePolicy.NONE, use);
    private final long[] open = new long[CONNECTIONS];
    private final int[] counted = new int[CONNECTIONS];
    private int next;
    private int oldest;
    private long nowNs;

    /** Sets the limits. */
    @Setup(Level.Trial)
    public void limit() {
        service = ServiceLimits.of(new ServicePolicy(limited.equals("service") ? LIMIT : LimitSettings.NONE,
            limited.equals("clients") ? LIMIT : LimitSettings.NONE, AccessSettings.NONE), use);
        limits.set(SERVER, use, LimitSettings.NONE);
    }

    /** Frees what was taken. */
    @TearDown(Level.Trial)
    public void free() {
        counters.close();
    }

    /**
     * The oldest connection ends, and a client opens one.
     *
     * @return whether it may.
     */
    @Benchmark
    public boolean connection() {
        limits.leave(SERVER, counted[oldest], WireAddress.IPV4_HIGH, open[oldest]);
        next = next + 1 == clients ? 0 : next + 1;
        nowNs += 1_000;
        final long client = WireAddress.low(next);
        final boolean admitted =
            gate.admits(WireAddress.IPV4_HIGH, client, service, true, nowNs) && gate.admits(SERVER);
        open[oldest] = client;
        counted[oldest] = gate.counted();
        oldest = oldest + 1 & CONNECTIONS - 1;
        return admitted;
    }
}
