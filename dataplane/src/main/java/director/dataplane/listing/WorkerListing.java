/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.listing;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * How others ask a worker for rows of its tables. Pages wait in a queue and are filled one after another, a few rows in
 * each duty cycle: the worker never waits and allocates nothing, and wakes nobody up.
 */
public final class WorkerListing {
    private static final int MAX_WAITING = 64;
    private static final long POLL_NS = TimeUnit.MICROSECONDS.toNanos(100);

    private final ManyToOneConcurrentArrayQueue<TablePage> asked = new ManyToOneConcurrentArrayQueue<>(MAX_WAITING);

    /** For one worker. */
    public WorkerListing() {
    }

    /**
     * Fills a page and waits until that is done. From any thread but the worker's. What is in the table from the first
     * page to the last is shown once; what comes or goes in between may be.
     *
     * @param page    to be filled.
     * @param cursor  0 to begin, then the page's {@link TablePage#cursor}, until that is 0 again.
     * @param timeout for how long to wait at most, in nanoseconds.
     * @throws ListingException if too many others wait, or if the worker does not answer in time. The page must not be
     *                          used any more then.
     */
    public void read(final TablePage page, final int cursor, final long timeout) {
        page.begin(cursor);
        final long deadlineNs = System.nanoTime() + timeout;
        while (!asked.offer(page)) {
            pause(deadlineNs, "more than " + MAX_WAITING + " listings wait for the worker");
        }
        while (!page.isDone()) {
            pause(deadlineNs, "the worker has not answered in time");
        }
    }

    /**
     * The next page to fill. From the worker's thread.
     *
     * @return null if nobody asks.
     */
    public @Nullable TablePage poll() {
        return asked.poll();
    }

    private static void pause(final long deadlineNs, final String otherwise) {
        if (System.nanoTime() - deadlineNs > 0 || Thread.currentThread().isInterrupted()) {
            throw new ListingException(otherwise + ": try again");
        }
        LockSupport.parkNanos(POLL_NS);
    }
}
