/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.leastconnection;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import director.schedulers.Scheduler;
import director.schedulers.ServiceContext;
import director.schedulers.ServiceScheduler;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * twos ({@code ip_vs_twos}): draws two real servers at random, the more likely the higher their weight, and takes the
 * one with fewer connections for its weight, counted as wlc does; the first if there is no difference. Both may be the
 * same one.
 */
public final class PowerOfTwoScheduler implements Scheduler {
    private final LongSupplier seeds;

    /** For {@link java.util.ServiceLoader}. */
    public PowerOfTwoScheduler() {
        this(() -> new SplittableRandom().nextLong());
    }

    /**
     * A scheduler whose picks can be repeated.
     *
     * @param seeds one for each service.
     */
    PowerOfTwoScheduler(final LongSupplier seeds) {
        this.seeds = seeds;
    }

    @Override
    public String name() {
        return "twos";
    }

    @Override
    public ServiceScheduler initService(
        final ServiceContext service, final Destinations destinations, final DestinationLoad load) {
        return new TwoChoices(new SharedRandom(seeds.getAsLong()), destinations, load);
    }
}
