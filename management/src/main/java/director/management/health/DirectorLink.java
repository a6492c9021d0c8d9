/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health;

import director.dataplane.conductor.Catalogue;
import director.dataplane.conductor.Change;
import director.dataplane.conductor.ConductorProxy;
import director.dataplane.service.RealServerKey;
import director.dataplane.service.ServiceAvailability;
import director.dataplane.service.ServiceKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Health checks' link to a running director. Any thread may call it. */
public final class DirectorLink implements CheckedDirector {
    private final Supplier<Catalogue> catalogue;
    private final Supplier<ConductorProxy> conductor;
    private volatile Seen seen = new Seen(new Catalogue(List.of()), Map.of());

    /**
     * A link.
     *
     * @param catalogue answers what services there are at the moment.
     * @param conductor answers who takes changes.
     */
    public DirectorLink(final Supplier<Catalogue> catalogue, final Supplier<ConductorProxy> conductor) {
        this.catalogue = catalogue;
        this.conductor = conductor;
    }

    @Override
    public Map<ServiceKey, Map<RealServerKey, Integer>> realServers() {
        final Catalogue now = catalogue.get();
        final Seen last = seen;
        if (now.equals(last.catalogue)) {
            return last.realServers;
        }
        final Map<ServiceKey, Map<RealServerKey, Integer>> all = new LinkedHashMap<>();
        for (final Catalogue.Service service : now.services()) {
            final Map<RealServerKey, Integer> weights = new LinkedHashMap<>();
            service.realServers().forEach(realServer ->
                weights.put(RealServerKey.of(realServer.settings()), realServer.settings().weight()));
            all.put(service.key(), weights);
        }
        seen = new Seen(now, all);
        return all;
    }

    @Override
    public CompletableFuture<@Nullable Void> tell(final ServiceKey service, final ServiceAvailability availability) {
        return conductor.get().apply(List.of(new Change.SetAvailability(service, availability)));
    }

    private record Seen(Catalogue catalogue, Map<ServiceKey, Map<RealServerKey, Integer>> realServers) {
    }
}
