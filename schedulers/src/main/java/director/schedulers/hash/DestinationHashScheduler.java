/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.hash;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import director.schedulers.Scheduler;
import director.schedulers.ServiceContext;
import director.schedulers.ServiceScheduler;

/**
 * dh ({@code ip_vs_dh}): the virtual address decides. 256 buckets are dealt to the real servers in list order, whatever
 * their weights; if the one that a bucket belongs to is quiesced or overloaded, there is none.
 */
public final class DestinationHashScheduler implements Scheduler {
    /** For {@link java.util.ServiceLoader}. */
    public DestinationHashScheduler() {
    }

    @Override
    public String name() {
        return "dh";
    }

    @Override
    public ServiceScheduler initService(
        final ServiceContext service, final Destinations destinations, final DestinationLoad load) {
        return new HashScheduler(DestinationTable::new, destinations, load);
    }
}
