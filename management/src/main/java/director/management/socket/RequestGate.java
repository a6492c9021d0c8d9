/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.socket;

import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/** Counts requests that are being carried out, so that what they look at is not taken away. From any thread. */
final class RequestGate {
    private static final System.Logger LOGGER = System.getLogger(RequestGate.class.getName());
    private static final long PATIENCE_MS = 10_000;

    private int running;
    private boolean closed;

    /** Whether a request may begin; if so, it has to {@link #end}. */
    synchronized boolean begin() {
        if (closed) {
            return false;
        }
        running++;
        return true;
    }

    synchronized void end() {
        running--;
        notifyAll();
    }

    synchronized void close() {
        closed = true;
    }

    /** Waits until none is being carried out. */
    synchronized void awaitIdle() throws InterruptedException {
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        while (running > 0) {
            final long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
            if (leftMs <= 0) {
                LOGGER.log(Level.WARNING, running + " requests have not ended: please report");
                return;
            }
            wait(leftMs);
        }
    }
}
