/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.service;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Which real servers have as many connections as they may: a flag that is set at the upper threshold and stays until
 * the number has fallen below the lower one (ipvsadm(8), {@code --u-threshold}). Shared by all workers.
 */
public final class Thresholds {
    private final AtomicIntegerArray upper;
    private final AtomicIntegerArray lower;
    private final AtomicIntegerArray overloaded;

    /**
     * No thresholds.
     *
     * @param capacity how many destination numbers there can be.
     */
    public Thresholds(final int capacity) {
        upper = new AtomicIntegerArray(capacity);
        lower = new AtomicIntegerArray(capacity);
        overloaded = new AtomicIntegerArray(capacity);
    }

    /**
     * Sets the thresholds of a real server. One that gets a higher upper threshold, or none, is not overloaded any
     * more. From the conductor's thread.
     *
     * @param destination number of the real server.
     * @param newUpper    at how many connections it gets no more; 0 for no limit.
     * @param newLower    below how many it gets new ones again; 0 for three quarters of the upper one.
     */
    public void set(final int destination, final int newUpper, final int newLower) {
        if (newUpper == 0 || newUpper > upper.get(destination)) {
            overloaded.set(destination, 0);
        }
        lower.set(destination, newLower);
        upper.set(destination, newUpper);
    }

    /**
     * Whether a real server has a threshold, so that its connections have to be counted for {@link #opened} and
     * {@link #closed}. From any thread.
     *
     * @param destination number of the real server.
     * @return true if it has.
     */
    public boolean isLimited(final int destination) {
        return upper.getOpaque(destination) != 0 || overloaded.getOpaque(destination) != 0;
    }

    /**
     * Whether a real server gets no new connections. From any thread.
     *
     * @param destination number of the real server.
     * @return true from the upper threshold until below the lower one.
     */
    public boolean isOverloaded(final int destination) {
        return overloaded.getOpaque(destination) != 0;
    }

    /**
     * A connection was opened. From any worker's thread.
     *
     * @param destination number of the real server.
     * @param total       its connections, active and inactive.
     */
    public void opened(final int destination, final int total) {
        final int limit = upper.getOpaque(destination);
        if (limit != 0 && total >= limit) {
            overloaded.set(destination, 1);
        }
    }

    /**
     * A connection is gone. From any worker's thread.
     *
     * @param destination number of the real server.
     * @param total       its connections, active and inactive.
     */
    public void closed(final int destination, final int total) {
        if (overloaded.getOpaque(destination) == 0) {
            return;
        }
        final int again = lower.getOpaque(destination);
        final int limit = upper.getOpaque(destination);
        if (again != 0 ? total < again : limit == 0 || total * 4L < limit * 3L) {
            overloaded.set(destination, 0);
        }
    }
}
