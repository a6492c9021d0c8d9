/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health;

import director.dataplane.service.RealServerKey;
import director.dataplane.service.ServiceAvailability;
import director.dataplane.service.ServiceKey;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What health checks need of a director. Any thread may call it. */
public interface CheckedDirector {
    /**
     * The real servers of every service, with their configured weights.
     *
     * @return in the order of their lists; quick if nothing has changed.
     */
    Map<ServiceKey, Map<RealServerKey, Integer>> realServers();

    /**
     * Tells what the real servers of a service may get.
     *
     * @param service      which, whether or not there is one of that name.
     * @param availability what they may get from now on.
     * @return completed when the workers can see it; exceptionally if the director could not take it.
     */
    CompletableFuture<@Nullable Void> tell(ServiceKey service, ServiceAvailability availability);
}
