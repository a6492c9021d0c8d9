/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import director.dataplane.route.LocalAddresses;
import director.dataplane.service.Destination;
import director.dataplane.service.Endpoints;
import director.dataplane.service.Service;
import director.dataplane.service.ServiceKey;
import director.dataplane.service.ServiceTable;
import director.dataplane.snapshot.Snapshot;
import director.dataplane.snapshot.Succession;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes snapshots of the configuration, each of which shares with the one before whatever has not changed: the more is
 * shared, the less has the collector to do, and the more of what workers have learnt still holds. From the conductor's
 * thread.
 */
final class SnapshotMaker {
    private final NetworkBook network;
    private @Nullable Snapshot last;
    private NetworkBook.State lastNetwork;
    private List<Service> lastServices = List.of();
    private List<ServiceKey> lastKeys = List.of();

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
     */
    Snapshot make(final long sequence, final ServiceState services, final int bound) {
        final @Nullable Snapshot before = last;
        final @Nullable Destination[] known = before == null ? new @Nullable Destination[0] : before.destinations();
        final @Nullable Destination[] destinations = services.destinations(bound, known);
        final boolean sameNetwork = before != null && network.state() == lastNetwork;
        final boolean sameWays = before != null && areSameWays(known, destinations);
        final ServiceTable table = table(services, before);
        final Snapshot made = new Snapshot(sequence, services.removals(),
            ways(before, sameNetwork && sameWays && table == before.services()), table, destinations,
            before != null && sameWays ? before.endpoints() : new Endpoints(destinations), network.routes(),
            local(services, before, sameNetwork), network.marks(), network.sysctls(), network.timeouts(),
            network.host(), network.mssClamp(), new Succession());
        last = made;
        lastNetwork = network.state();
        return made;
    }

    private static long ways(final @Nullable Snapshot before, final boolean same) {
        if (before == null) {
            return 0;
        }
        return same ? before.ways() : before.ways() + 1;
    }

    private ServiceTable table(final ServiceState services, final @Nullable Snapshot before) {
        final List<Service> views = services.views();
        final boolean same = before != null && areIdentical(views, lastServices);
        lastServices = views;
        return same ? before.services() : new ServiceTable(views);
    }

    private LocalAddresses local(
        final ServiceState services, final @Nullable Snapshot before, final boolean sameNetwork) {
        final List<ServiceKey> keys = List.copyOf(services.services().keySet());
        final boolean same = sameNetwork && keys.equals(lastKeys);
        lastKeys = keys;
        return before != null && same ? before.local() : network.local(keys);
    }

    private static boolean areIdentical(final List<Service> some, final List<Service> others) {
        boolean same = some.size() == others.size();
        for (int i = 0; same && i < some.size(); i++) {
            same = some.get(i) == others.get(i);
        }
        return same;
    }

    private static boolean areSameWays(
        final @Nullable Destination[] some, final @Nullable Destination[] others) {
        boolean same = some.length == others.length;
        for (int i = 0; same && i < some.length; i++) {
            final @Nullable Destination one = some[i];
            final @Nullable Destination other = others[i];
            same = one == other || (one != null && other != null && one.isReachedLike(other));
        }
        return same;
    }
}
