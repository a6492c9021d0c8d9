/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.events;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events in the order in which they happened, and how much there is in them. From one thread at a time. */
final class EventQueue {
    private final Deque<Event> events = new ArrayDeque<>();
    private final int mostEvents;
    private final long mostValues;
    private long values;

    /** A queue that is meant for so many events, with so many values in them. */
    EventQueue(final int mostEvents, final long mostValues) {
        this.mostEvents = mostEvents;
        this.mostValues = mostValues;
    }

    void add(final Event event) {
        events.addLast(event);
        values += event.values();
    }

    /** Takes the oldest; null if there is none. */
    @Nullable Event poll() {
        final Event event = events.pollFirst();
        values -= event == null ? 0 : event.values();
        return event;
    }

    /** Whether there are more, or several with more in them, than it is meant for. */
    boolean isTooLong() {
        return events.size() > mostEvents || (events.size() > 1 && values > mostValues);
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    /** The oldest of at least one. */
    Event oldest() {
        return events.getFirst();
    }

    /** Those behind one of that number. */
    List<Event> after(final long number) {
        return events.stream().filter(event -> event.number() > number).toList();
    }

    void clear() {
        events.clear();
        values = 0;
    }
}
