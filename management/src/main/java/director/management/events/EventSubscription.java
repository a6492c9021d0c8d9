/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.events;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One who listens. {@link #next} is called by one thread, the rest from any. */
public final class EventSubscription implements AutoCloseable {
    private final EventBus bus;
    private final EventQueue events;
    private final boolean gap;
    private boolean ended;

    EventSubscription(final EventBus bus, final List<Event> missed, final int waiting, final boolean gap) {
        this.bus = bus;
        this.events = new EventQueue(waiting + missed.size(),
            EventBus.MAX_VALUES + missed.stream().mapToLong(Event::values).sum());
        this.gap = gap;
        missed.forEach(events::add);
    }

    /**
     * Whether events were missed that are no longer kept, so that the listener has to look at everything anew.
     *
     * @return false if it has missed nothing.
     */
    public boolean hasGap() {
        return gap;
    }

    /**
     * Waits for the next event.
     *
     * @param patience for how long.
     * @return the event; null if there was none.
     * @throws InterruptedException if the thread is interrupted.
     */
    public synchronized @Nullable Event next(final Duration patience) throws InterruptedException {
        final long deadlineNs = System.nanoTime() + patience.toNanos();
        while (events.isEmpty() && !ended) {
            final long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
            if (leftMs <= 0) {
                return null;
            }
            wait(leftMs);
        }
        return events.poll();
    }

    /**
     * Whether nothing will come any more: the bus was closed, or the listener did not keep up.
     *
     * @return false as long as there is something to wait for.
     */
    public synchronized boolean isOver() {
        return ended && events.isEmpty();
    }

    /** Does not listen any more. */
    @Override
    public void close() {
        end();
        bus.remove(this);
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Adds an event. Answers false if too many wait already, which ends the subscription at once. */
    synchronized boolean offer(final Event event) {
        if (ended) {
            return false;
        }
        events.add(event);
        if (events.isTooLong()) {
            events.clear();
            end();
            return false;
        }
        notifyAll();
        return true;
    }
}
