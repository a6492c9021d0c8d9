/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.locality;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import director.schedulers.Scheduler;
import director.schedulers.ServiceContext;
import director.schedulers.ServiceScheduler;

/**
 * lblcr ({@code ip_vs_lblcr}): as lblc, with a set of real servers for an address. The least loaded of the set is
 * taken; when it has too much to do the least loaded of all joins; when the set has not changed for {@code
 * lblcr_expiration} seconds the most loaded leaves.
 */
public final class ReplicatedLocalityScheduler implements Scheduler {
    /** For {@link java.util.ServiceLoader}. */
    public ReplicatedLocalityScheduler() {
    }

    @Override
    public String name() {
        return "lblcr";
    }

    @Override
    public ServiceScheduler initService(
        final ServiceContext service, final Destinations destinations, final DestinationLoad load) {
        return new ReplicatedCache(service, destinations, load);
    }
}
