/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health;

import director.management.health.probe.Deadline;
import director.management.health.probe.Probe;
import director.management.health.probe.ProbeException;
import director.management.health.probe.Target;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes attempts, so many at a time and none for longer than it may take. Any thread may call it. */
class CheckRunner {
    private static final System.Logger LOGGER = System.getLogger(CheckRunner.class.getName());
    /** What ends by itself in time says best why. */
    private static final long GRACE_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Timer timer;
    private final Executor virtual;
    private final Executor blocking;
    private final Semaphore permits;

    /**
     * A runner.
     *
     * @param timer       tells the time and interrupts what takes too long.
     * @param virtual     for attempts that may wait on virtual threads.
     * @param blocking    for those that block a thread of the operating system.
     * @param concurrency how many attempts are made at a time.
     */
    CheckRunner(final Timer timer, final Executor virtual, final Executor blocking, final int concurrency) {
        this.timer = timer;
        this.virtual = virtual;
        this.blocking = blocking;
        this.permits = new Semaphore(concurrency);
    }

    /** Makes an attempt and tells what was wrong, or null if nothing was. */
    void attempt(
        final Probe probe, final Target target, final int timeoutMs, final Consumer<@Nullable String> done) {
        (probe.blocks() ? blocking : virtual).execute(() -> {
            try {
                permits.acquire();
            } catch (final InterruptedException e) {
                // The monitor is being closed.
                Thread.currentThread().interrupt();
                return;
            }
            final String error;
            try {
                error = attempt(probe, target, timeoutMs);
            } finally {
                permits.release();
            }
            done.accept(error);
        });
    }

    private @Nullable String attempt(final Probe probe, final Target target, final int timeoutMs) {
        final Deadline deadline = new Deadline(timer, timeoutMs);
        final Interruption interruption = new Interruption(Thread.currentThread());
        final Runnable alarm = timer.schedule(
            timer.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs) + GRACE_NS, interruption::now);
        try {
            probe.attempt(target, deadline);
            return null;
        } catch (final ProbeException e) {
            return e.getMessage();
        } catch (final IOException e) {
            return deadline.isOver() ? deadline.expired().getMessage() : describe(e);
        } catch (final InterruptedException e) {
            return deadline.expired().getMessage();
        } catch (final RuntimeException e) {
            LOGGER.log(Level.ERROR, "the check of " + target + " failed itself", e);
            return describe(e);
        } finally {
            alarm.run();
            interruption.end();
        }
    }

    /** What an exception says may quote a stranger. */
    private static String describe(final Exception e) {
        return ProbeException.printable(e.getMessage() == null ? e.toString() : e.getMessage());
    }

    /** Interrupts a thread, but not in what it does next. */
    private static final class Interruption {
        private final Thread thread;
        private boolean over;

        Interruption(final Thread thread) {
            this.thread = thread;
        }

        synchronized void now() {
            if (!over) {
                thread.interrupt();
            }
        }

        /** From the thread itself. */
        synchronized void end() {
            over = true;
            Thread.interrupted();
        }
    }
}
