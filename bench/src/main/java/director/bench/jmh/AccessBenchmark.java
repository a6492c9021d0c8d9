/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.jmh;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.policy.AccessTable;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to look a client up in an access list, when clients come from everywhere?
 *
 * <p>Expected: of IPv4 a load of the index and a search among the few prefixes that share sixteen bits, some tens of
 * nanoseconds with a hundred thousand prefixes; of IPv6 a search over all of them, seventeen steps of which the first
 * ones are in a near cache.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class AccessBenchmark {
    private static final int CLIENTS = 1 << 16;
    private static final int IPV4_SHORTEST = 12;
    private static final int IPV6_SHORTEST = 32;
    private static final int IPV6_LONGEST = 64;
    /** 2000::/3, where all addresses are that are routed. */
    private static final long GLOBAL = 0x2000_0000_0000_0000L;
    private static final long GLOBAL_MASK = -1L >>> 3;

    /** Prefixes in the list. */
    @Param({"1", "1000", "100000"})
    public int prefixes;

    /** Version of IP. */
    @Param({"4", "6"})
    public int ip;

    private AccessTable table = AccessTable.EVERYBODY;
    private final long[] clients = new long[CLIENTS * 2];
    private int next;

    /** A list at random, and clients half of whom are in it. */
    @Setup(Level.Trial)
    public void fill() {
        final SplittableRandom random = new SplittableRandom(1);
        final List<IpPrefix> denied = new ArrayList<>();
        for (int i = 0; i < prefixes; i++) {
            denied.add(ip == 4 ? IpPrefix.of(address(random), random.nextInt(IPV4_SHORTEST, Integer.SIZE + 1))
                : IpPrefix.of(address(random), random.nextInt(IPV6_SHORTEST, IPV6_LONGEST + 1)));
        }
        table = AccessTable.of(List.of(), List.of(denied));
        for (int i = 0; i < CLIENTS; i++) {
            final IpAddress client = random.nextBoolean() ? address(random)
                : denied.get(random.nextInt(denied.size())).address();
            clients[i * 2] = client.wireHigh();
            clients[i * 2 + 1] = client.wireLow();
        }
    }

    /**
     * Looks a client up.
     *
     * @return whether it may.
     */
    @Benchmark
    public boolean lookUp() {
        next = next + 1 & CLIENTS - 1;
        return table.admits(clients[next * 2], clients[next * 2 + 1]);
    }

    private IpAddress address(final SplittableRandom random) {
        return ip == 4 ? IpAddress.ipv4(random.nextInt())
            : new IpAddress(true, GLOBAL | (random.nextLong() & GLOBAL_MASK), random.nextLong());
    }
}
