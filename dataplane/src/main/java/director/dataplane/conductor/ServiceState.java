/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import director.dataplane.conductor.VirtualService.Name;
import director.dataplane.conductor.VirtualService.RealServer;
import director.dataplane.service.Destination;
import director.dataplane.service.Service;
import director.dataplane.service.ServiceAvailability;
import director.dataplane.service.ServiceKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All virtual services of a moment, and the real servers that are no more but whose numbers may still be in use. From
 * the conductor's thread.
 */
final class ServiceState {
    private final LinkedHashMap<ServiceKey, VirtualService> services;
    private final LinkedHashMap<RemovedName, RealServer> removed;
    private final Map<ServiceKey, ServiceAvailability> availability;
    private long removals;

    ServiceState() {
        services = new LinkedHashMap<>();
        availability = new HashMap<>();
        removed = new LinkedHashMap<>();
    }

    private ServiceState(final ServiceState other) {
        services = new LinkedHashMap<>(other.services);
        availability = new HashMap<>(other.availability);
        removed = new LinkedHashMap<>(other.removed);
        removals = other.removals;
    }

    /** The same, to be changed while this one stays as it is. The services in it are the same objects. */
    ServiceState copy() {
        return new ServiceState(this);
    }

    /** By their keys, in the order in which they were added. */
    Map<ServiceKey, VirtualService> services() {
        return services;
    }

    /** What the real servers of a service may get, whether or not there is one of that name. */
    ServiceAvailability availability(final ServiceKey service) {
        return availability.getOrDefault(service, ServiceAvailability.ALL);
    }

    void availability(final ServiceKey service, final ServiceAvailability may) {
        if (may.equals(ServiceAvailability.ALL)) {
            availability.remove(service);
        } else {
            availability.put(service, may);
        }
    }

    /** Real servers that are no more. */
    Map<RemovedName, RealServer> removed() {
        return removed;
    }

    /** How often real servers were removed. */
    long removals() {
        return removals;
    }

    /** Remembers real servers that are no more, as one removal. */
    void remove(final ServiceKey service, final Collection<RealServer> realServers) {
        realServers.forEach(
            gone -> removed.put(new RemovedName(service, Name.of(gone.settings())), gone));
        removals++;
    }

    /** All services as the packet path sees them. */
    List<Service> views() {
        return services.values().stream().map(VirtualService::view).toList();
    }

    /**
     * All real servers by their numbers, those that were removed but are still in use among them. They are the same
     * objects as those that are {@code known} by the same numbers, if nothing about them has changed.
     */
    @Nullable Destination[] destinations(final int bound, final @Nullable Destination[] known) {
        final @Nullable Destination[] all = new @Nullable Destination[bound];
        for (final VirtualService service : services.values()) {
            for (final RealServer realServer : service.realServers()) {
                final int number = realServer.number();
                all[number] = service.destination(realServer, number < known.length ? known[number] : null);
            }
        }
        removed.forEach((name, gone) -> all[gone.number()] =
            Destination.of(gone.number(), name.service, gone.settings(), false));
        return all;
    }

    Catalogue catalogue() {
        return new Catalogue(services.values().stream()
            .map(service -> new Catalogue.Service(service.key(), service.meter(), service.realServers().stream()
                .map(each -> new Catalogue.Entry(
                    each.number(), each.settings(), each.meter(), service.availability(each)))
                .toList(), service.view().limits().use()))
            .toList());
    }

    /** What names a real server that was removed. */
    record RemovedName(ServiceKey service, Name realServer) {
    }
}
