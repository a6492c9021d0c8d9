/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import director.dataplane.conductor.ServiceState.RemovedName;
import director.dataplane.conductor.VirtualService.Name;
import director.dataplane.conductor.VirtualService.RealServer;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.service.ServiceAvailability;
import director.dataplane.service.ServiceKey;
import director.dataplane.service.TrafficMeter;
import director.schedulers.BoundScheduler;
import director.schedulers.Destinations;
import director.schedulers.SlowStart.Growth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Services as a batch of changes will leave them. Nothing outside of it changes before the {@link ServiceBook} adopts
 * it: schedulers that are in use hear nothing of it, and numbers and schedulers that were taken can be given back. From
 * the conductor's thread.
 */
final class ServiceDraft {
    private final ServiceBook book;
    private final ServiceState state;
    private final long nowNs;
    /** Services that are this draft's own copies, with the place in the batch of what changed each last. */
    private final Map<ServiceKey, Integer> touched = new LinkedHashMap<>();
    private final Set<ServiceKey> changedLists = new HashSet<>();
    private final Set<BoundScheduler> bound = new LinkedHashSet<>();
    private final List<BoundScheduler> replaced = new ArrayList<>();
    private final List<Integer> taken = new ArrayList<>();
    private int at;

    ServiceDraft(final ServiceBook book, final ServiceState base, final long nowNs) {
        this.book = book;
        this.nowNs = nowNs;
        this.state = base.copy();
    }

    /** What follows is the change at this place of the batch. */
    void at(final int index) {
        at = index;
    }

    /** The place of the change that is being dealt with. */
    int at() {
        return at;
    }

    void addService(final ServiceSettings settings) {
        final ServiceKey key = ServiceKey.of(settings);
        if (state.services().containsKey(key)) {
            throw new ServiceException("service " + key + " exists already");
        }
        final BoundScheduler scheduler = bind(key, settings, Destinations.none());
        final VirtualService service = new VirtualService(
            settings, scheduler, new TrafficMeter(book.load()), book.use(key));
        service.availability(state.availability(key), nowNs);
        state.services().put(key, service);
        touched.put(key, at);
        // What a service begins with has its weight at once: there is nobody to take the rest of the connections.
        settings.realServers().forEach(realServer -> addRealServer(service, realServer, Growth.NONE));
    }

    /** Changes everything but name and real servers, which those of the settings are not. */
    void editService(final ServiceSettings settings) {
        final VirtualService service = toChange(ServiceKey.of(settings));
        final BoundScheduler present = service.scheduler();
        if (present.isOf(settings.scheduler(), settings.schedulerFlags())) {
            // As in Linux, it goes on where it is.
            service.edit(settings, present);
        } else {
            final BoundScheduler scheduler = bind(service.key(), settings, service.tellAnother(nowNs));
            service.edit(settings, scheduler);
            replaced.add(present);
        }
    }

    void deleteService(final ServiceKey key) {
        final VirtualService service = service(key);
        state.remove(key, service.realServers());
        state.services().remove(key);
        touched.put(key, at);
        changedLists.remove(key);
        replaced.add(service.scheduler());
    }

    void addRealServer(final ServiceKey key, final RealServerSettings given) {
        final VirtualService service = toChange(key);
        addRealServer(service, given, service.growth(given, nowNs));
    }

    private void addRealServer(final VirtualService service, final RealServerSettings given, final Growth growth) {
        final ServiceKey key = service.key();
        final RealServerSettings settings = withPort(given, key);
        if (service.find(settings) != null) {
            throw new ServiceException("real server " + settings.endpoint() + " of " + key + " exists already");
        }
        final @Nullable RealServer former = state.removed().remove(new RemovedName(key, Name.of(settings)));
        final int number = former == null ? take(settings) : former.number();
        service.add(new RealServer(number, settings, growth, new TrafficMeter(book.load())));
        changedLists.add(key);
    }

    void editRealServer(final ServiceKey key, final RealServerSettings given) {
        final VirtualService service = toChange(key);
        final RealServerSettings settings = withPort(given, key);
        final RealServer realServer = realServer(service, settings);
        final RealServer changed = realServer.with(settings);
        service.replace(realServer.comesUpWith(settings)
            ? changed.with(service.growth(settings, nowNs)) : changed);
        changedLists.add(key);
    }

    void deleteRealServer(final ServiceKey key, final RealServerSettings given) {
        final VirtualService service = toChange(key);
        final RealServer realServer = realServer(service, withPort(given, key));
        service.remove(realServer);
        state.remove(key, List.of(realServer));
        changedLists.add(key);
    }

    /** Sets what real servers may get, those among them that are yet to come. */
    void availability(final ServiceKey key, final ServiceAvailability availability) {
        state.availability(key, availability);
        if (!state.services().containsKey(key)) {
            return;
        }
        final VirtualService service = toChange(key);
        final Set<Integer> listed = service.listed().map(RealServer::number).collect(Collectors.toSet());
        service.availability(availability, nowNs);
        service.listed().map(RealServer::number).forEach(listed::remove);
        if (!listed.isEmpty()) {
            // To expire_nodest_conn, one that is out of service is one that was removed.
            state.remove(key, List.of());
        }
        changedLists.add(key);
    }

    /** A service that exists. */
    VirtualService service(final ServiceKey key) {
        final VirtualService service = state.services().get(key);
        if (service == null) {
            throw new ServiceException("service " + key + " does not exist");
        }
        return service;
    }

    /** When it was begun. */
    long nowNs() {
        return nowNs;
    }

    /** How it will be. */
    ServiceState state() {
        return state;
    }

    /** The keys of services that were added, changed or deleted, with the place of the last change of each. */
    Map<ServiceKey, Integer> touched() {
        return touched;
    }

    /** Whether a service's scheduler has to hear of another list of real servers. */
    boolean isListChanged(final ServiceKey key) {
        return changedLists.contains(key);
    }

    /** Whether a scheduler was made for this draft, so that no worker knows it yet. */
    boolean isBound(final BoundScheduler scheduler) {
        return bound.contains(scheduler);
    }

    /** Schedulers that no service will have any more. */
    List<BoundScheduler> replaced() {
        return replaced;
    }

    /** Schedulers made for this draft. */
    Set<BoundScheduler> bound() {
        return bound;
    }

    /** Numbers that no real server had before. */
    List<Integer> taken() {
        return taken;
    }

    private int take(final RealServerSettings settings) {
        final int number = book.take(settings);
        taken.add(number);
        return number;
    }

    private BoundScheduler bind(
        final ServiceKey key, final ServiceSettings settings, final Destinations destinations) {
        final BoundScheduler scheduler = book.bind(key, settings, destinations);
        bound.add(scheduler);
        return scheduler;
    }

    /** A copy of a service that exists, which is this draft's own. */
    private VirtualService toChange(final ServiceKey key) {
        VirtualService service = service(key);
        if (!touched.containsKey(key)) {
            service = service.draft();
            state.services().put(key, service);
        }
        touched.put(key, at);
        return service;
    }

    /** A real server that packets reach unchanged listens where clients think they connect to. */
    private static RealServerSettings withPort(final RealServerSettings given, final ServiceKey key) {
        return given.forwarding().isTranslation() || given.port() == key.port() ? given
            : given.withPort(key.port());
    }

    private static RealServer realServer(final VirtualService service, final RealServerSettings settings) {
        final RealServer realServer = service.find(settings);
        if (realServer == null) {
            throw new ServiceException(
                "real server " + settings.endpoint() + " of " + service.key() + " does not exist");
        }
        return realServer;
    }
}
