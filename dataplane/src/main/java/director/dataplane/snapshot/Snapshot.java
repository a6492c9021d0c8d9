/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.snapshot;

import director.dataplane.route.RouteTable;
import director.dataplane.service.Endpoints;
import director.schedulers.ServiceScheduler;
import org.agrona.collections.IntHashSet;
import org.jspecify.annotations.Nullable;

/**
 * The configuration as the packet path needs it. Immutable after it is made; workers read it once a duty cycle.
 *
 * @param sequence         counts up with every snapshot: a worker that has seen one uses none before it.
 * @param virtualEndpoints numbers of virtual services.
 * @param realEndpoints    numbers of real servers' protocol, address and port.
 * @param schedulers       the scheduler of each virtual service by its endpoint's number; null where there is none.
 * @param routes           where packets leave.
 * @param localAddresses   addresses that the director answers for, its own and virtual ones, wire order.
 */
@SuppressWarnings("ArrayRecordComponent")
public record Snapshot(
    long sequence,
    Endpoints virtualEndpoints,
    Endpoints realEndpoints,
    @Nullable ServiceScheduler[] schedulers,
    RouteTable routes,
    IntHashSet localAddresses) {

    /**
     * Whether the director answers for an address.
     *
     * @param address wire order.
     * @return true for own and virtual addresses.
     */
    public boolean isLocal(final int address) {
        return localAddresses.contains(address);
    }
}
