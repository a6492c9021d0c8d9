/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.ipvsadm;

import director.dataplane.conductor.Change;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.service.RealServerKey;
import director.dataplane.service.ServiceKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What ipvsadm has no word for, the slow start of services and real servers and the timeouts of services: who edits one
 * with it has not said that there is to be none any more. What is deleted and added again begins anew. For one thread.
 */
final class Wordless {
    private final Map<ServiceKey, ServiceSettings> services = new HashMap<>();
    /** Of services in which a real server was looked for or changed. */
    private final Map<ServiceKey, Map<RealServerKey, RealServerSettings>> realServers = new HashMap<>();

    private Wordless(final List<ServiceSettings> services) {
        services.forEach(service -> this.services.put(ServiceKey.of(service), service));
    }

    /** The same changes, with edits that keep what they cannot say. */
    static List<Change> kept(final List<Change> changes, final List<ServiceSettings> services) {
        final Wordless before = new Wordless(services);
        return changes.stream().map(before::kept).toList();
    }

    private Change kept(final Change change) {
        return switch (change) {
            case Change.EditService edit -> kept(edit);
            case Change.EditRealServer edit -> kept(edit);
            case Change.DeleteService delete -> {
                services.remove(delete.service());
                realServers.remove(delete.service());
                yield delete;
            }
            case Change.DeleteRealServer delete -> {
                of(delete.service()).remove(RealServerKey.of(delete.realServer()));
                yield delete;
            }
            default -> change;
        };
    }

    private Change kept(final Change.EditService edit) {
        final @Nullable ServiceSettings before = services.get(ServiceKey.of(edit.settings()));
        return before == null ? edit
            : new Change.EditService(edit.settings().withSlowStart(before.slowStartSeconds())
                .withTimeouts(before.timeouts()).withLocalAddresses(before.localAddresses())
                .withClientAddress(before.clientAddress()));
    }

    private Change kept(final Change.EditRealServer edit) {
        final @Nullable RealServerSettings before =
            of(edit.service()).get(RealServerKey.of(edit.realServer()));
        if (before == null) {
            return edit;
        }
        final RealServerSettings after = edit.realServer().withSlowStart(before.slowStartSeconds());
        final boolean full = before.forwarding() == ForwardingMethod.FULL_NAT
            && after.forwarding() == ForwardingMethod.NAT;
        return new Change.EditRealServer(
            edit.service(), full ? after.withForwarding(ForwardingMethod.FULL_NAT) : after);
    }

    private Map<RealServerKey, RealServerSettings> of(final ServiceKey key) {
        return realServers.computeIfAbsent(key, _ -> {
            final Map<RealServerKey, RealServerSettings> known = new HashMap<>();
            final @Nullable ServiceSettings service = services.get(key);
            if (service != null) {
                service.realServers().forEach(each -> known.put(RealServerKey.of(each), each));
            }
            return known;
        });
    }
}
