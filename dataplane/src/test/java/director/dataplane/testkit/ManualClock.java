/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.testkit;

import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.NanoClock;

/** Time that passes when a test says so. */
public final class ManualClock implements NanoClock {
    private long nowNs;

    /** A clock that shows this time. */
    public ManualClock(final long nowNs) {
        this.nowNs = nowNs;
    }

    @Override
    public long nanoTime() {
        return nowNs;
    }

    /** Lets time pass. */
    public void advanceMillis(final long milliseconds) {
        advanceNanos(TimeUnit.MILLISECONDS.toNanos(milliseconds));
    }

    /** Lets little time pass. */
    public void advanceNanos(final long nanoseconds) {
        nowNs += nanoseconds;
    }
}
