/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.MemoryAllocator;
import director.bindings.PacketPool;
import director.dataplane.connection.ConnectionTable;
import director.dataplane.connection.Timeouts;
import director.dataplane.port.WorkerPort;
import director.dataplane.service.Destination;
import director.dataplane.service.DestinationCounters;
import director.dataplane.service.SummedLoad;
import director.dataplane.service.Thresholds;
import director.dataplane.status.WorkerCounters;
import java.util.List;

/**
 * Everything that a worker writes and others read, or that only it uses: counters, connections, thresholds. Made before
 * the worker and closed after it.
 */
public final class WorkerTables implements AutoCloseable {
    /** For how many connections there is room before the table grows. */
    private static final int INITIAL_CONNECTIONS = 1 << 16;

    private final MemoryAllocator memory;
    private final long seed;
    private final long startNs;
    private final WorkerCounters counters;
    private final DestinationCounters destinations;
    private final Thresholds thresholds;
    private final SummedLoad load;
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
        this(memory, INITIAL_CONNECTIONS, maxConnections, seed, startNs);
    }

    /**
     * Empty tables that grow from another size.
     *
     * @param memory         where they live.
     * @param connections    for how many connections there is room before they grow.
     * @param maxConnections how many connections and templates fit.
     * @param seed           secret that keeps others from guessing what collides and what is drawn at random.
     * @param startNs        the present, of the clock that the worker reads.
     */
    public WorkerTables(
        final MemoryAllocator memory,
        final int connections,
        final int maxConnections,
        final long seed,
        final long startNs) {
        this.memory = memory;
        this.seed = seed;
        this.startNs = startNs;
        counters = new WorkerCounters(memory);
        destinations = new DestinationCounters(memory, Destination.NONE);
        thresholds = new Thresholds(Destination.NONE);
        load = new SummedLoad(List.of(destinations), thresholds);
        accounts = new ConnectionAccounts(destinations, thresholds, load, counters);
        this.connections = new ConnectionTable(
            memory, Math.min(maxConnections, connections), maxConnections, seed, startNs, timeouts, accounts);
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
        return new WorkerResources(
            ports, pool, counters, destinations, connections, timeouts, accounts, memory, maxNeighbours, seed, startNs);
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
}
