/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.roundrobin;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import director.schedulers.Scheduler;
import director.schedulers.ServiceContext;
import director.schedulers.ServiceScheduler;

/**
 * rr ({@code ip_vs_rr}): one real server after the other in list order, whatever its weight, unless that is 0. A change
 * of the list does not disturb the order: the pick after it is what follows the pick before it.
 */
public final class RoundRobinScheduler implements Scheduler {
    /** For {@link java.util.ServiceLoader}. */
    public RoundRobinScheduler() {
    }

    @Override
    public String name() {
        return "rr";
    }

    @Override
    public ServiceScheduler initService(
        final ServiceContext service, final Destinations destinations, final DestinationLoad load) {
        return new RoundScheduler(new PlainRound(destinations, null), load);
    }
}
