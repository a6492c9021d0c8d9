/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import director.dataplane.ManagedDirector;
import director.management.desired.Applied;
import director.management.desired.DesiredStore;
import director.management.desired.Difference;
import director.management.events.DirectorWatch;
import director.management.events.EventBus;
import director.management.health.HealthMonitor;
import director.management.metrics.DirectorMetrics;
import director.management.metrics.HealthMetrics;
import director.management.metrics.IpvsMetrics;
import director.management.metrics.LocalPortMetrics;
import director.management.metrics.Metrics;
import director.management.metrics.PolicyMetrics;
import director.management.metrics.SnatMetrics;
import director.management.metrics.SocketMetrics;
import director.management.resource.Resources;
import director.management.socket.ManagementSocket;
import director.management.socket.SocketException;
import director.management.socket.SocketSettings;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The management of a running director, or none. From the thread that starts and stops the director. */
final class Management implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(Management.class.getName());
    private static final int EVENTS_KEPT = 1_024;
    private static final int EVENTS_WAITING = 256;

    private final EventBus events = new EventBus(EVENTS_KEPT, EVENTS_WAITING, Clock.systemUTC());
    private final @Nullable ManagementSocket socket;

    private Management(final @Nullable ManagementSocket socket) {
        this.socket = socket;
    }

    /**
     * Claims the socket, before anything that takes long.
     *
     * @param settings null if there is to be none.
     * @throws CommandFailure if there cannot be one.
     */
    static Management claim(final @Nullable SocketSettings settings) {
        try {
            return new Management(settings == null ? null : ManagementSocket.claim(settings));
        } catch (final SocketException e) {
            throw unavailable(e);
        }
    }

    /** Where to tell what happens, whether or not somebody listens. */
    EventBus events() {
        return events;
    }

    /** Answers for a director, and changes what is desired of it, until what is answered here is closed. */
    ManagementSocket.Serving serve(
        final ManagedDirector director, final DesiredStore store, final HealthMonitor health) {
        if (socket == null) {
            return () -> { };
        }
        final Metrics metrics = new Metrics(List.of(
            new IpvsMetrics(director), new DirectorMetrics(director), new LocalPortMetrics(director),
            new PolicyMetrics(director), new SnatMetrics(director),
            new HealthMetrics(health),
            new SocketMetrics(socket, events)));
        try {
            final ManagementSocket.Serving serving = socket.serve(Resources.of(director, store, events, metrics));
            final ScheduledExecutorService watch = watch(director);
            final Runnable tell = store.listen(this::tell);
            LOGGER.log(Level.INFO, "management socket: " + socket.path());
            return () -> {
                tell.run();
                watch.close();
                events.close();
                serving.close();
            };
        } catch (final SocketException e) {
            throw unavailable(e);
        }
    }

    /** Removes the socket. */
    @Override
    public void close() {
        if (socket != null) {
            socket.close();
        }
    }

    private void tell(final Applied applied) {
        final Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("version", applied.version().tag());
        data.put("changes", applied.differences().stream().map(Difference::json).toList());
        events.publish(EventBus.CONFIGURATION, data);
    }

    private ScheduledExecutorService watch(final ManagedDirector director) {
        final DirectorWatch watch = new DirectorWatch(director, events);
        final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("watch").daemon().factory());
        ScheduledFuture<?> _ = executor.scheduleAtFixedRate(() -> look(watch), 1, 1, TimeUnit.SECONDS);
        return executor;
    }

    private static void look(final DirectorWatch watch) {
        try {
            watch.look();
        } catch (final RuntimeException e) {
            LOGGER.log(Level.WARNING, "ports and drops could not be looked at", e);
        }
    }

    private static CommandFailure unavailable(final SocketException e) {
        return new CommandFailure(ExitCode.UNAVAILABLE, List.of(String.valueOf(e.getMessage())), e);
    }
}
