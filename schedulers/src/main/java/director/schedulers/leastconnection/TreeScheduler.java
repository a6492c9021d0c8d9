/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.leastconnection;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import director.schedulers.Scheduler;
import director.schedulers.ServiceContext;
import director.schedulers.ServiceScheduler;

/** A scheduler that picks the winner of a {@link WinnerTree}. */
abstract class TreeScheduler implements Scheduler {
    private final String name;
    private final Preference preference;

    TreeScheduler(final String name, final Preference preference) {
        this.name = name;
        this.preference = preference;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final ServiceScheduler initService(
        final ServiceContext service, final Destinations destinations, final DestinationLoad load) {
        return new TreeService(preference, destinations, load);
    }
}
