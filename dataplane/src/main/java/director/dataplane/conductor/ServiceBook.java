/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import director.dataplane.conductor.VirtualService.RealServer;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.service.Destination;
import director.dataplane.service.ServiceKey;
import director.dataplane.service.ServiceTable;
import director.dataplane.service.SummedLoad;
import director.dataplane.service.Thresholds;
import director.dataplane.service.TrafficMeter;
import director.schedulers.BoundScheduler;
import director.schedulers.Destinations;
import director.schedulers.SchedulerException;
import director.schedulers.SchedulerRegistry;
import director.schedulers.ServiceContext;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All virtual services, their real servers and the numbers by which the packet path knows them. From the conductor's
 * thread.
 *
 * <p>A real server that was removed keeps its number until no worker and no connection uses it; if it comes back to its
 * service before, it gets that number again and with it its connections. A scheduler lives as long as a worker can call
 * it.
 */
final class ServiceBook {
    private static final System.Logger LOGGER = System.getLogger(ServiceBook.class.getName());

    private final SchedulerRegistry registry;
    private final ServiceContext.Settings schedulerSettings;
    private final SummedLoad load;
    private final Thresholds thresholds;
    private final NumberPool numbers = new NumberPool("real servers", 0, Destination.NONE - 1);
    private final Map<ServiceKey, VirtualService> services = new LinkedHashMap<>();
    private final List<Removed> removed = new ArrayList<>();
    private final List<BoundScheduler> replacedSchedulers = new ArrayList<>();
    private long removals;

    ServiceBook(final ConductorSettings settings, final ServiceContext.Settings schedulerSettings) {
        this.schedulerSettings = schedulerSettings;
        this.registry = settings.registry();
        this.thresholds = settings.thresholds();
        this.load = settings.load();
    }

    void addService(final ServiceSettings settings) {
        final ServiceKey key = ServiceKey.of(settings);
        if (services.containsKey(key)) {
            throw new ServiceException("service " + key + " exists already");
        }
        final BoundScheduler scheduler = bind(key, settings, Destinations.none());
        services.put(key, new VirtualService(key, scheduler, settings.onePacket(), settings.persistence(),
            new TrafficMeter(load)));
        try {
            settings.realServers().forEach(realServer -> addRealServer(key, realServer));
        } catch (final RuntimeException e) {
            deleteService(key);
            throw e;
        }
    }

    /** Changes everything but name and real servers, which those of the settings are not. */
    void editService(final ServiceSettings settings) {
        final VirtualService service = service(ServiceKey.of(settings));
        final BoundScheduler present = service.scheduler();
        if (present.isOf(settings.scheduler(), settings.schedulerFlags())) {
            // As in Linux, it goes on where it is.
            service.edit(present, settings.onePacket(), settings.persistence());
        } else {
            final BoundScheduler scheduler = bind(service.key(), settings, service.destinations());
            replacedSchedulers.add(service.edit(scheduler, settings.onePacket(), settings.persistence()));
            service.realServers().forEach(realServer -> load.tell(realServer.number(), scheduler));
        }
    }

    void deleteService(final ServiceKey key) {
        final VirtualService service = service(key);
        for (final RealServer realServer : service.realServers()) {
            load.tell(realServer.number(), null);
            removed.add(new Removed(key, realServer));
        }
        removals++;
        services.remove(key);
        replacedSchedulers.add(service.scheduler());
    }

    void addRealServer(final ServiceKey key, final RealServerSettings given) {
        final VirtualService service = service(key);
        final RealServerSettings settings = withPort(given, key);
        if (service.indexOf(settings) >= 0) {
            throw new ServiceException("real server " + settings.endpoint() + " of " + key + " exists already");
        }
        final @Nullable Removed former = former(key, settings);
        final int number = former == null ? numbers.take() : former.realServer.number();
        if (former == null) {
            load.reset(number);
        }
        thresholds.set(number, settings.upperThreshold(), settings.lowerThreshold());
        boolean added = false;
        try {
            service.add(new RealServer(number, settings, new TrafficMeter(load)));
            added = true;
        } finally {
            if (!added && former == null) {
                numbers.release(number);
            }
        }
        removed.remove(former);
        load.tell(number, service.scheduler());
    }

    void editRealServer(final ServiceKey key, final RealServerSettings given) {
        final VirtualService service = service(key);
        final RealServerSettings settings = withPort(given, key);
        final int index = indexOf(service, settings);
        final int number = service.realServers().get(index).number();
        service.edit(index, settings);
        thresholds.set(number, settings.upperThreshold(), settings.lowerThreshold());
        load.changed(number);
    }

    void deleteRealServer(final ServiceKey key, final RealServerSettings given) {
        final VirtualService service = service(key);
        final RealServer realServer = service.remove(indexOf(service, withPort(given, key)));
        load.tell(realServer.number(), null);
        removed.add(new Removed(key, realServer));
        removals++;
    }

    /** Sets the totals of a service and of its real servers to zero. */
    void zero(final ServiceKey key) {
        service(key).zero();
    }

    /** Sets all totals to zero. */
    void zero() {
        services.values().forEach(VirtualService::zero);
    }

    /** Brings rates up to date; to be called every two seconds. */
    void tick() {
        services.values().forEach(VirtualService::tick);
    }

    /** All services as the packet path looks for them. */
    ServiceTable table() {
        return new ServiceTable(services.values().stream().map(VirtualService::view).toList());
    }

    /** All real servers by their numbers, those that were removed but are still in use among them. */
    @Nullable Destination[] destinations() {
        final @Nullable Destination[] all = new @Nullable Destination[numbers.bound()];
        for (final VirtualService service : services.values()) {
            for (final RealServer realServer : service.realServers()) {
                all[realServer.number()] =
                    Destination.of(realServer.number(), service.key(), realServer.settings(), true);
            }
        }
        for (final Removed gone : removed) {
            all[gone.realServer.number()] =
                Destination.of(gone.realServer.number(), gone.service, gone.realServer.settings(), false);
        }
        return all;
    }

    /** How often real servers were removed. */
    long removals() {
        return removals;
    }

    /** The keys of all services. */
    Collection<ServiceKey> keys() {
        return services.keySet();
    }

    /**
     * Frees what was removed and no connection uses, once no worker can use it any more. Answers whether a new snapshot
     * should say so.
     */
    boolean forgetUnused() {
        boolean any = false;
        for (final Iterator<Removed> each = removed.iterator(); each.hasNext();) {
            final int number = each.next().realServer.number();
            if (load.isUnused(number)) {
                each.remove();
                numbers.release(number);
                any = true;
            }
        }
        replacedSchedulers.forEach(ServiceBook::done);
        replacedSchedulers.clear();
        return any;
    }

    Catalogue catalogue() {
        return new Catalogue(services.values().stream()
            .map(service -> new Catalogue.Service(service.key(), service.meter(), service.realServers().stream()
                .map(each -> new Catalogue.Entry(each.number(), each.settings(), each.meter()))
                .toList()))
            .toList());
    }

    /** Lets schedulers do what is not for the packet path. */
    void housekeeping(final long nowNs) {
        services.values().forEach(service -> service.scheduler().housekeeping(nowNs));
    }

    /** Gives every scheduler back, when no worker runs any more. */
    void close() {
        services.values().forEach(service -> done(service.scheduler()));
        replacedSchedulers.forEach(ServiceBook::done);
    }

    /** A scheduler that fails when its service is gone harms nobody any more. */
    private static void done(final BoundScheduler scheduler) {
        try {
            scheduler.doneService();
        } catch (final SchedulerException e) {
            LOGGER.log(Level.WARNING, e.getMessage(), e);
        }
    }

    private BoundScheduler bind(
        final ServiceKey key, final ServiceSettings settings, final Destinations destinations) {
        return registry.bind(settings.scheduler(),
            new ServiceContext(key.toString(), settings.schedulerFlags(), schedulerSettings), destinations, load);
    }

    /** A real server that packets reach unchanged listens where clients think they connect to. */
    private static RealServerSettings withPort(final RealServerSettings given, final ServiceKey key) {
        return given.forwarding() == ForwardingMethod.NAT || given.port() == key.port() ? given
            : new RealServerSettings(given.address(), key.port(), given.weight(), given.forwarding(), given.tunnel(),
                given.upperThreshold(), given.lowerThreshold());
    }

    private @Nullable Removed former(final ServiceKey key, final RealServerSettings settings) {
        return removed.stream()
            .filter(gone -> gone.service.equals(key) && gone.realServer.settings().names(settings))
            .findFirst().orElse(null);
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

    /** A real server that is no more, whose number may still be in use. */
    private record Removed(ServiceKey service, RealServer realServer) {
    }
}
