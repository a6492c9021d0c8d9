/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.roundrobin;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import director.schedulers.Scheduler;
import director.schedulers.ServiceContext;
import director.schedulers.ServiceScheduler;

/**
 * wrr ({@code ip_vs_wrr}): real servers in list order, over and over, each time only those whose weight reaches the
 * current level, which falls from the highest weight to the lowest by the weights' greatest common divisor. In one
 * round each is picked weight ÷ divisor times. A change of the list goes back to its head, at about the same level.
 */
public final class WeightedRoundRobinScheduler implements Scheduler {
    /** For {@link java.util.ServiceLoader}. */
    public WeightedRoundRobinScheduler() {
    }

    @Override
    public String name() {
        return "wrr";
    }

    @Override
    public ServiceScheduler initService(
        final ServiceContext service, final Destinations destinations, final DestinationLoad load) {
        return new RoundScheduler(new WeightedRound(destinations, null), load);
    }
}
