/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.hash;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import director.schedulers.Flow;
import director.schedulers.ServiceScheduler;
import java.util.Optional;
import java.util.function.Function;

/** The state of one virtual service under a scheduler without a position: the {@link Frozen table} in force. */
final class HashScheduler implements ServiceScheduler {
    private final Function<Destinations, Frozen> freezer;
    private final DestinationLoad load;
    private volatile Frozen current;

    HashScheduler(
        final Function<Destinations, Frozen> freezer, final Destinations destinations, final DestinationLoad load) {
        this.freezer = freezer;
        this.load = load;
        current = freezer.apply(destinations);
    }

    @Override
    public int schedule(final Flow flow) {
        return current.pick(flow, load);
    }

    @Override
    public void updateService(final Destinations destinations) {
        current = freezer.apply(destinations);
    }

    @Override
    public Optional<Runnable> prepareUpdate(final Destinations destinations) {
        final var successor = freezer.apply(destinations);
        return Optional.of(() -> current = successor);
    }
}
