/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.MemoryAllocator;
import director.bindings.PacketPool;
import director.dataplane.configuration.ClientSettings;
import director.dataplane.connection.ConnectionTable;
import director.dataplane.connection.Timeouts;
import director.dataplane.ownership.Peers;
import director.dataplane.policy.Limits;
import director.dataplane.port.WorkerPort;
import director.dataplane.service.Destination;
import director.dataplane.service.DestinationCounters;
import director.dataplane.service.SummedLoad;
import director.dataplane.service.Thresholds;
import director.dataplane.status.WorkerCounters;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Everything that a worker writes and others read, or that only it uses: counters, connections, thresholds. Made before
 * the worker and closed after it.
 */
public final class WorkerTables implements AutoCloseable {
    /** For how many connections there is room before the table grows. */
    private static final int INITIAL_CONNECTIONS = 1 << 16;
    private static final long SEED_STEP = 0x9E37_79B9_7F4A_7C15L;

    private final MemoryAllocator memory;
    private final long seed;
    private final long startNs;
    private final WorkerCounters counters;
    private final DestinationCounters destinations;
    private final Thresholds thresholds;
    private final SummedLoad load;
    private final Limits limits;
    private final ConnectionAccounts accounts;
    private final Timeouts timeouts = new Timeouts();
    private final ConnectionTable connections;

    /**
     * Empty tables.
     *
     * @param memory         where they live.
     * @param maxConnections how many connections and templates fit.
     * @param seed           secret that keeps others from guessing what collides and what is drawn at random.
     * @param startNs        the present, of the clock that the worker reads.
     */
    public WorkerTables(
        final MemoryAllocator memory, final int maxConnections, final long seed, final long startNs) {
        this(memory, INITIAL_CONNECTIONS, maxConnections, ClientSettings.DEFAULT, seed, startNs);
    }

    /**
     * Empty tables of other sizes.
     *
     * @param memory         where they live.
     * @param connections    for how many connections there is room before they grow.
     * @param maxConnections how many connections and templates fit.
     * @param clients        what a client is, and how many are known.
     * @param seed           secret that keeps others from guessing what collides and what is drawn at random.
     * @param startNs        the present, of the clock that the worker reads.
     */
    public WorkerTables(
        final MemoryAllocator memory,
        final int connections,
        final int maxConnections,
        final ClientSettings clients,
        final long seed,
        final long startNs) {
        this(memory, new Shared(List.of(new DestinationCounters(memory, Destination.NONE)), clients, seed), 0,
            connections, maxConnections, seed, startNs);
    }

    private WorkerTables(
        final MemoryAllocator memory,
        final Shared shared,
        final int index,
        final int connections,
        final int maxConnections,
        final long seed,
        final long startNs) {
        this.memory = memory;
        // Tables may hash alike, but what is drawn at random is not to be the same at two workers.
        this.seed = seed + index * SEED_STEP;
        this.startNs = startNs;
        counters = new WorkerCounters(memory);
        destinations = shared.destinations.get(index);
        thresholds = shared.thresholds;
        load = shared.load;
        limits = shared.limits;
        accounts = new ConnectionAccounts(destinations, thresholds, load, limits, counters);
        this.connections = new ConnectionTable(
            memory, Math.min(maxConnections, connections), maxConnections, seed, startNs, timeouts, accounts);
    }

    /**
     * Empty tables of several workers, which have thresholds and the sum of their loads in common.
     *
     * @param workers        how many.
     * @param memory         where they live.
     * @param maxConnections how many connections and templates fit, a share of them into each.
     * @param seed           as above.
     * @param startNs        the present, of the clock that the workers read.
     * @return as many.
     */
    public static List<WorkerTables> of(
        final int workers,
        final MemoryAllocator memory,
        final int maxConnections,
        final long seed,
        final long startNs) {
        return of(workers, memory, maxConnections, ClientSettings.DEFAULT, seed, startNs);
    }

    /**
     * Empty tables of several workers, which know clients in another way.
     *
     * @param workers        how many.
     * @param memory         where they live.
     * @param maxConnections how many connections and templates fit, a share of them into each.
     * @param clients        what a client is, and how many are known.
     * @param seed           as above.
     * @param startNs        the present, of the clock that the workers read.
     * @return as many.
     */
    public static List<WorkerTables> of(
        final int workers,
        final MemoryAllocator memory,
        final int maxConnections,
        final ClientSettings clients,
        final long seed,
        final long startNs) {
        final Shared shared = new Shared(Stream.generate(() -> new DestinationCounters(memory, Destination.NONE))
            .limit(workers).toList(), clients, seed);
        final int share = Math.ceilDiv(maxConnections, workers);
        return IntStream.range(0, workers).mapToObj(index -> new WorkerTables(
            memory, shared, index, INITIAL_CONNECTIONS, share, seed, startNs)).toList();
    }

    /**
     * What a worker works with.
     *
     * @param ports         by their place in the configuration.
     * @param pool          where mbufs come from and go back to.
     * @param maxNeighbours how many next hops it can know.
     * @return these tables and the rest.
     */
    public WorkerResources resources(final WorkerPort[] ports, final PacketPool pool, final int maxNeighbours) {
        return resources(ports, pool, maxNeighbours, Peers.none());
    }

    /**
     * What one of several workers works with.
     *
     * @param ports         by their place in the configuration.
     * @param pool          where mbufs come from and go back to.
     * @param maxNeighbours how many next hops it can know.
     * @param peers         the other workers.
     * @return these tables and the rest.
     */
    public WorkerResources resources(
        final WorkerPort[] ports, final PacketPool pool, final int maxNeighbours, final Peers peers) {
        return new WorkerResources(ports, pool, counters, destinations, connections, timeouts, accounts, memory,
            maxNeighbours, seed, startNs, peers, limits);
    }

    /**
     * What the worker counts. Read from any thread.
     *
     * @return its counters.
     */
    public WorkerCounters counters() {
        return counters;
    }

    /**
     * What the worker counts for real servers. Read from any thread.
     *
     * @return its counters of real servers.
     */
    public DestinationCounters destinations() {
        return destinations;
    }

    /**
     * Which real servers have enough connections.
     *
     * @return for the conductor, which sets thresholds.
     */
    public Thresholds thresholds() {
        return thresholds;
    }

    /**
     * What is used of limits.
     *
     * @return for the conductor, which sets limits, and for listings.
     */
    public Limits limits() {
        return limits;
    }

    /**
     * The load of real servers.
     *
     * @return for schedulers.
     */
    public SummedLoad load() {
        return load;
    }

    /**
     * The worker's connections.
     *
     * @return for the worker's thread only.
     */
    public ConnectionTable connections() {
        return connections;
    }

    @Override
    public void close() {
        connections.close();
        destinations.close();
        counters.close();
    }

    /** What workers have in common. */
    private static final class Shared {
        private final List<DestinationCounters> destinations;
        private final Thresholds thresholds = new Thresholds(Destination.NONE);
        private final SummedLoad load;
        private final Limits limits;

        Shared(final List<DestinationCounters> destinations, final ClientSettings clients, final long seed) {
            this.limits = new Limits(Destination.NONE, clients, seed);
            this.destinations = destinations;
            this.load = new SummedLoad(destinations, thresholds);
        }
    }
}
