/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health;

import director.dataplane.address.IpAddress;
import director.dataplane.service.RealServerKey;
import director.dataplane.service.ServiceAvailability;
import director.management.health.probe.Target;
import director.management.health.settings.CheckSettings;
import director.management.health.settings.RealServerHealth;
import director.management.health.settings.ServiceHealth;
import director.management.health.state.HealthEvent;
import director.management.health.state.ServiceState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Checks the real servers of one service. Any thread may call it. */
final class ServiceMonitor {
    private final ServiceHealth settings;
    private final CheckResources resources;
    private final BiConsumer<ServiceHealth, HealthEvent> events;
    private final ServiceState state;
    private final Publisher publisher;
    private final Map<RealServerKey, List<CheckTask>> tasks = new HashMap<>();
    private List<RealServerKey> order = List.of();
    private boolean stopped;

    /**
     * A service that is not checked yet.
     *
     * @param settings  how it is to be.
     * @param resources what the checks need.
     * @param events    where events go.
     * @param former    the same service with other settings, which has been stopped; null if there was none.
     */
    ServiceMonitor(
        final ServiceHealth settings,
        final CheckResources resources,
        final BiConsumer<ServiceHealth, HealthEvent> events,
        final @Nullable ServiceMonitor former) {
        this.settings = settings;
        this.resources = resources;
        this.events = events;
        this.state = new ServiceState(settings, this::onEvent, former == null ? null : former.state);
        this.publisher = new Publisher(
            settings.service(), resources.director(), resources.timer(), this::availability);
    }

    ServiceHealth settings() {
        return settings;
    }

    /** Tells which real servers there are, with their weights. */
    void onRealServers(final Map<RealServerKey, Integer> weights) {
        synchronized (this) {
            if (stopped) {
                return;
            }
            state.onRealServers(weights, resources.timer().nanoTime());
            order = List.copyOf(weights.keySet());
            tasks.entrySet().removeIf(entry -> {
                final boolean gone = !weights.containsKey(entry.getKey());
                if (gone) {
                    entry.getValue().forEach(CheckTask::stop);
                }
                return gone;
            });
            for (final RealServerKey realServer : order) {
                tasks.computeIfAbsent(realServer, this::begin);
            }
        }
        publisher.publish();
    }

    /** Ends all checks. */
    synchronized void stop() {
        stopped = true;
        tasks.values().forEach(checks -> checks.forEach(CheckTask::stop));
        publisher.close();
    }

    synchronized ServiceAvailability availability() {
        return state.availability();
    }

    synchronized ServiceStatus status() {
        final ServiceAvailability availability = state.availability();
        final long nowNs = resources.timer().nanoTime();
        final List<RealServerStatus> all = new ArrayList<>();
        for (final RealServerKey key : order) {
            all.add(new RealServerStatus(key, state.verdict(key),
                TimeUnit.NANOSECONDS.toMillis(nowNs - state.sinceNs(key)), availability.of(key), state.doublings(key),
                tasks.getOrDefault(key, List.of()).stream().map(CheckTask::status).toList()));
        }
        return new ServiceStatus(settings.service(), state.quorum(), state.weightUp(), settings.quorum().weight(),
            state.isSorryServing(), all);
    }

    private List<CheckTask> begin(final RealServerKey key) {
        final RealServerHealth realServer = state.health(key);
        final List<CheckTask> begun = new ArrayList<>();
        for (final CheckSettings check : settings.checksOf(realServer)) {
            final int number = begun.size();
            final CheckTask task = new CheckTask(check, resources.probes().apply(check.probe()),
                target(realServer, check), resources.runner(), resources.timer(),
                error -> onResult(key, number, error));
            begun.add(task);
            task.start(resources.random());
        }
        return begun;
    }

    private Target target(final RealServerHealth realServer, final CheckSettings check) {
        final IpAddress other = realServer.checkAddress();
        return new Target(settings.service(), realServer.key(), other == null ? realServer.key().address() : other,
            check.port() != 0 ? check.port() : realServer.key().port(), check.source());
    }

    private void onResult(final RealServerKey realServer, final int check, final @Nullable String error) {
        final boolean changed;
        synchronized (this) {
            changed = !stopped && state.onResult(realServer, check, error, resources.timer().nanoTime());
        }
        if (changed) {
            publisher.publish();
        }
    }

    private void onEvent(final HealthEvent event) {
        events.accept(settings, event);
    }
}
