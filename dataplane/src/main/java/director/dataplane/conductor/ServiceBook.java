/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import director.dataplane.conductor.VirtualService.RealServer;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.policy.Limits;
import director.dataplane.policy.ServiceUse;
import director.dataplane.service.Destination;
import director.dataplane.service.ServiceKey;
import director.dataplane.service.SummedLoad;
import director.dataplane.service.Thresholds;
import director.schedulers.BoundScheduler;
import director.schedulers.Destinations;
import director.schedulers.SchedulerException;
import director.schedulers.SchedulerRegistry;
import director.schedulers.ServiceContext;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agrona.concurrent.NanoClock;

/**
 * All virtual services, their real servers and the numbers by which the packet path knows them. They change by drafts,
 * which are adopted whole or discarded. From the conductor's thread.
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
    private final Limits limits;
    private final NanoClock clock;
    private final NumberPool numbers = new NumberPool("real servers", 0, Destination.NONE - 1);
    private final List<BoundScheduler> replacedSchedulers = new ArrayList<>();
    private final Map<ServiceKey, ServiceUse> uses = new HashMap<>();
    private int nextUse;
    private ServiceState state = new ServiceState();

    ServiceBook(final ConductorSettings settings, final ServiceContext.Settings schedulerSettings) {
        this.schedulerSettings = schedulerSettings;
        this.registry = settings.registry();
        this.thresholds = settings.thresholds();
        this.limits = settings.limits();
        this.load = settings.load();
        this.clock = settings.clock();
    }

    /** What services there are. */
    ServiceState state() {
        return state;
    }

    /** One more than the greatest number of a real server. */
    int bound() {
        return numbers.bound();
    }

    /** Begins a change of services: to be {@link #adopt adopted} or {@link #discard discarded} before the next one. */
    ServiceDraft draft() {
        return new ServiceDraft(this, state, clock.nanoTime());
    }

    /** Makes a draft the state of things, whose schedulers have been told. */
    void adopt(final ServiceDraft draft) {
        final ServiceState before = state;
        state = draft.state();
        replacedSchedulers.addAll(draft.replaced());
        final ServiceChanges changes = new ServiceChanges(before, state, load, thresholds, limits);
        draft.touched().keySet().forEach(changes::leave);
        draft.touched().keySet().forEach(changes::join);
    }

    /** Gives back what a draft took, of which no worker has heard. */
    void discard(final ServiceDraft draft) {
        draft.bound().forEach(ServiceBook::done);
        draft.taken().forEach(numbers::release);
    }

    /**
     * Gives back what a draft took, once no worker and no connection uses it: a worker may have chosen one of its real
     * servers.
     */
    void discardSeen(final ServiceDraft draft) {
        final Set<Integer> taken = new HashSet<>(draft.taken());
        draft.bound().forEach(ServiceBook::done);
        draft.state().services().forEach((key, service) -> {
            final List<RealServer> seen = service.realServers().stream()
                .filter(realServer -> taken.remove(realServer.number())).toList();
            if (!seen.isEmpty()) {
                state.remove(key, seen);
            }
        });
        taken.forEach(numbers::release);
    }

    /** Brings rates up to date; to be called every two seconds. */
    void tick() {
        state.services().values().forEach(VirtualService::tick);
    }

    /**
     * Frees what was removed and no connection uses, once no worker can use it any more. Answers whether a new snapshot
     * should say so.
     */
    boolean forgetUnused() {
        boolean any = false;
        for (final Iterator<RealServer> each = state.removed().values().iterator(); each.hasNext();) {
            final int number = each.next().number();
            if (load.isUnused(number)) {
                each.remove();
                numbers.release(number);
                any = true;
            }
        }
        uses.keySet().removeIf(service -> !state.services().containsKey(service)
            && state.removed().keySet().stream().noneMatch(gone -> gone.service().equals(service)));
        replacedSchedulers.forEach(ServiceBook::done);
        replacedSchedulers.clear();
        return any;
    }

    /** Lets schedulers do what is not for the packet path, and says what they did wrong there. */
    void housekeeping(final long nowNs) {
        for (final VirtualService service : state.services().values()) {
            service.scheduler().housekeeping(nowNs);
            service.scheduler().unreportedFault().ifPresent(fault -> LOGGER.log(Level.WARNING,
                fault.getMessage() + "; later faults of it are not logged, and what they cost is counted as dropped "
                    + "reason=scheduler-fault",
                fault.getCause()));
        }
    }

    /** Lets real servers that came up grow. Answers how many services that concerned. */
    int growSlowly(final long nowNs) {
        int grown = 0;
        for (final VirtualService service : state.services().values()) {
            grown += growSlowly(service, nowNs) ? 1 : 0;
        }
        return grown;
    }

    /** Gives every scheduler back, when no worker runs any more. */
    void close() {
        state.services().values().forEach(service -> done(service.scheduler()));
        replacedSchedulers.forEach(ServiceBook::done);
    }

    /** A scheduler for a service, which no worker knows yet. */
    BoundScheduler bind(
        final ServiceKey key, final ServiceSettings settings, final Destinations destinations) {
        return registry.bind(settings.scheduler(),
            new ServiceContext(key.toString(), settings.schedulerFlags(), schedulerSettings), destinations, load);
    }

    /** A number that nothing uses, for a real server that nothing knows. */
    int take(final RealServerSettings settings) {
        return take(settings.upperThreshold(), settings.lowerThreshold());
    }

    /** A number that nothing uses, for what has no thresholds. */
    int take() {
        return take(0, 0);
    }

    private int take(final int upperThreshold, final int lowerThreshold) {
        final int number = numbers.take();
        load.reset(number);
        limits.forget(number);
        thresholds.set(number, upperThreshold, lowerThreshold);
        return number;
    }

    /** Gives back a number that no worker and no connection uses. */
    void release(final int number) {
        numbers.release(number);
    }

    /** Nothing is used of the limits of what has none like it. */
    ServiceUse use() {
        return ServiceUse.of(nextUse++, load.workers());
    }

    /** What a service has used of its limits, also before it was deleted if there still are connections. */
    ServiceUse use(final ServiceKey service) {
        return uses.computeIfAbsent(service, key -> ServiceUse.of(nextUse++, load.workers()));
    }

    SummedLoad load() {
        return load;
    }

    /** A scheduler that refuses a step keeps the weights of the one before, and is told again at the next poll. */
    private static boolean growSlowly(final VirtualService service, final long nowNs) {
        try {
            return service.growSlowly(nowNs);
        } catch (final SchedulerException e) {
            service.scheduler().failed(e);
            return false;
        }
    }

    /** A scheduler that fails when its service is gone harms nobody any more. */
    private static void done(final BoundScheduler scheduler) {
        try {
            scheduler.doneService();
        } catch (final SchedulerException e) {
            LOGGER.log(Level.WARNING, e.getMessage(), e);
        }
    }
}
