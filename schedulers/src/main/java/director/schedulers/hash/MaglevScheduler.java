/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.hash;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import director.schedulers.Scheduler;
import director.schedulers.ServiceContext;
import director.schedulers.ServiceScheduler;

/**
 * mh ({@code ip_vs_mh}): Maglev hashing (D. Eisenbud et al.: Maglev, 2016, section 3.4). The client's address
 * decides, and all directors with the same real servers, in the same order, decide alike.
 *
 * <p>Flag-1, {@code mh-fallback}, looks for another slot if the real server is quiesced or overloaded; flag-2, {@code
 * mh-port}, makes the client's port count as well. The size of the table is that of the setting {@code mh_tab_index}
 * when the service begins.
 */
public final class MaglevScheduler implements Scheduler {
    /** For {@link java.util.ServiceLoader}. */
    public MaglevScheduler() {
    }

    @Override
    public String name() {
        return "mh";
    }

    @Override
    public ServiceScheduler initService(
        final ServiceContext service, final Destinations destinations, final DestinationLoad load) {
        final HashFlags flags = HashFlags.of(service);
        final MaglevSize size = MaglevSize.of(service);
        return new HashScheduler(list -> new MaglevTable(list, size, flags), destinations, load);
    }
}
