/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Hands what DPDK logs to {@link System.Logger}: a line {@code EAL: text} goes to the logger {@code dpdk.EAL}.
 *
 * <p>DPDK writes into a pipe and a daemon thread reads it. An upcall would be simpler and wrong: drivers may log inside
 * a burst, where Java must not be called. The writing end never blocks; when nobody reads, lines are lost. The stream
 * carries no level: a line that speaks of an error is a warning, any other is for debugging.
 */
final class DpdkLog implements AutoCloseable {
    private static final int KEPT = 8;
    private static final long PATIENCE_MS = 200;
    private static final String MARK = "director-log-mark";

    private static final Pattern LINE = Pattern.compile("([A-Za-z0-9_.]{1,32})(?:\\(\\))?: *(.*)");
    private static final Pattern PROBLEM = Pattern.compile(
        "error|fail|fatal|cannot|can't|could not|couldn't|unable|invalid|no such|\\bnot\\b|denied|unsupported");

    private final LogPipe pipe;
    private final Thread reader;
    private final Deque<String> recent = new ArrayDeque<>();
    private volatile @Nullable CountDownLatch marked;

    /** Starts to listen; DPDK need not be initialised. */
    DpdkLog() {
        pipe = new LogPipe();
        reader = new Thread(() -> pipe.read(this::line), "dpdk-log");
        reader.setDaemon(true);
        reader.start();
    }

    /** Forgets what was logged so far, before a call whose own lines are of interest. */
    void forget() {
        await();
        synchronized (this) {
            recent.clear();
        }
    }

    /** What was logged since {@link #forget}: the lines that speak of an error or, if none does, the last lines. */
    String recent() {
        await();
        synchronized (this) {
            final List<String> problems = recent.stream().filter(DpdkLog::isProblem).toList();
            final String said = String.join(" | ", problems.isEmpty() ? recent : problems);
            return said.isEmpty() ? "" : "DPDK said: " + said;
        }
    }

    /** Waits until all that was logged before has been read: marks the place and waits for the mark. */
    private void await() {
        final CountDownLatch latch = new CountDownLatch(1);
        marked = latch;
        pipe.write(MARK + '\n');
        try {
            if (!latch.await(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
                marked = null;
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void line(final String line) {
        final CountDownLatch latch = marked;
        if (line.equals(MARK)) {
            if (latch != null) {
                latch.countDown();
            }
            return;
        }
        final Matcher prefixed = LINE.matcher(line);
        final boolean matches = prefixed.matches();
        final String logger = matches ? "dpdk." + prefixed.group(1) : "dpdk";
        final String text = matches ? prefixed.group(2) : line;
        remember(line);
        System.getLogger(logger).log(isProblem(line) ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG, text);
    }

    private static boolean isProblem(final String line) {
        return PROBLEM.matcher(line.toLowerCase(Locale.ROOT)).find();
    }

    private synchronized void remember(final String line) {
        if (recent.size() == KEPT) {
            recent.removeFirst();
        }
        recent.addLast(line);
    }

    /** Reads what is left; DPDK logs to its own default from now on. */
    @Override
    public void close() {
        pipe.close();
        try {
            reader.join(PATIENCE_MS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
