/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health;

import director.management.health.probe.Probe;
import director.management.health.probe.Target;
import director.management.health.settings.CheckSettings;
import director.management.health.settings.Timing;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Does one check again and again, from its beginning on by the clock: what is late now is no later next time. A check
 * that is still under way when it is due again is not begun twice.
 */
final class CheckTask {
    /** How much more the first attempt may take, in which the JVM has yet to load what makes it. */
    private static final int COLD_MS = 1_000;

    private final CheckSettings settings;
    private final Probe probe;
    private final Target target;
    private final CheckRunner runner;
    private final Timer timer;
    private final Consumer<@Nullable String> results;
    private final CheckCounts counts = new CheckCounts();
    private Runnable pending = () -> { };
    private long dueNs;
    private long begunNs;
    private int patienceMs = COLD_MS;
    private boolean underWay;
    private boolean stopped;

    CheckTask(
        final CheckSettings settings,
        final Probe probe,
        final Target target,
        final CheckRunner runner,
        final Timer timer,
        final Consumer<@Nullable String> results) {
        this.settings = settings;
        this.probe = probe;
        this.target = target;
        this.runner = runner;
        this.timer = timer;
        this.results = results;
    }

    /** Begins, after a random part of the warm-up. */
    synchronized void start(final RandomGenerator random) {
        final long warmUpNs = TimeUnit.MILLISECONDS.toNanos(settings.timing().longestWarmUpMs());
        dueNs = timer.nanoTime() + (warmUpNs == 0 ? 0 : random.nextLong(warmUpNs));
        pending = timer.schedule(dueNs, this::due);
    }

    /** Ends. A result that comes later is nobody's. */
    synchronized void stop() {
        stopped = true;
        pending.run();
    }

    CheckStatus status() {
        return counts.status(settings.probe().type(), target);
    }

    /** From the timer. */
    private synchronized void due() {
        if (stopped) {
            return;
        }
        final long nowNs = timer.nanoTime();
        if (underWay) {
            counts.onSkipped();
        } else {
            underWay = true;
            begunNs = nowNs;
            counts.onBegun(nowNs - dueNs);
            attempt(settings.timing().retries());
        }
        final long intervalNs = TimeUnit.MILLISECONDS.toNanos(settings.timing().intervalMs());
        dueNs += intervalNs * Math.max(1, Math.ceilDiv(nowNs - dueNs, intervalNs));
        pending = timer.schedule(dueNs, this::due);
    }

    private synchronized void attempt(final int retries) {
        runner.attempt(probe, target, settings.timing().timeoutMs() + patienceMs, error -> onAttempt(error, retries));
        patienceMs = 0;
    }

    private void onAttempt(final @Nullable String error, final int retries) {
        final Timing timing = settings.timing();
        synchronized (this) {
            if (stopped) {
                return;
            }
            final long nowNs = timer.nanoTime();
            if (error != null && retries > 0) {
                timer.schedule(nowNs + TimeUnit.MILLISECONDS.toNanos(timing.retryDelayMs()),
                    () -> attempt(retries - 1));
                return;
            }
            underWay = false;
            counts.onDone(error, nowNs - begunNs);
        }
        results.accept(error);
    }
}
