/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import director.dataplane.localport.LocalPools;
import director.dataplane.ownership.Ownership;
import director.dataplane.route.LocalAddresses;
import director.dataplane.service.Destination;
import director.dataplane.service.Endpoints;
import director.dataplane.service.Service;
import director.dataplane.service.ServiceAccess;
import director.dataplane.service.ServiceTable;
import director.dataplane.snapshot.Snapshot;
import director.dataplane.snapshot.Succession;
import director.dataplane.snat.SnatTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes snapshots of the configuration, each of which shares with the one before whatever has not changed: the more is
 * shared, the less has the collector to do, and the more of what workers have learnt still holds. From the conductor's
 * thread.
 */
final class SnapshotMaker {
    private final NetworkBook network;
    private final AccessBook accessBook = new AccessBook();
    private @Nullable Snapshot last;
    private NetworkBook.State lastNetwork;
    private List<Service> lastServices = List.of();

    SnapshotMaker(final NetworkBook network) {
        this.network = network;
        this.lastNetwork = network.state();
    }

    /**
     * What workers are to know.
     *
     * @param sequence of the snapshot.
     * @param services as they are to be.
     * @param bound    one more than the greatest number of a real server.
     * @param ownership which worker carries what.
     */
    Snapshot make(final long sequence, final ServiceState services, final int bound, final Ownership ownership,
        final LocalPools pools, final SnatTable snat) {
        final Snapshot made = last == null ? first(sequence, services, bound, ownership, pools, snat)
            : next(sequence, services, bound, ownership, pools, snat, last);
        last = made;
        lastNetwork = network.state();
        return made;
    }

    private Snapshot first(
        final long sequence, final ServiceState services, final int bound, final Ownership ownership,
        final LocalPools pools, final SnatTable snat) {
        final @Nullable Destination[] destinations = services.destinations(bound, new @Nullable Destination[0]);
        lastServices = services.views();
        return snapshot(sequence, services.removals(), 0, new ServiceTable(lastServices), destinations,
            new Endpoints(destinations), network.local(services.services().keySet(), pools.addresses()), ownership,
            pools, snat, accessBook.next(network.access(), services));
    }

    private Snapshot next(
        final long sequence,
        final ServiceState services,
        final int bound,
        final Ownership ownership,
        final LocalPools pools,
        final SnatTable snat,
        final Snapshot before) {
        final @Nullable Destination[] destinations = services.destinations(bound, before.destinations());
        final boolean sameNetwork = network.state().isNetworkOf(lastNetwork);
        final boolean sameWays = areSameWays(before.destinations(), destinations);
        final List<Service> views = services.views();
        final boolean sameServices = views.equals(lastServices);
        lastServices = views;
        final boolean sameLocal = pools.addresses().equals(before.localPools().addresses());
        final boolean same = sameNetwork && sameWays && sameServices && sameLocal;
        return snapshot(sequence, services.removals(), same ? before.ways() : before.ways() + 1,
            sameServices ? before.services() : new ServiceTable(views), destinations,
            sameWays ? before.endpoints() : new Endpoints(destinations),
            sameNetwork && sameServices && sameLocal ? before.local()
                : network.local(services.services().keySet(), pools.addresses()), ownership, pools, snat,
            accessBook.next(network.access(), services));
    }

    @SuppressWarnings("checkstyle:ParameterNumber")
    private Snapshot snapshot(
        final long sequence,
        final long removals,
        final long ways,
        final ServiceTable table,
        final @Nullable Destination[] destinations,
        final Endpoints endpoints,
        final LocalAddresses local,
        final Ownership ownership,
        final LocalPools pools,
        final SnatTable snat,
        final ServiceAccess access) {
        return new Snapshot(sequence, removals, ways, table, destinations, endpoints, network.routes(), local,
            network.marks(), network.sysctls(), network.timeouts(), network.host(), network.mssClamp(),
            ownership, pools, access, snat, new Succession());
    }

    private static boolean areSameWays(
        final @Nullable Destination[] some, final @Nullable Destination[] others) {
        boolean same = some.length == others.length;
        for (int i = 0; same && i < some.length; i++) {
            final @Nullable Destination one = some[i];
            final @Nullable Destination other = others[i];
            same = one == null ? other == null : other != null && one.isReachedLike(other);
        }
        return same;
    }
}
