/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import java.util.concurrent.TimeUnit;

/**
 * Lets through so many packets a second, and as many at once as come in a tenth of one: the generic cell rate algorithm
 * (ITU-T I.371). From the worker's thread.
 */
final class RateLimit {
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long BURST_NS = SECOND_NS / 10;

    /** When the next packet is due if they come at the rate. */
    private long dueNs;
    private boolean begun;

    /** Whether one more packet may pass; if so, it is counted. */
    boolean admits(final int perSecond, final long nowNs) {
        final long earliestNs = nowNs - BURST_NS;
        if (!begun || dueNs - earliestNs < 0) {
            begun = true;
            dueNs = earliestNs;
        }
        if (dueNs - nowNs > 0) {
            return false;
        }
        dueNs += SECOND_NS / perSecond;
        return true;
    }
}
