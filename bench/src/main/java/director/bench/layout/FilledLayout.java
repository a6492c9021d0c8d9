/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.layout;

import director.bench.rig.HugePageReservation;
import director.bindings.Eal;
import director.bindings.EalOptions;
import director.bindings.HugeMemory;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A table in huge pages with as many connections as it is made for, and bursts of what is looked for in it. */
@State(Scope.Thread)
public class FilledLayout {
    private static final int HUGE_MEGABYTES = 600;

    /** Which one: see {@link Layouts}. */
    @Param({"slots", "tags", "entries32", "entries64", "entries128", "cuckoo"})
    public String layout = "slots";

    /** How many connections there are. */
    @Param({"4096", "100000", "1000000"})
    public int connections;

    private final long[] burst = new long[Layout.BURST];
    private long[] hashes = new long[0];
    private int next;
    private long touched;
    private @Nullable HugePageReservation reservation;
    private @Nullable Eal eal;
    private @Nullable Layout table;

    /** Fills the table; what is looked for comes in another order. */
    @Setup(Level.Trial)
    public void open() {
        reservation = new HugePageReservation();
        reservation.require(HUGE_MEGABYTES);
        eal = Eal.init(EalOptions.hugePages(0, 0));
        table = Layouts.of(layout, new HugeMemory(eal), connections);
        final SplittableRandom random = new SplittableRandom(1);
        hashes = random.longs(connections - connections % Layout.BURST).map(hash -> hash | 1).toArray();
        fill();
        shuffle(random);
        for (final long hash : hashes) {
            if (table.find(hash) == 0) {
                throw new IllegalStateException(layout + " has lost a connection");
            }
        }
    }

    private void shuffle(final SplittableRandom random) {
        for (int i = hashes.length - 1; i > 0; i--) {
            final int other = random.nextInt(i + 1);
            final long hash = hashes[i];
            hashes[i] = hashes[other];
            hashes[other] = hash;
        }
    }

    /** Gives everything back. */
    @TearDown(Level.Trial)
    public void close() {
        table().close();
        Objects.requireNonNull(eal).close();
        Objects.requireNonNull(reservation).close();
    }

    /** The table. */
    final Layout table() {
        return Objects.requireNonNull(table);
    }

    /** Finds the connections of a burst, all lines of which are touched first. Answers a sum. */
    final long findBurst() {
        System.arraycopy(hashes, next, burst, 0, Layout.BURST);
        next = next + Layout.BURST == hashes.length ? 0 : next + Layout.BURST;
        final Layout in = table();
        touched = in.touch(burst, Layout.BURST);
        long sum = touched;
        for (int i = 0; i < Layout.BURST; i++) {
            sum += in.find(burst[i]);
        }
        return sum;
    }

    /** Fills the empty table, each burst behind a touch of its lines. Answers how many connections there are. */
    final int fill() {
        final Layout in = table();
        for (int from = 0; from < hashes.length; from += Layout.BURST) {
            System.arraycopy(hashes, from, burst, 0, Layout.BURST);
            touched = in.touch(burst, Layout.BURST);
            for (int i = 0; i < Layout.BURST; i++) {
                if (!in.insert(burst[i], from + i)) {
                    throw new IllegalStateException(layout + " has no room for connection " + (from + i));
                }
            }
        }
        return hashes.length;
    }
}
