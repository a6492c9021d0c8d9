/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.expiry;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntSupplier;

/** How much processor time duty cycles took: that of the thread, since others use a shared machine too. */
final class Cycles {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final double NS_A_MICRO = 1e3;

    private final boolean idle;
    private long[] taken = new long[1 << 16];
    private int count;

    /** Without a cycle; idle ones count if that is wanted. */
    Cycles(final boolean idle) {
        this.idle = idle;
    }

    /** What time it is for a thread that has its processor for itself, as a worker has. */
    static long nowNs() {
        return THREADS.getCurrentThreadCpuTime();
    }

    /** Runs a cycle, which answers how much it did, and keeps what it took if that was something. */
    void run(final IntSupplier cycle) {
        final long beganNs = nowNs();
        if (cycle.getAsInt() == 0 && !idle) {
            return;
        }
        if (count == taken.length) {
            taken = Arrays.copyOf(taken, count * 2);
        }
        taken[count++] = nowNs() - beganNs;
    }

    int count() {
        return count;
    }

    /** The time that a part of the cycles did not exceed, in nanoseconds; 1 for all. */
    long quantileNs(final double part) {
        final long[] sorted = Arrays.copyOf(taken, count);
        Arrays.sort(sorted);
        return count == 0 ? 0 : sorted[Math.max(0, (int) Math.ceil(count * part) - 1)];
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%,d duty cycles: median %.1f us, 99 %% %.1f us, 99.9 %% %.1f us, "
                + "longest %.1f us", count, quantileNs(0.5) / NS_A_MICRO, quantileNs(0.99) / NS_A_MICRO,
            quantileNs(0.999) / NS_A_MICRO, quantileNs(1) / NS_A_MICRO);
    }
}
