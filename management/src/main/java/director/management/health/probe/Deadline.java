/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.probe;

import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.NanoClock;

/** Until when one attempt of a check has to be over. For one thread. */
public final class Deadline {
    private final NanoClock clock;
    private final long endNs;
    private final int timeoutMs;

    /**
     * A deadline from now.
     *
     * @param clock     tells the time.
     * @param timeoutMs from now, in milliseconds, at least 1.
     */
    public Deadline(final NanoClock clock, final int timeoutMs) {
        this.clock = clock;
        this.timeoutMs = timeoutMs;
        this.endNs = clock.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    }

    /**
     * How long there is yet.
     *
     * @return milliseconds, at least 1.
     * @throws ProbeException if the time is over.
     */
    public int remainingMs() throws ProbeException {
        final long leftNs = endNs - clock.nanoTime();
        if (leftNs <= 0) {
            throw expired();
        }
        return (int) (TimeUnit.NANOSECONDS.toMillis(leftNs - 1) + 1);
    }

    /**
     * Whether the time is over.
     *
     * @return true if so.
     */
    public boolean isOver() {
        return endNs - clock.nanoTime() <= 0;
    }

    /**
     * Says that the time is over.
     *
     * @return what to throw.
     */
    public ProbeException expired() {
        return new ProbeException("no answer within " + timeoutMs + " ms");
    }
}
