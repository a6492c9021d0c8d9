/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health;

import director.dataplane.Counter;
import director.dataplane.service.RealServerKey;
import director.dataplane.service.ServiceAvailability;
import director.dataplane.service.ServiceKey;
import director.management.health.probe.Probe;
import director.management.health.settings.HealthSettings;
import director.management.health.settings.ServiceHealth;
import director.management.health.state.HealthEvent;
import director.management.health.state.ServiceState;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Checks the real servers of a director for as long as it is open. What checks say lies over the configuration: weights
 * that operators change meanwhile are used when a real server is up again, and real servers that they add to a service
 * with checks are checked. Any thread may call it.
 */
public final class HealthMonitor implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(HealthMonitor.class.getName());
    /** How soon real servers are checked that operators add. */
    private static final long LOOK_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(250);

    private final CheckedDirector director;
    private final Timer timer;
    private final CheckResources resources;
    private final Executor virtual;
    private final Runnable end;
    private final Notifier notifier;
    private final HealthListener listener;
    private final Map<ServiceKey, ServiceMonitor> services = new LinkedHashMap<>();
    private Map<ServiceKey, Map<RealServerKey, Integer>> seen = Map.of();
    private boolean closed;

    private HealthMonitor(
        final CheckResources resources,
        final Executor virtual,
        final Notifier notifier,
        final Runnable end,
        final HealthListener listener) {
        this.resources = resources;
        this.director = resources.director();
        this.timer = resources.timer();
        this.virtual = virtual;
        this.notifier = notifier;
        this.end = end;
        this.listener = listener;
    }

    /**
     * Begins to check.
     *
     * @param director is told what the checks say.
     * @param settings valid ones.
     * @param listener hears of what changes, from the first on.
     * @return to be closed before the director is.
     */
    public static HealthMonitor start(
        final CheckedDirector director, final HealthSettings settings, final HealthListener listener) {
        final CheckThreads threads = new CheckThreads();
        final Timer timer = threads.timer();
        final CheckRunner runner =
            new CheckRunner(timer, threads.virtual(), threads.blocking(), settings.concurrency());
        return start(new CheckResources(director, Probe::of, runner, timer, threads.random()), threads.virtual(),
            new Notifier(threads.blocking(), timer), threads::close, settings, listener);
    }

    /** Begins to check with a clock and threads of another kind. */
    static HealthMonitor start(
        final CheckResources resources,
        final Executor virtual,
        final Notifier notifier,
        final Runnable end,
        final HealthSettings settings,
        final HealthListener listener) {
        final HealthMonitor monitor = new HealthMonitor(resources, virtual, notifier, end, listener);
        final Timer timer = monitor.timer;
        monitor.apply(settings);
        monitor.timer.schedule(timer.nanoTime() + LOOK_INTERVAL_NS, monitor::look);
        return monitor;
    }

    /**
     * What the real servers of each service may get before any was checked.
     *
     * @param settings valid ones.
     * @return by service; those that are not there are not checked.
     */
    public static Map<ServiceKey, ServiceAvailability> initially(final HealthSettings settings) {
        final Map<ServiceKey, ServiceAvailability> initially = new HashMap<>();
        for (final ServiceHealth service : settings.services()) {
            if (service.isWatched()) {
                initially.put(service.service(), new ServiceState(service, event -> { }).availability());
            }
        }
        return initially;
    }

    /**
     * Checks by other settings from now on. What is known of real servers that were checked before holds until the new
     * checks say something else. To be called before services and real servers are added that are new in these
     * settings, so that they are out of service until they were checked. How many checks may be under way at a time
     * stays as it was.
     *
     * @param settings valid ones.
     */
    public synchronized void apply(final HealthSettings settings) {
        final Map<ServiceKey, ServiceHealth> watched = new LinkedHashMap<>();
        settings.services().stream().filter(ServiceHealth::isWatched)
            .forEach(service -> watched.put(service.service(), service.particular()));
        services.entrySet().removeIf(entry -> {
            final boolean gone = !watched.containsKey(entry.getKey());
            if (gone) {
                entry.getValue().stop();
                new Publisher(entry.getKey(), director, timer, () -> ServiceAvailability.ALL).publish();
            }
            return gone;
        });
        seen = director.realServers();
        watched.values().forEach(this::apply);
    }

    /**
     * How everything that is checked is doing.
     *
     * @return in the order of the settings.
     */
    public synchronized List<ServiceStatus> status() {
        return services.values().stream().map(ServiceMonitor::status).toList();
    }

    /**
     * What the checks have counted.
     *
     * @return in a fixed order.
     */
    public List<Counter> counters() {
        return HealthCounters.of(status());
    }

    /** Ends all checks and the programs that they run. What the director was told last holds. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            services.values().forEach(ServiceMonitor::stop);
        }
        end.run();
    }

    private void apply(final ServiceHealth service) {
        final @Nullable ServiceMonitor present = services.get(service.service());
        if (present != null && present.settings().equals(service)) {
            return;
        }
        if (present != null) {
            present.stop();
        }
        final ServiceMonitor monitor = new ServiceMonitor(service, resources, this::onEvent, present);
        services.put(service.service(), monitor);
        monitor.onRealServers(seen.getOrDefault(service.service(), Map.of()));
    }

    /** From the timer: finds out what operators have changed. */
    private void look() {
        virtual.execute(() -> {
            synchronized (this) {
                final Map<ServiceKey, Map<RealServerKey, Integer>> now = director.realServers();
                if (closed) {
                    return;
                }
                if (!now.equals(seen)) {
                    final Map<ServiceKey, Map<RealServerKey, Integer>> before = seen;
                    seen = now;
                    services.forEach((key, monitor) -> {
                        final Map<RealServerKey, Integer> weights = now.getOrDefault(key, Map.of());
                        if (!weights.equals(before.getOrDefault(key, Map.of()))) {
                            monitor.onRealServers(weights);
                        }
                    });
                }
            }
            timer.schedule(timer.nanoTime() + LOOK_INTERVAL_NS, this::look);
        });
    }

    private void onEvent(final ServiceHealth service, final HealthEvent event) {
        LOGGER.log(event.isGood() ? Level.INFO : Level.WARNING, event.toString());
        notifier.onEvent(service, event);
        listener.onEvent(event);
    }
}
