/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import director.dataplane.configuration.ServiceSettings;
import director.dataplane.localport.LocalPortAlarm;
import director.dataplane.localport.LocalPortCatalogue;
import director.dataplane.ownership.Ownership;
import director.dataplane.snapshot.Snapshot;
import director.dataplane.snat.SnatTable;
import director.dataplane.worker.Worker;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/**
 * Owns the configuration: carries out changes one after another, publishes what the workers are to know, forgets what
 * they can no longer use, and keeps rates up to date. Its methods are called by the thread that runs it; others use the
 * {@link ConductorProxy}.
 */
public final class Conductor implements Agent {
    private static final System.Logger LOGGER = System.getLogger(Conductor.class.getName());
    private static final long SWEEP_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
    /** What rates are computed for. */
    private static final long RATES_INTERVAL_NS = TimeUnit.SECONDS.toNanos(2);
    /** How late a step of a slow start may be. */
    private static final long GROWTH_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int COMMANDS_PER_DUTY_CYCLE = 16;
    private static final long FIRST_SEQUENCE = 1;

    private final ServiceBook book;
    private final NetworkBook network;
    private final SnapshotMaker snapshots;
    private final LocalPoolBook pools;
    private final SnatBook snat;
    private final LocalPortAlarm alarm = new LocalPortAlarm();
    private final AtomicReference<Snapshot> published;
    private final ConductorProxy proxy = new ConductorProxy();
    private final NanoClock clock;
    private final List<Worker> workers = new ArrayList<>();
    private final int workerCount;
    private volatile Catalogue catalogue;
    /** Sequence of the snapshot after which removed real servers may be forgotten. */
    private long removedAt;
    private long nextSweepNs;
    private long nextGrowthNs;
    private long nextRatesNs;

    /**
     * A conductor whose services are already configured. To be made before the workers.
     *
     * @param settings what it starts from.
     * @param services the first services.
     * @throws ServiceException                        if there are too many.
     * @throws director.schedulers.SchedulerException if a scheduler is unknown or fails.
     */
    public Conductor(final ConductorSettings settings, final List<ServiceSettings> services) {
        this.network = new NetworkBook(settings.ports(), settings.packets());
        this.book = new ServiceBook(settings, network::setting);
        this.snapshots = new SnapshotMaker(network);
        this.pools = new LocalPoolBook(settings.localPorts(), settings.ports(), network.routes());
        this.snat = new SnatBook(book, network, settings.limits());
        this.clock = settings.clock();
        this.workerCount = settings.load().workers();
        this.nextSweepNs = clock.nanoTime();
        this.nextGrowthNs = nextSweepNs;
        this.nextRatesNs = nextSweepNs + RATES_INTERVAL_NS;
        this.published = new AtomicReference<>(first(services));
        this.catalogue = book.state().catalogue();
    }

    /**
     * Where workers find the newest snapshot.
     *
     * @return never holds null.
     */
    public AtomicReference<Snapshot> published() {
        return published;
    }

    /**
     * How everybody else talks to this conductor.
     *
     * @return its proxy.
     */
    public ConductorProxy proxy() {
        return proxy;
    }

    /**
     * What services there are. From any thread.
     *
     * @return those of the moment.
     */
    public Catalogue catalogue() {
        return catalogue;
    }

    /**
     * How the ports of local addresses are used. From any thread.
     *
     * @return what can be asked again and again.
     */
    public LocalPortCatalogue localPorts() {
        return pools.catalogue();
    }

    /**
     * What rules of SNAT there are. From any thread.
     *
     * @return those of the moment.
     */
    public SnatTable snat() {
        return snat.table();
    }

    /**
     * Makes a worker known, before either is started.
     *
     * @param worker reads the snapshots that this conductor publishes.
     */
    public void supervise(final Worker worker) {
        workers.add(worker);
    }

    @Override
    public int doWork() {
        int done = proxy.drain(this::carryOut, COMMANDS_PER_DUTY_CYCLE);
        final long nowNs = clock.nanoTime();
        if (nowNs - nextGrowthNs >= 0) {
            nextGrowthNs = nowNs + GROWTH_INTERVAL_NS;
            done += book.growSlowly(nowNs);
        }
        if (nowNs - nextSweepNs >= 0) {
            nextSweepNs = nowNs + SWEEP_INTERVAL_NS;
            forgetRemoved(nowNs);
            alarm.look(pools.catalogue(), Conductor::warn);
            book.housekeeping(nowNs);
        }
        if (nowNs - nextRatesNs >= 0) {
            nextRatesNs = nextTick(nextRatesNs, nowNs);
            book.tick();
        }
        return done;
    }

    @Override
    public void onClose() {
        proxy.close();
        book.close();
    }

    @Override
    public String roleName() {
        return "conductor";
    }

    /** Gives the schedulers of earlier services back if a later one is refused. */
    private Snapshot first(final List<ServiceSettings> services) {
        final ServiceDraft draft = book.draft();
        boolean made = false;
        try {
            services.forEach(draft::addService);
            new SchedulerUpdates(draft, book.state().services());
            final SnatTable rules = snat.next();
            final Snapshot snapshot = snapshots.make(FIRST_SEQUENCE, draft.state(), book.bound(), Ownership.PLAIN,
                pools.next(draft.state(), rules.rules()), rules);
            book.adopt(draft);
            made = true;
            return snapshot;
        } finally {
            if (!made) {
                book.discard(draft);
            }
        }
    }

    /** On time as a rule; from now on if that is over as well. */
    private static void warn(final LocalPortAlarm.Change change) {
        LOGGER.log(change.level() == 0 ? Level.INFO : Level.WARNING, change.toString());
    }

    private static long nextTick(final long lastNs, final long nowNs) {
        final long next = lastNs + RATES_INTERVAL_NS;
        return next - nowNs > 0 ? next : nowNs + RATES_INTERVAL_NS;
    }

    private void carryOut(final Command command) {
        final Batch batch = new Batch(command.changes(), book, network);
        try {
            batch.make();
            final long sequence = published.getPlain().sequence() + 1;
            final Snapshot snapshot = next(sequence, batch.services());
            published.getPlain().succession().announce(snapshot);
            batch.carryOut();
            removedAt = sequence;
            published.setRelease(snapshot);
            catalogue = book.state().catalogue();
            batch.zero();
            command.done().complete(null);
        } catch (final RuntimeException e) {
            published.getPlain().succession().announce(null);
            if (batch.takeBack()) {
                publish();
            } else {
                pools.takeBack(published.getPlain().localPools(), book.state(), snat.next().rules());
            }
            command.done().completeExceptionally(batch.refusal(e));
        }
    }

    private void publish() {
        removedAt = published.getPlain().sequence() + 1;
        final Snapshot snapshot = next(removedAt, book.state());
        published.getPlain().succession().announce(snapshot);
        published.setRelease(snapshot);
        catalogue = book.state().catalogue();
    }

    private Snapshot next(final long sequence, final ServiceState services) {
        final SnatTable rules = snat.next();
        return snapshots.make(sequence, services, book.bound(), ownership(services),
            pools.next(services, rules.rules()), rules);
    }

    /** A worker that is alone carries everything. */
    private Ownership ownership(final ServiceState services) {
        return workerCount == 1 ? Ownership.PLAIN
            : OwnershipRules.next(published.getPlain().ownership(), book.state(), services);
    }

    /** The oldest snapshot that a worker may still use. */
    private long seen() {
        long seen = Long.MAX_VALUE;
        for (final Worker worker : workers) {
            seen = Math.min(seen, worker.seen());
        }
        return seen;
    }

    private void forgetRemoved(final long nowNs) {
        // A worker that still uses an older snapshot could open one more connection to a removed real server.
        if (seen() >= removedAt) {
            final boolean realServers = book.forgetUnused();
            final boolean localAddresses = pools.forgetUnused(nowNs);
            final boolean rules = snat.forgetUnused();
            if (realServers || localAddresses || rules) {
                publish();
            }
        }
    }
}
