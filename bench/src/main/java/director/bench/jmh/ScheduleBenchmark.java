/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.jmh;

import director.schedulers.BoundScheduler;
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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to choose a real server for a new connection, and does it depend on how many there are?
 *
 * <p>Expected: the same at every size, at most 25 ns. With rr, wrr and twos most of it is an atomic step; under rr and
 * wrr two threads share one sequence and so contend for that step's cache line: dearer each. lc, wlc,
 * sed, nq, fo and ovf only read who is best; {@link ConnectionBenchmark} measures what finding that out costs. dh, sh,
 * mh and conhash cost the same at every size but for the caches of the processor, and do not contend; so do lblc and
 * lblcr, as all packets are for one address that is remembered and nobody has too much to do. No bytes are allocated.
 * The scheduler is called as a worker calls it, through its {@link BoundScheduler}. {@link #nothing} is the same loop
 * without the choice.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class ScheduleBenchmark {
    /** Its registered name. */
    @Param({"rr", "wrr", "lc", "wlc", "sed", "nq", "fo", "ovf", "twos", "dh", "sh", "mh", "conhash", "lblc", "lblcr"})
    public String scheduler;

    /** How many there are. Their weights are between 1 and 100 in no order. */
    @Param({"10", "16", "100", "1000", "10000"})
    public int realServers;

    private BoundScheduler service;

    /** The packets of one thread. */
    @State(Scope.Thread)
    public static class Client {
        private final Packet packet = new Packet();
    }

    @Setup(Level.Trial)
    public void initService() {
        service = Services.bind(
            scheduler, Services.destinations(realServers), new Services.Connections(realServers));
    }

    @TearDown(Level.Trial)
    public void doneService() {
        service.doneService();
    }

    @Benchmark
    @Threads(1)
    public int oneThread(final Client client) {
        return service.schedule(client.packet.next());
    }

    @Benchmark
    @Threads(2)
    public int twoThreads(final Client client) {
        return service.schedule(client.packet.next());
    }

    /**
     * The loop without the choice.
     *
     * @param client the packets.
     * @return what a scheduler could begin with.
     */
    @Benchmark
    @Threads(1)
    public long nothing(final Client client) {
        return client.packet.next().sourceLow();
    }
}
