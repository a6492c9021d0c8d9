/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.hash;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import director.schedulers.Scheduler;
import director.schedulers.ServiceContext;
import director.schedulers.ServiceScheduler;

/**
 * conhash (of DPVS): a ring of hashes on which each real server has points in proportion to its weight; the first point
 * at or behind the client's hash decides. A change of one real server moves few clients that were not its own.
 *
 * <p>Flag-1 takes a QUIC connection id in place of the client's address where a datagram has one of at least eight
 * bytes, so that clients that change their address keep their real server.
 */
public final class ConsistentHashScheduler implements Scheduler {
    /** For {@link java.util.ServiceLoader}. */
    public ConsistentHashScheduler() {
    }

    @Override
    public String name() {
        return "conhash";
    }

    @Override
    public ServiceScheduler initService(
        final ServiceContext service, final Destinations destinations, final DestinationLoad load) {
        final boolean isQuic = (service.flags() & 1) != 0;
        return new HashScheduler(list -> new ConsistentRing(list, isQuic), destinations, load);
    }
}
