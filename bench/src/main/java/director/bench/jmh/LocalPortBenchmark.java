/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.jmh;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.LocalPortSettings;
import director.dataplane.header.Ipv4;
import director.dataplane.localport.LocalAddress;
import director.dataplane.localport.LocalPool;
import director.dataplane.localport.LocalPorts;
import director.dataplane.localport.PortKind;
import director.dataplane.localport.PortShares;
import director.dataplane.ownership.OwnerHash;
import director.dataplane.ownership.Owners;
import java.util.ArrayList;
import java.util.List;
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
 * What does full NAT's choice of a local port cost when a pool of 64,000 ports is nearly used up, and when it is?
 *
 * <p>Expected: a port is taken from one ring and put back into another, some ten nanoseconds with the connection's own
 * word; the same at 0 % and at 99 % of use, and with one address or 64. A pool that is used up says so from what it
 * remembers of the last time.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class LocalPortBenchmark {
    private static final int PORTS = 64_000;
    private static final int FIRST = 1_024;
    private static final int NONE_LEFT = 100;
    private static final int PERCENT = 100;
    private static final int DELAY_SECONDS = 60;
    private static final long DELAY_TICKS = 1_000;
    private static final long ODD = 0x9E37_79B9_7F4A_7C15L;
    private static final long NOW_NS = 1L << 40;

    /** How much of the pool connections have. */
    @Param({"0", "99", "100"})
    public int used;

    /** How many addresses share the ports. */
    @Param({"1", "64"})
    public int addresses;

    private final LocalPorts ports = new LocalPorts();
    private LocalPool pool = new LocalPool(List.of());
    private int[] open = {};
    private int oldest;
    private long hash;

    /** Opens as many connections as there are to be. */
    @Setup(Level.Trial)
    public void open() {
        final Owners owners = new Owners(1, 1, new OwnerHash(new byte[OwnerHash.KEY_BYTES]));
        final PortShares shares =
            new PortShares(owners, new LocalPortSettings(FIRST, FIRST + PORTS / addresses - 1, DELAY_SECONDS), 1);
        final List<LocalAddress> all = new ArrayList<>();
        for (int i = 0; i < addresses; i++) {
            final IpAddress address = IpAddress.ipv4(0xC000_0200 + i);
            all.add(new LocalAddress(i, address.wireHigh(), address.wireLow(),
                shares.of(address, PortKind.TCP)[0], null, null, null));
        }
        pool = new LocalPool(all);
        open = new int[Math.max(1, PORTS * used / PERCENT)];
        for (int i = 0; i < open.length; i++) {
            open[i] = take();
        }
    }

    /**
     * The oldest connection ends and a new one begins; if all ports are used, a new one is refused.
     *
     * @return the word of the new connection.
     */
    @Benchmark
    public int connection() {
        if (used < NONE_LEFT) {
            ports.put(open[oldest], Ipv4.TCP, (int) DELAY_TICKS, 0);
            open[oldest] = take();
            oldest = oldest + 1 == open.length ? 0 : oldest + 1;
            return open[oldest];
        }
        return take();
    }

    private int take() {
        hash += ODD;
        return ports.take(pool, Ipv4.TCP, hash, NOW_NS);
    }
}
