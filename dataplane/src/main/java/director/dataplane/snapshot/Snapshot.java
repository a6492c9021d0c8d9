/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.snapshot;

import director.dataplane.address.WireAddress;
import director.dataplane.route.LocalAddresses;
import director.dataplane.route.RouteTable;
import director.dataplane.service.Endpoints;
import director.schedulers.ServiceScheduler;
import org.jspecify.annotations.Nullable;

/**
 * The configuration as the packet path needs it. Immutable after it is made; workers read it once a duty cycle.
 *
 * @param sequence         counts up with every snapshot: a worker that has seen one uses none before it.
 * @param virtualEndpoints numbers of virtual services.
 * @param realEndpoints    numbers of real servers' protocol, address and port.
 * @param schedulers       the scheduler of each virtual service by its endpoint's number; null where there is none.
 * @param routes           where packets leave.
 * @param localAddresses   addresses that the director answers for, its own and virtual ones.
 */
@SuppressWarnings("ArrayRecordComponent")
public record Snapshot(
    long sequence,
    Endpoints virtualEndpoints,
    Endpoints realEndpoints,
    @Nullable ServiceScheduler[] schedulers,
    RouteTable routes,
    LocalAddresses localAddresses) {

    /**
     * Whether the director answers for an IPv4 address.
     *
     * @param address wire order.
     * @return true for own and virtual addresses.
     */
    public boolean isLocal(final int address) {
        return localAddresses.contains(WireAddress.IPV4_HIGH, WireAddress.low(address));
    }

    /**
     * Whether the director answers for an address.
     *
     * @param high wire order, as {@link WireAddress} explains.
     * @param low  wire order.
     * @return true for own and virtual addresses.
     */
    public boolean isLocal(final long high, final long low) {
        return localAddresses.contains(high, low);
    }
}
