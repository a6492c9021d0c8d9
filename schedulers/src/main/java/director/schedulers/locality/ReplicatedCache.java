/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.locality;

import static java.util.Objects.requireNonNull;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import director.schedulers.Flow;
import director.schedulers.ServiceContext;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** The state of one virtual service under lblcr: an address leads to a set of real servers. */
final class ReplicatedCache extends LocalityScheduler<MemberSet> {
    private static final int CELLS_IN_STOCK = 4_096;

    private final Stock<MemberSet> cells = new Stock<>(CELLS_IN_STOCK, MemberSet::new);

    ReplicatedCache(final ServiceContext service, final Destinations destinations, final DestinationLoad load) {
        super(service, "lblcr_expiration", destinations, load);
    }

    @Override
    @Nullable Member choose(final Flow flow, final Roster current) {
        final long nowNs = flow.nowNs();
        final @Nullable Node<MemberSet> node = cache.find(flow.destinationHigh(), flow.destinationLow(), nowNs);
        if (node != null) {
            final @Nullable Member cached = node.value().leastLoaded(current, load);
            trim(node, current, nowNs);
            if (cached != null && !current.isBusy(cached, load)) {
                return cached;
            }
        }
        final @Nullable Member chosen = current.leastLoaded(load);
        if (chosen != null) {
            if (node == null) {
                enter(flow, chosen, nowNs);
            } else {
                add(node, chosen, nowNs);
            }
        }
        return chosen;
    }

    @Override
    void refill() {
        super.refill();
        cells.refill();
    }

    @Override
    void remember(final MemberSet value, final BitSet ids) {
        for (MemberSet cell = value; cell != null; cell = cell.rest) {
            ids.set(requireNonNull(cell.member).id());
        }
    }

    /** Lets the most loaded one go from a set that was left alone for the expiration. */
    private void trim(final Node<MemberSet> node, final Roster current, final long nowNs) {
        final MemberSet set = node.value();
        if (set.size > 1 && nowNs - set.modifiedNs > expirationNs()) {
            final @Nullable Member most = set.mostLoaded(current, load);
            final @Nullable MemberSet trimmed = most == null ? null : set.without(most, cells, nowNs);
            if (trimmed != null) {
                // Whoever was faster has modified the set, so that it is not due any more.
                node.replace(set, trimmed);
            }
        }
    }

    private void add(final Node<MemberSet> node, final Member chosen, final long nowNs) {
        MemberSet set = node.value();
        if (set.contains(chosen)) {
            return;
        }
        final @Nullable MemberSet cell = cells.take();
        while (cell != null && !set.contains(chosen) && !node.replace(set, cell.fill(chosen, set, nowNs))) {
            set = node.value();
        }
    }

    private void enter(final Flow flow, final Member chosen, final long nowNs) {
        final @Nullable MemberSet cell = cells.take();
        if (cell != null) {
            cache.enter(flow.destinationHigh(), flow.destinationLow(), cell.fill(chosen, null, nowNs), nowNs);
        }
    }
}
