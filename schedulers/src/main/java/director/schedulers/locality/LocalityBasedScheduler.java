/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.locality;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import director.schedulers.Scheduler;
import director.schedulers.ServiceContext;
import director.schedulers.ServiceScheduler;

/**
 * lblc ({@code ip_vs_lblc}): what goes to one address goes to the real server that was the least loaded when the
 * address was first asked for, unless that is gone, quiesced or has more connections than its weight while another
 * one is less than half busy. An address that nobody uses for {@code lblc_expiration} seconds is forgotten.
 */
public final class LocalityBasedScheduler implements Scheduler {
    /** For {@link java.util.ServiceLoader}. */
    public LocalityBasedScheduler() {
    }

    @Override
    public String name() {
        return "lblc";
    }

    @Override
    public ServiceScheduler initService(
        final ServiceContext service, final Destinations destinations, final DestinationLoad load) {
        return new LeastLoadedCache(service, destinations, load);
    }
}
