/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health;

import director.dataplane.service.ServiceAvailability;
import director.dataplane.service.ServiceKey;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells the director what the real servers of a service may get, one message at a time: what changes while one is under
 * way makes one more, however much it was. What the director could not take is told again. Any thread may call it.
 */
final class Publisher {
    private static final System.Logger LOGGER = System.getLogger(Publisher.class.getName());
    private static final long AGAIN_NS = TimeUnit.SECONDS.toNanos(1);

    private final ServiceKey service;
    private final CheckedDirector director;
    private final Timer timer;
    private final Supplier<ServiceAvailability> newest;
    private boolean underWay;
    private boolean changed;
    private boolean closed;

    Publisher(
        final ServiceKey service,
        final CheckedDirector director,
        final Timer timer,
        final Supplier<ServiceAvailability> newest) {
        this.service = service;
        this.director = director;
        this.timer = timer;
        this.newest = newest;
    }

    /** Something may have changed. */
    void publish() {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (underWay) {
                changed = true;
                return;
            }
            underWay = true;
            changed = false;
        }
        final ServiceAvailability now = newest.get();
        final CompletableFuture<@Nullable Void> answer;
        synchronized (this) {
            if (closed) {
                return;
            }
            // With the lock, so that nothing follows what is told after the end.
            answer = director.tell(service, now);
        }
        // The answer comes from the conductor's thread, which has other things to do.
        var _ = answer.whenComplete((nothing, thrown) ->
            timer.schedule(timer.nanoTime() + (thrown == null ? 0 : AGAIN_NS), () -> onAnswer(thrown)));
    }

    /** What is not told yet is not told any more. */
    synchronized void close() {
        closed = true;
    }

    private void onAnswer(final @Nullable Throwable thrown) {
        final boolean again;
        synchronized (this) {
            underWay = false;
            again = (changed || thrown != null) && !closed;
        }
        if (thrown != null && again) {
            LOGGER.log(Level.WARNING, "the director could not be told what is up of " + service + ", trying again",
                thrown);
        }
        if (again) {
            publish();
        }
    }
}
