/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.probe;

import director.management.health.settings.ProbeSettings;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Makes attempts as checks do. */
final class Attempts {
    private Attempts() {
    }

    /** What is wrong, or null. */
    static @Nullable String attempt(final ProbeSettings settings, final Target target, final int timeoutMs) {
        final Probe probe = Probe.of(settings);
        final Deadline deadline = new Deadline(System::nanoTime, timeoutMs);
        final String[] error = {"it never ended"};
        final Thread thread = (probe.blocks() ? Thread.ofPlatform() : Thread.ofVirtual()).start(() -> {
            try {
                probe.attempt(target, deadline);
                error[0] = null;
            } catch (final IOException e) {
                error[0] = deadline.isOver() ? deadline.expired().getMessage() : e.getMessage();
            } catch (final InterruptedException e) {
                error[0] = deadline.expired().getMessage();
            }
        });
        try {
            // As the runner does it: what does not end by itself is interrupted soon after its time is over.
            if (!thread.join(Duration.ofMillis(timeoutMs + 20))) {
                thread.interrupt();
                thread.join(Duration.ofSeconds(10));
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return error[0];
    }
}
