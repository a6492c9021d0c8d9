/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.jmh;

import director.bindings.NativeMemory;
import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.ownership.MbufRing;
import director.dataplane.ownership.OwnerHash;
import director.dataplane.ownership.Owners;
import director.dataplane.ownership.Ownership;
import director.dataplane.route.LocalAddresses;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Control;

/**
 * What does it cost a packet to arrive at a worker that does not own it?
 *
 * <p>Expected: finding the owner, two look-ups of an address and six of the hash, some ten nanoseconds; the ring, one
 * store and one load and a part of a burst's two publications, some two; between two cores, beside that a cache line
 * for eight entries, which is fetched while the others are worked on.
 */
@State(Scope.Group)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class HandoverBenchmark {
    private static final int BURST = 32;
    private static final int CLIENTS = 4_096;

    /** How many workers there are. */
    @Param({"2", "64"})
    public int workers;

    private final long[] given = new long[BURST];
    private final long[] lows = new long[CLIENTS];
    private MbufRing ring = new MbufRing(1);
    private Owners owners = new Owners(1, 1, OwnerHash.random());
    private LocalAddresses local = LocalAddresses.of(List.of(), List.of());
    private long virtual;
    private long taken;
    private int next;

    /** Fills in what a director would have. */
    @Setup(Level.Trial)
    public void open() {
        final SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < CLIENTS; i++) {
            lows[i] = IpAddress.ipv4(random.nextInt()).wireLow();
        }
        for (int i = 0; i < BURST; i++) {
            given[i] = MbufRing.entry(0x1_0000_0000L + 128L * i, 1);
        }
        final IpAddress vip = IpAddress.parse("10.0.0.100");
        virtual = vip.wireLow();
        local = LocalAddresses.of(List.of(), List.of(IpPrefix.of(vip, vip.bits())));
        owners = new Owners(workers, Owners.PLACES, OwnerHash.random());
        ring = new MbufRing(1_024);
        taken = NativeMemory.allocate((long) BURST * Long.BYTES, Long.BYTES);
    }

    /** Frees the memory. */
    @TearDown(Level.Trial)
    public void close() {
        NativeMemory.free(taken);
    }

    /**
     * Whose a packet of a client is.
     *
     * @return a sum, so that nothing is left out.
     */
    @Benchmark
    @Group("owner")
    @GroupThreads(1)
    @OperationsPerInvocation(BURST)
    public int owner() {
        int sum = 0;
        for (int i = 0; i < BURST; i++) {
            final long low = lows[next++ & CLIENTS - 1];
            final int rule = local.contains(0, virtual) ? Ownership.PLAIN.rule(0, virtual) : Ownership.BY_PORT;
            sum += owners.owner(rule, 0, low, next & 0xFFFF);
        }
        return sum;
    }

    /**
     * Through a ring, both ends of which are this thread's.
     *
     * @return how many packets that were.
     */
    @Benchmark
    @Group("ring")
    @GroupThreads(1)
    @OperationsPerInvocation(BURST)
    public int ring() {
        return ring.offer(given, BURST) + ring.poll(taken, BURST);
    }

    /**
     * Into a ring that another core empties.
     *
     * @param control tells when to end.
     */
    @Benchmark
    @Group("cores")
    @GroupThreads(1)
    @OperationsPerInvocation(BURST)
    public void offer(final Control control) {
        int left = BURST;
        while (left > 0 && !control.stopMeasurement) {
            left -= ring.offer(given, left);
        }
    }

    /**
     * Out of it.
     *
     * @param control tells when to end.
     */
    @Benchmark
    @Group("cores")
    @GroupThreads(1)
    @OperationsPerInvocation(BURST)
    public void poll(final Control control) {
        int left = BURST;
        while (left > 0 && !control.stopMeasurement) {
            left -= ring.poll(taken, left);
        }
    }
}
