/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane;

import director.bindings.DpdkException;
import director.bindings.Eal;
import director.bindings.HugeMemory;
import director.bindings.Mempool;
import director.dataplane.conductor.Catalogue;
import director.dataplane.conductor.Conductor;
import director.dataplane.conductor.ConductorProxy;
import director.dataplane.conductor.ConductorSettings;
import director.dataplane.configuration.DirectorConfiguration;
import director.dataplane.listing.WorkerListing;
import director.dataplane.localport.LocalPortCatalogue;
import director.dataplane.machine.HugePageChoice;
import director.dataplane.machine.Machine;
import director.dataplane.ownership.OwnerHash;
import director.dataplane.policy.Limits;
import director.dataplane.port.KernelPort;
import director.dataplane.port.OpenBond;
import director.dataplane.port.OpenPort;
import director.dataplane.port.OpenPorts;
import director.dataplane.service.SummedLoad;
import director.dataplane.snat.SnatTable;
import director.dataplane.warmup.CompilerWatch;
import director.dataplane.warmup.WarmUp;
import director.dataplane.warmup.WarmUpSettings;
import director.schedulers.SchedulerRegistry;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.CompositeAgent;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.jspecify.annotations.Nullable;

/**
 * A running director. {@link #start}, {@link #stop} and {@link #close} are called from one thread; the other methods
 * may be called from any thread until {@link #close}.
 */
public final class Director implements ManagedDirector, AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(Director.class.getName());

    private final Cleanup cleanup;
    private final OpenPorts ports;
    private final Workforce workforce;
    private final PortViews views;
    private final Conductor conductor;
    private final DirectorThreads threads;
    private final SchedulerRegistry registry;
    /** Null if nothing was warmed up, so that everything has to be compiled yet. */
    private final @Nullable CompilerWatch watch;

    private Director(
        final DirectorConfiguration configuration,
        final SchedulerRegistry registry,
        final Cleanup cleanup) {
        this.cleanup = cleanup;
        this.registry = registry;
        final HugePageChoice choice = HugePageChoice.of(configuration.memory(), Machine.local());
        if (choice.warning() != null) {
            LOGGER.log(Level.WARNING, choice.warning());
        }
        final NanoClock clock = SystemNanoClock.INSTANCE;
        watch = watch(configuration);
        final OwnerHash hash = OwnerHash.random();
        ports = cleanup.add(OpenPorts.open(configuration, choice.hugePages(), controlCore(configuration), hash,
            (eal, pool) -> warmUp(configuration, eal, pool)));
        workforce = cleanup.add(new Workforce(ports, configuration.ports(), configuration.workers(), hash,
            new HugeMemory(ports.eal()), configuration.memory().maxConnections(), configuration.clients(),
            clock.nanoTime()));
        views = new PortViews(configuration.ports(), ports.ports(), workforce::vlanTraffic, workforce::kernelTraffic);
        conductor = new Conductor(new ConductorSettings(registry, configuration.ports(), configuration.packets(),
            workforce.load(), workforce.thresholds(), workforce.limits(), clock,
            workforce.localPorts(configuration.localPorts())), configuration.services());
        workforce.make(conductor.published(), clock);
        workforce.workers().forEach(conductor::supervise);
        threads = cleanup.add(new DirectorThreads(
            conductor, workforce.workers(), machine(configuration, clock), configuration.workers().idle()));
    }

    /**
     * Opens everything and starts the threads, with the schedulers that are on the module path.
     *
     * @param configuration concluded.
     * @return the running director.
     * @throws director.dataplane.machine.UnavailableException if huge pages are required and too few are free.
     * @throws director.bindings.DpdkUnavailableException      if DPDK is missing or of an unknown version.
     * @throws director.bindings.DpdkException                 if DPDK refuses a port or memory. In each case nothing is
     *                                                         left open.
     */
    public static Director start(final DirectorConfiguration configuration) {
        return start(configuration, SchedulerRegistry.load());
    }

    /**
     * Opens everything and starts the threads.
     *
     * @param configuration concluded.
     * @param registry      the schedulers that services can have.
     * @return the running director; throws as {@link #start(DirectorConfiguration)}.
     */
    public static Director start(final DirectorConfiguration configuration, final SchedulerRegistry registry) {
        final Cleanup cleanup = new Cleanup();
        boolean started = false;
        try {
            final Director director = new Director(configuration, registry, cleanup);
            director.start();
            started = true;
            return director;
        } finally {
            if (!started) {
                cleanup.close();
            }
        }
    }

    private void start() {
        if (watch != null) {
            watch.ready();
        }
        threads.start();
    }

    @Override
    public ConductorProxy conductor() {
        return conductor.proxy();
    }

    @Override
    public Catalogue catalogue() {
        return conductor.catalogue();
    }

    @Override
    public SummedLoad load() {
        return workforce.load();
    }

    @Override
    public List<PortView> ports() {
        return views.views();
    }

    @Override
    public List<WorkerView> workers() {
        return workforce.views();
    }

    @Override
    public LocalPortCatalogue localPorts() {
        return conductor.localPorts();
    }

    @Override
    public SnatTable snat() {
        return conductor.snat();
    }

    @Override
    public Limits limits() {
        return workforce.limits();
    }

    @Override
    public List<WorkerListing> listings() {
        return workforce.listings();
    }

    @Override
    public SchedulerRegistry schedulers() {
        return registry;
    }

    @Override
    public List<Counter> counters() {
        final List<Counter> counters = new ArrayList<>(
            DirectorCounters.of(workforce.counters(), conductor.catalogue(), workforce.load(), views.traffic(),
                views.kernel()));
        if (watch != null) {
            counters.add(new Counter("deoptimizations", "", watch.deoptimizations(),
                "Compiled code of the packet path that a worker had to leave since it was warmed up"));
            counters.add(new Counter("compilations", "", watch.compilations(),
                "Methods of the packet path that were compiled since it was warmed up"));
        }
        return counters;
    }

    /**
     * Why a thread failed.
     *
     * @return null while all is well.
     */
    public @Nullable Throwable failure() {
        return threads.failure();
    }

    /** Ends the threads and transmits what is queued. Counters can still be read. */
    public void stop() {
        threads.close();
        workforce.drain();
    }

    /** Stops, if that was not done, and releases ports and memory. */
    @Override
    public void close() {
        cleanup.close();
    }

    private @Nullable CompilerWatch watch(final DirectorConfiguration configuration) {
        return configuration.workers().warmUpSeconds() == 0 ? null : cleanup.add(new CompilerWatch(left ->
            LOGGER.log(Level.WARNING, left + "; packets may be late for a moment")));
    }

    private void warmUp(final DirectorConfiguration configuration, final Eal eal, final Mempool pool) {
        final WarmUpSettings settings = WarmUpSettings.of(configuration);
        if (settings.limitSeconds() == 0) {
            return;
        }
        final int core = configuration.workers().cores().getFirst();
        try {
            final WarmUp.Outcome outcome = WarmUp.run(settings, registry, eal, pool, new LcoreWorkerThread(core));
            LOGGER.log(outcome.settled() ? Level.INFO : Level.WARNING, outcome.toString());
        } catch (final DpdkException e) {
            LOGGER.log(Level.WARNING, "not warmed up, for DPDK has no null driver to do it with (" + e.getMessage()
                + "): the first packets are served slowly; install it (librte-net-null23 of Debian)");
        }
    }

    /** A core for DPDK's own threads: one without a worker, if there is any. */
    private static int controlCore(final DirectorConfiguration configuration) {
        final Set<Integer> allowed = Machine.local().allowedCores();
        return allowed.stream()
            .filter(core -> !configuration.workers().cores().contains(core))
            .findFirst()
            .orElseGet(() -> configuration.workers().cores().getFirst());
    }

    /** What has to do with the machine and may take its time. */
    private Agent machine(final DirectorConfiguration configuration, final NanoClock clock) {
        final List<LinkWatch.Link> links = new ArrayList<>();
        final List<BondWatch.Watched> bonds = new ArrayList<>();
        for (final OpenPort port : ports.ports()) {
            final String name = port.settings().name();
            links.add(new LinkWatch.Link(workforce.links(port.place()), name, port::isLinkUp));
            final @Nullable OpenBond bond = port.bond();
            if (bond != null) {
                bonds.add(BondWatch.Watched.of(workforce.links(port.place()), name, bond));
            }
        }
        return new CompositeAgent(new BondWatch(bonds, clock), new LinkWatch(links, clock), new KernelAddresses(
            configuration.ports(),
            ports.kernelPorts().stream().map(KernelPort::kernelInterface).toList(), conductor.published()));
    }
}
