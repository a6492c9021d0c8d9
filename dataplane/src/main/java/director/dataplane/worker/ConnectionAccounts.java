/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.connection.Connection;
import director.dataplane.connection.ConnectionListener;
import director.dataplane.connection.Counted;
import director.dataplane.policy.Limits;
import director.dataplane.service.DestinationCounters;
import director.dataplane.service.SummedLoad;
import director.dataplane.service.Thresholds;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;
import java.lang.invoke.VarHandle;

/**
 * Keeps count of the connections of one worker: for schedulers, for thresholds, for people. From the worker's thread.
 */
public final class ConnectionAccounts implements ConnectionListener {
    private final DestinationCounters destinations;
    private final Thresholds thresholds;
    private final SummedLoad load;
    private final Limits limits;
    private final WorkerCounters counters;

    /**
     * Accounts.
     *
     * @param destinations this worker's counters of real servers.
     * @param thresholds   shared by all workers.
     * @param load         the connections of real servers, all workers' together; is told of changes.
     * @param limits       shared by all workers; is told of connections that are over.
     * @param counters     this worker's.
     */
    public ConnectionAccounts(
        final DestinationCounters destinations,
        final Thresholds thresholds,
        final SummedLoad load,
        final Limits limits,
        final WorkerCounters counters) {
        this.destinations = destinations;
        this.thresholds = thresholds;
        this.load = load;
        this.limits = limits;
        this.counters = counters;
    }

    /** A connection or template was entered. */
    void opened(final long record) {
        final int destination = Connection.destinationNumber(record);
        if (Connection.isTemplate(record)) {
            destinations.templateOpened(destination);
            return;
        }
        counters.add(WorkerCounter.CONNECTIONS_OPENED, 1);
        destinations.connectionOpened(destination);
        if (thresholds.isLimited(destination)) {
            thresholds.opened(destination, total(destination));
        }
        load.changed(destination);
    }

    @Override
    public void removed(final long record) {
        final int destination = Connection.destinationNumber(record);
        if (Connection.isTemplate(record)) {
            destinations.templateClosed(destination);
            return;
        }
        counters.add(WorkerCounter.CONNECTIONS_CLOSED, 1);
        destinations.connectionClosed(destination, Connection.isActive(record));
        if (thresholds.isLimited(destination)) {
            thresholds.closed(destination, total(destination));
        }
        final int counted = Counted.at(record);
        if (counted != 0) {
            limits.leave(destination, counted, Connection.clientHigh(record), Connection.clientLow(record));
        }
        load.changed(destination);
    }

    @Override
    public void activityChanged(final long record, final boolean active) {
        final int destination = Connection.destinationNumber(record);
        destinations.activityChanged(destination, active);
        load.changed(destination);
    }

    /** Of two workers that count at the same time, the later one sees what both have counted. */
    private int total(final int destination) {
        VarHandle.fullFence();
        return load.activeConnections(destination) + load.inactiveConnections(destination);
    }
}
