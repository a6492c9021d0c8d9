/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.metrics;

import director.dataplane.conductor.Catalogue;
import director.dataplane.service.ServiceKey;
import director.dataplane.service.Totals;
import director.dataplane.service.TrafficMeter;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What went through all services, those that were deleted since among them. It never gets less, as Prometheus takes a
 * counter that does for one that began anew: what a service had counted when it was last seen is kept when it goes or
 * is set to zero. For one thread at a time.
 */
final class GrandTotals {
    private final Map<ServiceKey, Seen> seen = new HashMap<>();
    private Totals gone = Totals.ZERO;

    Totals update(final Catalogue catalogue) {
        final Set<TrafficMeter> present = Collections.newSetFromMap(new IdentityHashMap<>());
        Totals sum = Totals.ZERO;
        for (final Catalogue.Service service : catalogue.services()) {
            final Totals now = service.meter().totals();
            final Seen before = seen.put(service.key(), new Seen(service.meter(), now));
            if (before != null && (before.meter != service.meter() || isLess(now, before.totals))) {
                gone = gone.plus(before.totals);
            }
            present.add(service.meter());
            sum = sum.plus(now);
        }
        seen.values().removeIf(each -> {
            final boolean isGone = !present.contains(each.meter);
            if (isGone) {
                gone = gone.plus(each.totals);
            }
            return isGone;
        });
        return sum.plus(gone);
    }

    private static boolean isLess(final Totals now, final Totals before) {
        return now.connections() < before.connections() || now.packetsIn() < before.packetsIn()
            || now.packetsOut() < before.packetsOut();
    }

    /** A service as it was when it was last looked at. */
    private record Seen(TrafficMeter meter, Totals totals) {
    }
}
