/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import director.dataplane.conductor.VirtualService.RealServer;
import director.dataplane.policy.Limits;
import director.dataplane.service.Availability;
import director.dataplane.service.ServiceKey;
import director.dataplane.service.SummedLoad;
import director.dataplane.service.Thresholds;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an adopted draft means for what stands beside services: meters count other numbers, thresholds are others, and
 * schedulers hear of the load of other real servers. From the conductor's thread.
 */
final class ServiceChanges {
    private final ServiceState before;
    private final ServiceState after;
    private final SummedLoad load;
    private final Thresholds thresholds;
    private final Limits limits;

    ServiceChanges(
        final ServiceState before, final ServiceState after, final SummedLoad load, final Thresholds thresholds,
        final Limits limits) {
        this.before = before;
        this.after = after;
        this.load = load;
        this.thresholds = thresholds;
        this.limits = limits;
    }

    /** First for every service: what is no more. */
    void leave(final ServiceKey key) {
        final @Nullable VirtualService was = before.services().get(key);
        if (was == null) {
            return;
        }
        final Map<Integer, RealServer> stay = byNumber(after.services().get(key));
        final int[] left = was.realServers().stream().mapToInt(RealServer::number)
            .filter(number -> !stay.containsKey(number)).toArray();
        for (final int number : left) {
            load.tell(number, null);
        }
        was.meter().leave(left);
    }

    /** Then for every service: what is new or different. */
    void join(final ServiceKey key) {
        final @Nullable VirtualService is = after.services().get(key);
        if (is == null) {
            return;
        }
        final @Nullable VirtualService was = before.services().get(key);
        final Map<Integer, RealServer> known = byNumber(was);
        final boolean otherScheduler = was == null || was.scheduler() != is.scheduler();
        final boolean otherMeter = was == null || was.meter() != is.meter();
        is.meter().join(is.realServers().stream().mapToInt(RealServer::number)
            .filter(number -> otherMeter || !known.containsKey(number)).toArray());
        for (final RealServer realServer : is.realServers()) {
            final @Nullable RealServer old = known.get(realServer.number());
            if (old == null || old.meter() != realServer.meter()) {
                realServer.meter().join(realServer.number());
            }
            final boolean edited = old == null || !old.settings().equals(realServer.settings());
            if (edited) {
                thresholds.set(realServer.number(), realServer.settings().upperThreshold(),
                    realServer.settings().lowerThreshold());
                limits.set(realServer.number(), is.view().limits().use(), realServer.settings().limits());
            }
            final boolean listed = is.availability(realServer) != Availability.OUT_OF_SERVICE;
            if (!listed) {
                load.tell(realServer.number(), null);
            } else if (old == null || was == null || otherScheduler
                || was.availability(old) == Availability.OUT_OF_SERVICE) {
                load.tell(realServer.number(), is.scheduler());
            } else if (edited) {
                load.changed(realServer.number());
            }
        }
    }

    private static Map<Integer, RealServer> byNumber(final @Nullable VirtualService service) {
        final Map<Integer, RealServer> known = new HashMap<>();
        if (service != null) {
            service.realServers().forEach(realServer -> known.put(realServer.number(), realServer));
        }
        return known;
    }
}
