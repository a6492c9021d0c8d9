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
 * What does a connection cost whose scheduler looks at load: choosing a real server, and telling the scheduler when the
 * connection opens and when one that was opened 256 connections before closes?
 *
 * <p>Expected: in proportion to the logarithm of the number of real servers, some 20 ns for each power of two, because
 * the one that was chosen has to be replaced as the next choice all the way up; for nq and for rr, which does not
 * listen, much less. Two threads contend for the same words. No bytes are allocated.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class ConnectionBenchmark {
    private static final int OPEN = 256;

    /** Its registered name. */
    @Param({"rr", "lc", "wlc", "sed", "nq", "fo", "ovf", "twos"})
    public String scheduler;

    /** How many there are. Their weights are between 1 and 100 in no order. */
    @Param({"10", "16", "100", "1000", "10000"})
    public int realServers;

    private Services.Connections connections;
    private BoundScheduler service;

    /** The packets of one thread, and its connections: where the last of them went. */
    @State(Scope.Thread)
    public static class Client {
        private final Packet packet = new Packet();
        private final int[] open = new int[OPEN];
        private int count;
    }

    @Setup(Level.Trial)
    public void initService() {
        connections = new Services.Connections(realServers);
        service = Services.bind(scheduler, Services.destinations(realServers), connections);
    }

    @TearDown(Level.Trial)
    public void doneService() {
        service.doneService();
    }

    @Benchmark
    @Threads(1)
    public int oneThread(final Client client) {
        return connect(client);
    }

    @Benchmark
    @Threads(2)
    public int twoThreads(final Client client) {
        return connect(client);
    }

    private int connect(final Client client) {
        final int place = client.count % OPEN;
        if (client.count >= OPEN) {
            connections.closed(client.open[place]);
            service.loadChanged(client.open[place]);
        }
        client.count = client.count == Integer.MAX_VALUE - OPEN + 1 ? OPEN : client.count + 1;
        final int number = service.schedule(client.packet.next());
        client.open[place] = number;
        connections.opened(number);
        service.loadChanged(number);
        return number;
    }
}
