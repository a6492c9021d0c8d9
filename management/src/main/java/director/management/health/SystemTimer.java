/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health;

import java.lang.System.Logger.Level;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The one thread by which all checks are begun and all that take too long are ended. */
final class SystemTimer implements Timer, AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(SystemTimer.class.getName());

    private final ScheduledThreadPoolExecutor executor;

    SystemTimer() {
        executor = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("health-timer").factory());
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Runnable schedule(final long atNs, final Runnable task) {
        if (executor.isShutdown()) {
            return () -> { };
        }
        final ScheduledFuture<?> future = executor.schedule(() -> run(task), atNs - nanoTime(), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    private static void run(final Runnable task) {
        try {
            task.run();
        } catch (final RuntimeException e) {
            LOGGER.log(Level.ERROR, "a health check could not be begun or ended", e);
        }
    }
}
