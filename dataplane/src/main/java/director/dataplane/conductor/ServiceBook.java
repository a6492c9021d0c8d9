/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import director.bindings.MemoryAllocator;
import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.conductor.VirtualService.RealServer;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.connection.Slot;
import director.dataplane.route.LocalAddresses;
import director.dataplane.route.RouteTable;
import director.dataplane.service.Endpoints;
import director.dataplane.service.Rewrites;
import director.dataplane.service.ServiceKey;
import director.dataplane.service.WireOrder;
import director.dataplane.snapshot.Snapshot;
import director.schedulers.BoundScheduler;
import director.schedulers.Destinations;
import director.schedulers.SchedulerException;
import director.schedulers.SchedulerRegistry;
import director.schedulers.ServiceContext;
import director.schedulers.ServiceScheduler;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All virtual services, their real servers and the numbers by which the packet path knows them. From the conductor's
 * thread.
 *
 * <p>What was removed keeps its numbers, and a service its scheduler, until no worker and no connection uses them.
 */
final class ServiceBook {
    private static final System.Logger LOGGER = System.getLogger(ServiceBook.class.getName());

    private final SchedulerRegistry registry;
    private final SummedLoad load;
    private final Rewrites rewrites;
    private final RouteTable routes;
    private final List<PortSettings> ports;
    private final Set<IpPrefix> virtualAddresses = new HashSet<>();
    private final NumberPool endpoints = new NumberPool("virtual services", 1, Endpoints.MAX);
    private final NumberPool destinations = new NumberPool("real servers", 0, Slot.MAX_DESTINATION);
    private final RealEndpoints realEndpoints = new RealEndpoints();
    private final Map<ServiceKey, VirtualService> services = new LinkedHashMap<>();
    private final List<Removed> removed = new ArrayList<>();
    private final List<VirtualService> removedServices = new ArrayList<>();

    ServiceBook(final ConductorSettings settings) {
        this.registry = settings.registry();
        this.load = new SummedLoad(settings.counters());
        this.rewrites = settings.rewrites();
        this.routes = RouteTable.of(settings.ports());
        this.ports = settings.ports();
    }

    /** The director answers for this address from now on, with a service or without. */
    void addAddress(final IpAddress address) {
        virtualAddresses.add(IpPrefix.of(address, address.bits()));
    }

    void addService(final ServiceSettings settings) {
        final ServiceKey key = ServiceKey.of(settings);
        if (services.containsKey(key)) {
            throw new ServiceException("service " + key + " exists already");
        }
        final int endpoint = endpoints.take();
        try {
            final BoundScheduler scheduler = registry.bind(settings.scheduler(),
                new ServiceContext(key.toString(), settings.schedulerFlags()), Destinations.none(), load);
            services.put(key, new VirtualService(key, endpoint, scheduler));
        } finally {
            if (!services.containsKey(key)) {
                endpoints.release(endpoint);
            }
        }
        try {
            settings.realServers().forEach(realServer -> addRealServer(key, realServer));
        } catch (final RuntimeException e) {
            deleteService(key);
            throw e;
        }
    }

    void deleteService(final ServiceKey key) {
        final VirtualService service = service(key);
        for (final RealServer realServer : service.realServers()) {
            removed.add(new Removed(service, realServer, realKey(service, realServer.settings())));
        }
        services.remove(key);
        removedServices.add(service);
    }

    void addRealServer(final ServiceKey key, final RealServerSettings settings) {
        final VirtualService service = service(key);
        if (service.indexOf(settings) >= 0) {
            throw new ServiceException("real server " + settings.endpoint() + " of " + key + " exists already");
        }
        final long realKey = realKey(service, settings);
        final int number = destinations.take();
        final int realEndpoint;
        try {
            realEndpoint = realEndpoints.acquire(realKey);
        } catch (final ServiceException e) {
            destinations.release(number);
            throw e;
        }
        load.reset(number);
        rewrites.put(number, WireOrder.address(key.address()), WireOrder.port(key.port()), service.endpoint(),
            WireOrder.address(settings.address()), WireOrder.port(settings.port()), realEndpoint);
        boolean added = false;
        try {
            service.add(new RealServer(number, realEndpoint, settings));
            added = true;
        } finally {
            if (!added) {
                forget(new Removed(service, new RealServer(number, realEndpoint, settings), realKey));
            }
        }
    }

    void editRealServer(final ServiceKey key, final RealServerSettings settings) {
        final VirtualService service = service(key);
        service.edit(indexOf(service, settings), settings);
    }

    void deleteRealServer(final ServiceKey key, final RealServerSettings settings) {
        final VirtualService service = service(key);
        final RealServer realServer = service.remove(indexOf(service, settings));
        removed.add(new Removed(service, realServer, realKey(service, realServer.settings())));
    }

    /** What the workers are to know from now on. */
    Snapshot snapshot(final long sequence, final MemoryAllocator memory) {
        final Map<Long, Integer> virtual = new HashMap<>();
        final int highest = services.values().stream().mapToInt(VirtualService::endpoint).max().orElse(0);
        final @Nullable ServiceScheduler[] schedulers = new @Nullable ServiceScheduler[highest + 1];
        final Set<IpPrefix> local = new HashSet<>(virtualAddresses);
        for (final VirtualService service : services.values()) {
            final int address = WireOrder.address(service.key().address());
            virtual.put(Endpoints.key(service.key().protocol().number(), address, WireOrder.port(service.key().port())),
                service.endpoint());
            schedulers[service.endpoint()] = service.scheduler();
            local.add(IpPrefix.of(service.key().address(), service.key().address().bits()));
        }
        final Endpoints virtualEndpoints = new Endpoints(memory, virtual);
        try {
            return new Snapshot(sequence, virtualEndpoints, new Endpoints(memory, realEndpoints.numbers()),
                schedulers, routes, LocalAddresses.of(ports, local));
        } catch (final IllegalStateException e) {
            virtualEndpoints.close();
            throw e;
        }
    }

    /**
     * Frees what was removed and no connection uses, once no worker can use it any more. Answers whether a new snapshot
     * should say so.
     */
    boolean forgetUnused() {
        boolean any = false;
        for (final Iterator<Removed> each = removed.iterator(); each.hasNext();) {
            final Removed candidate = each.next();
            if (load.isUnused(candidate.realServer.number())) {
                each.remove();
                forget(candidate);
                any = true;
            }
        }
        for (final Iterator<VirtualService> each = removedServices.iterator(); each.hasNext();) {
            final VirtualService service = each.next();
            done(service);
            if (removed.stream().noneMatch(waiting -> waiting.service == service)) {
                each.remove();
                endpoints.release(service.endpoint());
            }
        }
        return any;
    }

    Catalogue catalogue() {
        return new Catalogue(services.values().stream()
            .map(service -> new Catalogue.Service(service.key(), service.realServers().stream()
                .map(realServer -> new Catalogue.Entry(realServer.number(), realServer.settings()))
                .toList()))
            .toList());
    }

    /** Gives every scheduler back, when no worker runs any more. */
    void close() {
        services.values().forEach(ServiceBook::done);
        removedServices.forEach(ServiceBook::done);
    }

    /** A scheduler that fails when its service is gone harms nobody any more. */
    private static void done(final VirtualService service) {
        try {
            service.scheduler().doneService();
        } catch (final SchedulerException e) {
            LOGGER.log(Level.WARNING, e.getMessage(), e);
        }
    }

    private void forget(final Removed gone) {
        rewrites.clear(gone.realServer.number());
        realEndpoints.release(gone.realKey);
        destinations.release(gone.realServer.number());
    }

    private VirtualService service(final ServiceKey key) {
        final VirtualService service = services.get(key);
        if (service == null) {
            throw new ServiceException("service " + key + " does not exist");
        }
        return service;
    }

    private static int indexOf(final VirtualService service, final RealServerSettings settings) {
        final int index = service.indexOf(settings);
        if (index < 0) {
            throw new ServiceException(
                "real server " + settings.endpoint() + " of " + service.key() + " does not exist");
        }
        return index;
    }

    private static long realKey(final VirtualService service, final RealServerSettings settings) {
        return Endpoints.key(service.key().protocol().number(), WireOrder.address(settings.address()),
            WireOrder.port(settings.port()));
    }

    /** A real server that is no more, whose numbers may still be in use. */
    private record Removed(VirtualService service, RealServer realServer, long realKey) {
    }
}
