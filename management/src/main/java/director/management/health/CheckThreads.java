/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health;

import java.lang.System.Logger.Level;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * The threads of health checks: one timer, a virtual thread for each attempt, and a few of the operating system's for
 * what blocks them, which are there only while they are needed.
 */
final class CheckThreads implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(CheckThreads.class.getName());
    private static final int BLOCKING_MAX = 64;
    private static final long IDLE_SECONDS = 10;
    private static final long END_SECONDS = 10;

    private final SystemTimer timer = new SystemTimer();
    private final ExecutorService virtualThreads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("health-", 0).factory());
    private final ThreadPoolExecutor blocking = new ThreadPoolExecutor(BLOCKING_MAX, BLOCKING_MAX, IDLE_SECONDS,
        TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
        Thread.ofPlatform().daemon().name("health-blocking-", 0).factory(), new ThreadPoolExecutor.DiscardPolicy());

    CheckThreads() {
        blocking.allowCoreThreadTimeOut(true);
    }

    SystemTimer timer() {
        return timer;
    }

    /** What comes after the end is not done any more. */
    Executor virtual() {
        return task -> {
            try {
                virtualThreads.execute(task);
            } catch (final RejectedExecutionException e) {
                LOGGER.log(Level.DEBUG, "not checking any more", e);
            }
        };
    }

    Executor blocking() {
        return blocking;
    }

    RandomGenerator random() {
        return new Random();
    }

    /** Interrupts what is under way, programs among them. */
    @Override
    public void close() {
        timer.close();
        virtualThreads.shutdownNow();
        blocking.shutdownNow();
        try {
            blocking.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
