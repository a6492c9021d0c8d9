/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets SIGTERM and SIGINT ask for a stop, and the JVM end only when the command has finished.
 *
 * <p>The JVM begins its shutdown at the first signal and runs the hook here, which asks for the stop and then waits for
 * {@link #exit}. Further signals change nothing. The exit code is that of the command and not 128 + signal, which a
 * service manager would take for a failure.
 */
final class StopSignal implements StopRequest {
    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile int exitCode;

    @Override
    public void listen() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::onShutdown, "stop-signal"));
    }

    @Override
    public boolean await(final Duration time) throws InterruptedException {
        return requested.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Ends the JVM with a code, whether or not a signal has begun to end it. Does not return. */
    void exit(final int code) {
        exitCode = code;
        finished.countDown();
        System.exit(code);
    }

    private void onShutdown() {
        requested.countDown();
        boolean interrupted = true;
        while (interrupted) {
            try {
                finished.await();
                interrupted = false;
            } catch (final InterruptedException e) {
                // Only exit ends this thread.
            }
        }
        Runtime.getRuntime().halt(exitCode);
    }
}
