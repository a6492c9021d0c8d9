/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/** Time that a test moves by hand. For one thread. */
final class ManualTimer implements Timer {
    private final PriorityQueue<Task> tasks =
        new PriorityQueue<>(Comparator.comparingLong(Task::atNs).thenComparingLong(Task::number));
    private long nowNs;
    private long number;

    private record Task(long atNs, long number, Runnable task) {
    }

    @Override
    public long nanoTime() {
        return nowNs;
    }

    @Override
    public Runnable schedule(final long atNs, final Runnable task) {
        final Task scheduled = new Task(atNs, number++, task);
        tasks.add(scheduled);
        return () -> tasks.remove(scheduled);
    }

    /** Lets time pass, and everything be done that is due. */
    void passMs(final long ms) {
        final long endNs = nowNs + TimeUnit.MILLISECONDS.toNanos(ms);
        while (!tasks.isEmpty() && tasks.peek().atNs <= endNs) {
            final Task next = tasks.remove();
            nowNs = Math.max(nowNs, next.atNs);
            next.task.run();
        }
        nowNs = endNs;
    }

    /** Lets time pass of which nobody hears until later, as when a machine stands still. */
    void stallMs(final long ms) {
        nowNs += TimeUnit.MILLISECONDS.toNanos(ms);
    }

    long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(nowNs);
    }

    int waiting() {
        return tasks.size();
    }
}
