/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.policy;

import director.dataplane.address.IpAddress;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * How often a service refused clients and why, and whom it refused last. Each worker writes a row of its own; any
 * thread may read.
 */
public final class Refusals {
    private static final Refusal[] ALL = Refusal.values();
    private static final int LAST_TIME = 8;
    private static final int LAST_HIGH = 9;
    private static final int LAST_LOW = 10;
    private static final int LAST_REASON = 11;
    /** Two cache lines, so that workers do not disturb each other. */
    private static final int ROW = 16;

    private final AtomicLongArray words;
    private final int workers;

    /** None, of so many workers. */
    Refusals(final int workers) {
        this.workers = workers;
        this.words = new AtomicLongArray(workers * ROW);
    }

    /**
     * Counts one. From the worker's thread.
     *
     * @param worker  its place.
     * @param refusal why.
     * @param high    the client's address, wire order.
     * @param low     the client's address, wire order.
     * @param nowNs   the present.
     */
    public void count(final int worker, final Refusal refusal, final long high, final long low, final long nowNs) {
        final int row = worker * ROW;
        final int counter = row + refusal.id();
        words.setPlain(row + LAST_HIGH, high);
        words.setPlain(row + LAST_LOW, low);
        words.setPlain(row + LAST_REASON, refusal.id());
        words.setPlain(row + LAST_TIME, nowNs);
        words.setRelease(counter, words.getPlain(counter) + 1);
    }

    /**
     * How many there were. From any thread.
     *
     * @param refusal of this kind.
     * @return since the service is there.
     */
    public long count(final Refusal refusal) {
        long sum = 0;
        for (int worker = 0; worker < workers; worker++) {
            sum += words.getAcquire(worker * ROW + refusal.id());
        }
        return sum;
    }

    /**
     * Whom the service refused last. From any thread; what is read while it is written may be of two clients.
     *
     * @return null if it has refused nobody.
     */
    public @Nullable Last last() {
        int newest = -1;
        for (int worker = 0; worker < workers; worker++) {
            final int row = worker * ROW;
            long any = 0;
            for (final Refusal refusal : ALL) {
                any += words.getAcquire(row + refusal.id());
            }
            if (any > 0 && (newest < 0 || words.getOpaque(row + LAST_TIME) - words.getOpaque(newest + LAST_TIME) > 0)) {
                newest = row;
            }
        }
        return newest < 0 ? null : new Last(
            IpAddress.ofWire(words.getOpaque(newest + LAST_HIGH), words.getOpaque(newest + LAST_LOW)),
            ALL[(int) words.getOpaque(newest + LAST_REASON)]);
    }

    /**
     * One refusal.
     *
     * @param client  its address.
     * @param refusal why.
     */
    public record Last(IpAddress client, Refusal refusal) {
    }
}
