/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import director.dataplane.ManagedDirector;
import director.dataplane.conductor.Change;
import director.dataplane.conductor.ConductorProxy;
import director.dataplane.configuration.DirectorConfiguration;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.service.ServiceAvailability;
import director.dataplane.service.ServiceKey;
import director.management.events.EventBus;
import director.management.health.DirectorLink;
import director.management.health.HealthMonitor;
import director.management.health.settings.HealthSettings;
import director.management.health.state.HealthEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The health checks of a director that is being started: its real servers that are checked come after it, together with
 * what they may get before they were, so that none of them gets a connection too early. From the thread that starts and
 * stops the director.
 */
final class Checks implements AutoCloseable {
    private final HealthMonitor monitor;

    private Checks(final HealthMonitor monitor) {
        this.monitor = monitor;
    }

    /** What to start: all but real servers of services that are checked. */
    static DirectorConfiguration unchecked(final DirectorConfiguration configuration, final HealthSettings health) {
        final Map<ServiceKey, ServiceAvailability> initially = HealthMonitor.initially(health);
        final List<ServiceSettings> services = configuration.services().stream()
            .map(service -> initially.containsKey(ServiceKey.of(service))
                ? service.withRealServers(List.of()) : service).toList();
        return new DirectorConfiguration(configuration.memory(), configuration.ports(), configuration.workers(),
            services, configuration.packets(), configuration.localPorts(), configuration.clients());
    }

    /** Adds what was left out, and begins to check. What changes is told as an event. */
    static Checks begin(
        final ManagedDirector director,
        final DirectorConfiguration configuration,
        final HealthSettings health,
        final EventBus events) {
        final Map<ServiceKey, ServiceAvailability> initially = HealthMonitor.initially(health);
        final List<Change> changes = new ArrayList<>();
        initially.forEach((key, availability) -> changes.add(new Change.SetAvailability(key, availability)));
        for (final ServiceSettings service : configuration.services()) {
            final ServiceKey key = ServiceKey.of(service);
            if (initially.containsKey(key)) {
                service.realServers()
                    .forEach(realServer -> changes.add(new Change.AddRealServer(key, realServer)));
            }
        }
        if (!changes.isEmpty()) {
            carryOut(director.conductor(), changes);
        }
        final DirectorLink link = new DirectorLink(director::catalogue, director::conductor);
        return new Checks(HealthMonitor.start(link, health, event -> publish(event, events)));
    }

    /** What checks and knows. */
    HealthMonitor monitor() {
        return monitor;
    }

    /** Ends all checks; to be called before the director is stopped. */
    void end() {
        monitor.close();
    }

    @Override
    public void close() {
        end();
    }

    private static void publish(final HealthEvent event, final EventBus events) {
        final Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("service", event.service().toString());
        final String change = switch (event) {
            case HealthEvent.RealServerUp up -> {
                data.put("realServer", up.realServer().toString());
                yield "up";
            }
            case HealthEvent.RealServerDown down -> {
                data.put("realServer", down.realServer().toString());
                data.put("reason", down.reason());
                yield "down";
            }
            case HealthEvent.QuorumGained gained -> {
                data.put("weightUp", gained.weight());
                data.put("quorum", gained.quorum());
                yield "quorum-gained";
            }
            case HealthEvent.QuorumLost lost -> {
                data.put("weightUp", lost.weight());
                data.put("quorum", lost.quorum());
                data.put("sorry", lost.sorry());
                yield "quorum-lost";
            }
        };
        data.put("change", change);
        events.publish(EventBus.HEALTH, data);
    }

    private static void carryOut(final ConductorProxy conductor, final List<Change> changes) {
        try {
            conductor.apply(changes).join();
        } catch (final CompletionException e) {
            throw e.getCause() instanceof RuntimeException refusal ? refusal : e;
        }
    }
}
