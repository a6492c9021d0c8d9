/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.locality;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import director.schedulers.Flow;
import director.schedulers.ServiceContext;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** The state of one virtual service under lblc: an address leads to one real server. */
final class LeastLoadedCache extends LocalityScheduler<Member> {
    LeastLoadedCache(final ServiceContext service, final Destinations destinations, final DestinationLoad load) {
        super(service, "lblc_expiration", destinations, load);
    }

    @Override
    @Nullable Member choose(final Flow flow, final Roster current) {
        final long nowNs = flow.nowNs();
        final @Nullable Node<Member> node = cache.find(flow.destinationHigh(), flow.destinationLow(), nowNs);
        if (node != null) {
            final Member cached = node.value();
            // Not even a real server above its upper threshold is left for that.
            if (current.isListed(cached) && current.weight(cached) > 0 && !current.isBusy(cached, load)) {
                return cached;
            }
        }
        final @Nullable Member chosen = current.leastLoaded(load);
        if (chosen != null) {
            if (node == null) {
                cache.enter(flow.destinationHigh(), flow.destinationLow(), chosen, nowNs);
            } else {
                node.value(chosen);
            }
        }
        return chosen;
    }

    @Override
    void remember(final Member value, final BitSet ids) {
        ids.set(value.id());
    }
}
