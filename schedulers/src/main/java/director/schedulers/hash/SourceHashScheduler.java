/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.hash;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import director.schedulers.Scheduler;
import director.schedulers.ServiceContext;
import director.schedulers.ServiceScheduler;

/**
 * sh ({@code ip_vs_sh}): the client's address decides. 256 buckets go to the real servers in list order, each getting
 * as many in a row as its weight says, at least one.
 *
 * <p>Flag-1, {@code sh-fallback}, looks for another bucket if the real server is quiesced or overloaded; flag-2,
 * {@code sh-port}, makes the client's port count as well.
 */
public final class SourceHashScheduler implements Scheduler {
    /** For {@link java.util.ServiceLoader}. */
    public SourceHashScheduler() {
    }

    @Override
    public String name() {
        return "sh";
    }

    @Override
    public ServiceScheduler initService(
        final ServiceContext service, final Destinations destinations, final DestinationLoad load) {
        final HashFlags flags = HashFlags.of(service);
        return new HashScheduler(list -> new SourceTable(list, flags), destinations, load);
    }
}
