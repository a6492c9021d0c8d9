/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.warmup;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Decides whether the compiler has nothing left to do: it did next to nothing for a while, in which everything was
 * called often enough to be handed to it. From one thread.
 */
final class Settling {
    /** How long the compiler has to be quiet. */
    static final long WINDOW_NS = TimeUnit.MILLISECONDS.toNanos(300);
    /** Of which part of the time it may be busy: with what only happens when a director is made. */
    static final int TOLERANCE = 10;
    /** How many directors lived within that at least. */
    static final long ROUNDS = 2;

    private final LongSupplier busyNs;
    private long startNs;
    private long usedNs;
    private long rounds;

    /** Begins now. How long compilers were busy so far comes from {@code busyNs}. */
    Settling(final LongSupplier busyNs, final long nowNs) {
        this.busyNs = busyNs;
        begin(nowNs, busyNs.getAsLong());
    }

    private void begin(final long nowNs, final long used) {
        startNs = nowNs;
        usedNs = used;
        rounds = 0;
    }

    /** Notes that another director has lived. Answers whether the compiler has settled. */
    boolean isOver(final long nowNs) {
        rounds++;
        if (rounds < ROUNDS || nowNs - startNs < WINDOW_NS) {
            return false;
        }
        final long used = busyNs.getAsLong();
        if ((used - usedNs) * TOLERANCE <= nowNs - startNs) {
            return true;
        }
        begin(nowNs, used);
        return false;
    }
}
