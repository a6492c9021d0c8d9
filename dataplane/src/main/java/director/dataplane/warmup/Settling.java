/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.warmup;

import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
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
    /** How many directors lived within that at least. What each of them does once is to be rare no more. */
    static final int LIVES = 32;
    /** How long the compiler has to rest while nothing is called. */
    static final long REST_NS = TimeUnit.MILLISECONDS.toNanos(20);
    /** For how long at most it is waited for: longer than what was handed to it at the end can take. */
    static final long MAX_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final LongSupplier busyNs;
    private long startNs;
    private long usedNs;
    private int lives;

    /** Begins now. How long compilers were busy so far comes from {@code busyNs}. */
    Settling(final LongSupplier busyNs, final long nowNs) {
        this.busyNs = busyNs;
        begin(nowNs, busyNs.getAsLong());
    }

    private void begin(final long nowNs, final long used) {
        startNs = nowNs;
        usedNs = used;
        lives = 0;
    }

    /** Notes that another director has lived. Answers whether the compiler has settled. */
    boolean isOver(final long nowNs) {
        lives++;
        if (lives < LIVES || nowNs - startNs < WINDOW_NS) {
            return false;
        }
        final long used = busyNs.getAsLong();
        if ((used - usedNs) * TOLERANCE <= nowNs - startNs) {
            return true;
        }
        begin(nowNs, used);
        return false;
    }

    /**
     * Waits until the compiler is done with what it still has to do, so that nothing of it is ready only when packets
     * come. What else the process compiles meanwhile is not worth waiting for long.
     *
     * @param rest waits for so many nanoseconds.
     */
    void drain(final LongConsumer rest) {
        long used = busyNs.getAsLong();
        for (long waitedNs = 0; waitedNs < MAX_WAIT_NS; waitedNs += REST_NS) {
            final long before = used;
            rest.accept(REST_NS);
            used = busyNs.getAsLong();
            if ((used - before) * TOLERANCE <= REST_NS) {
                return;
            }
        }
    }
}
