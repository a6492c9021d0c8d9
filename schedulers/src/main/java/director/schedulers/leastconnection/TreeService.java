/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.leastconnection;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import director.schedulers.Flow;
import director.schedulers.ServiceScheduler;
import java.lang.invoke.VarHandle;
import java.util.Optional;

/** The state of one virtual service: the {@link WinnerTree} of its list. */
final class TreeService implements ServiceScheduler {
    private final Preference preference;
    private final DestinationLoad load;
    private volatile WinnerTree current;

    TreeService(final Preference preference, final Destinations destinations, final DestinationLoad load) {
        this.preference = preference;
        this.load = load;
        this.current = new WinnerTree(preference, destinations, load);
    }

    @Override
    public int schedule(final Flow flow) {
        return current.pick();
    }

    @Override
    public void updateService(final Destinations destinations) {
        enforce(prepare(destinations));
    }

    @Override
    public Optional<Runnable> prepareUpdate(final Destinations destinations) {
        final WinnerTree successor = prepare(destinations);
        return Optional.of(() -> enforce(successor));
    }

    private void enforce(final WinnerTree successor) {
        current = successor;
        // What a worker told the predecessor while the successor was made.
        successor.playAll();
    }

    /** First step of an update: everything that takes time. */
    WinnerTree prepare(final Destinations destinations) {
        return new WinnerTree(preference, destinations, load);
    }

    @Override
    public boolean onlyComparesWeights() {
        return preference.onlyComparesWeights();
    }

    @Override
    public void loadChanged(final int number) {
        // The load may be written by plain stores. Either this thread finds the tree that an update has published, or
        // that update, which looks at all loads afterwards, finds what this thread has written.
        VarHandle.fullFence();
        current.loadChanged(number);
    }
}
