/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.policy;

import java.util.concurrent.atomic.AtomicLong;

/** What a service or a real server has used of its limits, of all workers together. From any thread. */
public final class LimitState {
    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong full = new AtomicLong();

    /** Nothing is used. */
    LimitState() {
    }

    /**
     * How many connections are counted: those that began while their number was limited.
     *
     * @return at least 0.
     */
    public long connections() {
        return connections.getOpaque();
    }

    /** Counts one more connection, unless there are as many as may be. */
    boolean enter(final int limit) {
        long present = connections.get();
        while (present < limit) {
            final long seen = connections.compareAndExchange(present, present + 1);
            if (seen == present) {
                return true;
            }
            present = seen;
        }
        return false;
    }

    void leave() {
        connections.getAndDecrement();
    }

    /** Takes a token, unless there is none. */
    boolean take(final Rate rate, final long now) {
        long present = full.get();
        for (long next = rate.take(present, now); next != Rate.REFUSED; next = rate.take(present, now)) {
            final long seen = full.compareAndExchange(present, next);
            if (seen == present) {
                return true;
            }
            present = seen;
        }
        return false;
    }
}
