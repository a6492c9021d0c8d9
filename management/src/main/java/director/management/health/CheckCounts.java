/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health;

import director.management.health.probe.Target;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is counted of one check. */
final class CheckCounts {
    private long done;
    private long failed;
    private long skipped;
    private long lastNs;
    private long latestNs;
    private String lastError = "";

    synchronized void onBegun(final long lateNs) {
        latestNs = Math.max(latestNs, lateNs);
    }

    synchronized void onSkipped() {
        skipped++;
    }

    synchronized void onDone(final @Nullable String error, final long durationNs) {
        done++;
        lastNs = durationNs;
        if (error != null) {
            failed++;
            lastError = error;
        }
    }

    synchronized CheckStatus status(final String type, final Target target) {
        return new CheckStatus(type, target.address(), target.port(), done, failed, skipped,
            TimeUnit.NANOSECONDS.toMicros(lastNs), TimeUnit.NANOSECONDS.toMicros(latestNs), lastError);
    }
}
