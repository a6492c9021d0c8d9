/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.events;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hands events to those who listen, and keeps the newest for those who were away. Publishing never waits: who does not
 * keep up is dropped. Every method may be called from any thread, but not from the packet path.
 */
public final class EventBus {
    /** Configuration was changed. */
    public static final String CONFIGURATION = "configuration";
    /** A real server or service has become healthy or unhealthy. */
    public static final String HEALTH = "health";
    /** The link of a port went up or down. */
    public static final String PORT_LINK = "port-link";
    /** A member of a bond begins to carry packets, or does no more. */
    public static final String BOND_MEMBER = "bond-member";
    /** More packets are dropped than is usual, or no more. */
    public static final String DROPS = "drops";
    /** The local ports of a service have become few, or are enough again. */
    public static final String LOCAL_PORTS = "local-ports";

    /** How many values the events have that are kept, or wait for one listener: some megabytes of heap. */
    static final int MAX_VALUES = 1 << 15;

    private static final int RUN_BYTES = 4;

    private final int waiting;
    private final Clock clock;
    private final String run;
    private final EventQueue newest;
    private final List<EventSubscription> subscriptions = new ArrayList<>();
    private long published;
    private long dropped;

    /**
     * A bus without listeners.
     *
     * @param kept    how many events are kept for those who come back, fewer if they are large.
     * @param waiting how many may wait for one listener before it is dropped, fewer if they are large.
     * @param clock   when events happen.
     */
    public EventBus(final int kept, final int waiting, final Clock clock) {
        this.newest = new EventQueue(kept, MAX_VALUES);
        this.waiting = waiting;
        this.clock = clock;
        final byte[] random = new byte[RUN_BYTES];
        new SecureRandom().nextBytes(random);
        this.run = HexFormat.of().formatHex(random);
    }

    /**
     * Tells that something has happened.
     *
     * @param type one of the constants of this class, or another word.
     * @param data what there is to know: texts, numbers, booleans, and lists and mappings of these.
     */
    public synchronized void publish(final String type, final Map<String, @Nullable Object> data) {
        final Event event = new Event(++published, clock.instant(), type, data);
        newest.add(event);
        while (newest.isTooLong()) {
            newest.poll();
        }
        for (final EventSubscription subscription : List.copyOf(subscriptions)) {
            if (!subscription.offer(event)) {
                subscriptions.remove(subscription);
                dropped++;
            }
        }
    }

    /**
     * Listens.
     *
     * @param lastId what {@link #id} answered for the last event that the listener has seen; null for what comes from
     *               now on.
     * @return to be closed. It begins with the events that were missed, as far as they are kept.
     */
    public synchronized EventSubscription subscribe(final @Nullable String lastId) {
        final long last = lastId == null ? published : number(lastId);
        final List<Event> missed = newest.after(last);
        final long oldest = newest.isEmpty() ? published + 1 : newest.oldest().number();
        final EventSubscription subscription =
            new EventSubscription(this, missed, waiting, lastId != null && (last == 0 || last + 1 < oldest));
        subscriptions.add(subscription);
        return subscription;
    }

    /**
     * What names an event, among those of other runs of the director as well.
     *
     * @param event of this bus.
     * @return for {@link #subscribe}.
     */
    public String id(final Event event) {
        return run + "-" + event.number();
    }

    /**
     * How many listeners were dropped because they did not keep up.
     *
     * @return since the start.
     */
    public synchronized long droppedListeners() {
        return dropped;
    }

    /**
     * How many listen.
     *
     * @return at the moment.
     */
    public synchronized int listeners() {
        return subscriptions.size();
    }

    /** Ends all subscriptions. */
    public synchronized void close() {
        subscriptions.forEach(EventSubscription::end);
        subscriptions.clear();
    }

    synchronized void remove(final EventSubscription subscription) {
        subscriptions.remove(subscription);
    }

    /** The number in an id of this run; 0 for one of another run, or of none. */
    private long number(final String id) {
        final String digits = id.startsWith(run + "-") ? id.substring(run.length() + 1) : "";
        final long number = digits.matches("\\d{1,18}") ? Long.parseLong(digits) : 0;
        return number > published ? 0 : number;
    }
}
