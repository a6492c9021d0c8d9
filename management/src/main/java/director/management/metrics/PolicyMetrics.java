/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.metrics;

import director.dataplane.ManagedDirector;
import director.dataplane.conductor.Catalogue;
import director.dataplane.policy.LimitState;
import director.dataplane.policy.Refusal;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whom services refuse, and what is used of limits. */
public final class PolicyMetrics implements MetricSource {
    private final ManagedDirector director;

    /**
     * The metrics of a director.
     *
     * @param director what is read.
     */
    public PolicyMetrics(final ManagedDirector director) {
        this.director = director;
    }

    @Override
    public List<MetricSnapshot> read() {
        final Family refused = Family.counter("director_service_refused_connections",
            "New connections that access lists or limits refused");
        final Family limited = Family.gauge("director_service_limited_connections",
            "Connections that count against the limit of the service");
        final Family realServer = Family.gauge("director_real_server_limited_connections",
            "Connections that count against the limit of the real server");
        for (final Catalogue.Service service : director.catalogue().services()) {
            final String name = service.key().toString();
            for (final Refusal refusal : Refusal.values()) {
                refused.value(service.use().refusals().count(refusal),
                    "service", name, "reason", refusal.reason().label());
            }
            limited.value(service.use().state().connections(), "service", name);
            for (final Catalogue.Entry entry : service.realServers()) {
                final @Nullable LimitState state = director.limits().realServer(entry.number());
                if (state != null) {
                    realServer.value(state.connections(), "service", name, "real_server", entry.settings().endpoint());
                }
            }
        }
        return Stream.of(refused, limited, realServer).map(Family::snapshot).toList();
    }
}
