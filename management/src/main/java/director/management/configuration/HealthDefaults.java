/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import director.dataplane.configuration.ServiceSettings;
import director.dataplane.service.RealServerKey;
import director.dataplane.service.ServiceKey;
import director.management.health.settings.FailureAction;
import director.management.health.settings.FlapSettings;
import director.management.health.settings.HealthSettings;
import director.management.health.settings.NotifySettings;
import director.management.health.settings.QuorumSettings;
import director.management.health.settings.RealServerHealth;
import director.management.health.settings.ServiceHealth;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Health settings in which every service and every real server stands, also those of which nothing was said. */
public final class HealthDefaults {
    private HealthDefaults() {
    }

    /**
     * Brings health settings into the order of services, so that they can be judged and compared.
     *
     * @param health   of these services, or some of them.
     * @param services in their order.
     * @return one entry for each service, in which there is one for each of its real servers, and no others.
     */
    public static HealthSettings complete(final HealthSettings health, final List<ServiceSettings> services) {
        final Map<ServiceKey, ServiceHealth> known = new HashMap<>();
        health.services().forEach(each -> known.putIfAbsent(each.service(), each));
        return new HealthSettings(health.concurrency(), services.stream().map(service -> {
            final ServiceKey key = ServiceKey.of(service);
            final ServiceHealth of = known.getOrDefault(key, unchecked(key));
            return complete(of, service);
        }).toList());
    }

    private static ServiceHealth complete(final ServiceHealth health, final ServiceSettings service) {
        final Map<RealServerKey, RealServerHealth> known = new HashMap<>();
        health.realServers().forEach(each -> known.putIfAbsent(each.key(), each));
        return with(health, service.realServers().stream().map(realServer -> {
            final RealServerKey key = RealServerKey.of(realServer);
            return known.getOrDefault(key, RealServerHealth.of(key));
        }).toList());
    }

    private static ServiceHealth with(final ServiceHealth health, final List<RealServerHealth> realServers) {
        return new ServiceHealth(health.service(), health.checks(), health.initiallyUp(), health.onFailure(),
            health.notification(), health.quorum(), health.flapping(), realServers);
    }

    private static ServiceHealth unchecked(final ServiceKey key) {
        return new ServiceHealth(key, List.of(), false, FailureAction.REMOVE, NotifySettings.NONE,
            QuorumSettings.DEFAULT, FlapSettings.DEFAULT, List.of());
    }
}
