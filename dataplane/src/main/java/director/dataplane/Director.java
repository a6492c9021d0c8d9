/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane;

import director.bindings.Eal;
import director.bindings.HugeMemory;
import director.bindings.MemoryAllocator;
import director.bindings.Mempool;
import director.dataplane.conductor.Catalogue;
import director.dataplane.conductor.Conductor;
import director.dataplane.conductor.ConductorProxy;
import director.dataplane.conductor.ConductorSettings;
import director.dataplane.configuration.DirectorConfiguration;
import director.dataplane.configuration.WorkerSettings;
import director.dataplane.listing.WorkerListing;
import director.dataplane.machine.HugePageChoice;
import director.dataplane.machine.Machine;
import director.dataplane.port.KernelPort;
import director.dataplane.port.KernelQueues;
import director.dataplane.port.OpenPort;
import director.dataplane.port.OpenPorts;
import director.dataplane.port.TxBuffer;
import director.dataplane.port.WorkerPort;
import director.dataplane.service.SummedLoad;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.warmup.CompilerWatch;
import director.dataplane.warmup.WarmUp;
import director.dataplane.warmup.WarmUpSettings;
import director.dataplane.worker.Worker;
import director.dataplane.worker.WorkerResources;
import director.dataplane.worker.WorkerTables;
import director.schedulers.SchedulerRegistry;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
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
    private static final int MAX_NEIGHBOURS = 16_384;
    private static final int QUEUE = 0;

    private final Cleanup cleanup;
    private final OpenPorts ports;
    private final WorkerTables tables;
    private final Conductor conductor;
    private final DirectorThreads threads;
    private final Worker worker;
    private final WorkerSettings workers;
    private final SchedulerRegistry registry;
    /** Null if nothing was warmed up, so that everything has to be compiled yet. */
    private final @Nullable CompilerWatch watch;

    private Director(
        final DirectorConfiguration configuration,
        final SchedulerRegistry registry,
        final Cleanup cleanup) {
        this.cleanup = cleanup;
        this.registry = registry;
        this.workers = configuration.workers();
        final HugePageChoice choice = HugePageChoice.of(configuration.memory(), Machine.local());
        if (choice.warning() != null) {
            LOGGER.log(Level.WARNING, choice.warning());
        }
        final NanoClock clock = SystemNanoClock.INSTANCE;
        watch = watch(configuration);
        ports = cleanup.add(OpenPorts.open(configuration, choice.hugePages(), controlCore(configuration),
            (eal, pool) -> warmUp(configuration, eal, pool)));
        final MemoryAllocator memory = new HugeMemory(ports.eal());
        tables = cleanup.add(new WorkerTables(
            memory, configuration.memory().maxConnections(), new SecureRandom().nextLong(), clock.nanoTime()));
        conductor = new Conductor(new ConductorSettings(
            registry, configuration.ports(), configuration.packets(), tables.load(), tables.thresholds(), clock),
            configuration.services());
        final int burst = configuration.workers().burst();
        final WorkerPort[] workerPorts = workerPorts(burst);
        final WorkerResources resources = tables.resources(workerPorts, ports.pool(), MAX_NEIGHBOURS);
        final int core = configuration.workers().cores().getFirst();
        worker = new Worker(
            "worker-0", resources, conductor.published(), clock, burst, new LcoreWorkerThread(core));
        conductor.supervise(worker);
        threads = cleanup.add(new DirectorThreads(
            conductor, worker, machine(configuration, workerPorts, clock), configuration.workers().idle()));
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
        return tables.load();
    }

    @Override
    public List<PortView> ports() {
        return PortViews.of(ports.ports());
    }

    @Override
    public List<WorkerView> workers() {
        return List.of(new WorkerView(worker.roleName(), workers.cores().getFirst(), worker.seen(),
            tables.counters(), worker.dutyCycles()));
    }

    @Override
    public List<WorkerListing> listings() {
        return List.of(worker.listing());
    }

    @Override
    public SchedulerRegistry schedulers() {
        return registry;
    }

    @Override
    public List<Counter> counters() {
        final List<Counter> counters = new ArrayList<>(
            DirectorCounters.of(tables.counters(), conductor.catalogue(), tables.destinations(), ports.ports()));
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
        final WarmUp.Outcome outcome = WarmUp.run(settings, registry, eal, pool, new LcoreWorkerThread(core));
        LOGGER.log(outcome.settled() ? Level.INFO : Level.WARNING, outcome.toString());
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
    private Agent machine(
        final DirectorConfiguration configuration, final WorkerPort[] workerPorts, final NanoClock clock) {
        final List<LinkWatch.Link> links = new ArrayList<>();
        for (int i = 0; i < workerPorts.length; i++) {
            final OpenPort port = ports.ports().get(i);
            links.add(new LinkWatch.Link(workerPorts[i], port.settings().name(), port::isLinkUp));
        }
        return new CompositeAgent(new LinkWatch(links, clock), new KernelAddresses(configuration.ports(),
            ports.kernelPorts().stream().map(KernelPort::kernelInterface).toList(), conductor.published()));
    }

    private WorkerPort[] workerPorts(final int burst) {
        final List<OpenPort> open = ports.ports();
        final WorkerPort[] result = new WorkerPort[open.size()];
        for (int i = 0; i < result.length; i++) {
            final TxBuffer buffer = cleanup.add(
                new TxBuffer(open.get(i).ethernet().txQueue(QUEUE), burst, ports.pool(), tables.counters()));
            result[i] = new WorkerPort(i, open.get(i).ethernet().macAddress(), open.get(i).settings().mtu(),
                open.get(i).ethernet().rxQueue(QUEUE), buffer, kernelQueues(i, burst), open.get(i).checksums());
        }
        return result;
    }

    private @Nullable KernelQueues kernelQueues(final int index, final int burst) {
        if (ports.kernelPorts().isEmpty()) {
            return null;
        }
        final KernelPort kernel = ports.kernelPorts().get(index);
        return new KernelQueues(kernel.rxQueue(), cleanup.add(new TxBuffer(kernel.txQueue(), burst, ports.pool(),
            tables.counters(), WorkerCounter.TO_KERNEL, DropReason.KERNEL_FULL)));
    }
}
