/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health;

import director.dataplane.service.RealServerKey;
import director.dataplane.service.ServiceAvailability;
import director.dataplane.service.ServiceKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A director that remembers what it was told. */
final class FakeChecked implements CheckedDirector {
    final Map<ServiceKey, ServiceAvailability> told = new LinkedHashMap<>();
    final List<ServiceAvailability> all = new ArrayList<>();
    /** Answers that are still to be given, if they are not given at once. */
    final List<CompletableFuture<@Nullable Void>> open = new ArrayList<>();
    boolean slow;
    private Map<ServiceKey, Map<RealServerKey, Integer>> realServers = Map.of();

    void realServers(final ServiceKey service, final Map<RealServerKey, Integer> weights) {
        final Map<ServiceKey, Map<RealServerKey, Integer>> next = new LinkedHashMap<>(realServers);
        next.put(service, weights);
        realServers = next;
    }

    @Override
    public Map<ServiceKey, Map<RealServerKey, Integer>> realServers() {
        return realServers;
    }

    @Override
    public CompletableFuture<@Nullable Void> tell(final ServiceKey service, final ServiceAvailability availability) {
        told.put(service, availability);
        all.add(availability);
        final CompletableFuture<@Nullable Void> answer = new CompletableFuture<>();
        if (slow) {
            open.add(answer);
        } else {
            answer.complete(null);
        }
        return answer;
    }
}
