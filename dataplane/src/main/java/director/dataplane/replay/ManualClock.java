/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.replay;

import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.NanoClock;

/** A clock that stands still until it is moved. */
final class ManualClock implements NanoClock {
    private long nowNs;

    @Override
    public long nanoTime() {
        return nowNs;
    }

    long millis() {
        return TimeUnit.NANOSECONDS.toMillis(nowNs);
    }

    void millis(final long nowMs) {
        nowNs = TimeUnit.MILLISECONDS.toNanos(nowMs);
    }
}
