/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.configuration.Sysctl;
import director.dataplane.connection.Connection;
import director.dataplane.connection.ConnectionTable;
import director.dataplane.connection.ConnectionVisitor;
import director.dataplane.connection.LongRecord;
import director.dataplane.service.Destination;
import director.dataplane.snapshot.Snapshot;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Forgets the connections of real servers that were removed, if {@code expire_nodest_conn} says so: soon after the
 * removal, and a few in each duty cycle. From the worker's thread.
 */
final class OrphanSweep {
    /** A real server that is back by then has its connections again. Linux waits for its next tick or the one after. */
    private static final long DELAY_NS = TimeUnit.MILLISECONDS.toNanos(8);
    private static final int RECORDS_AT_ONCE = 64;

    private final DutyCycle cycle;
    private final ConnectionTable connections;
    private final ConnectionVisitor visitor = this::visit;
    private boolean pending;
    private long dueNs;
    private int cursor;

    OrphanSweep(final DutyCycle cycle, final ConnectionTable connections) {
        this.cycle = cycle;
        this.connections = connections;
    }

    /** Looks for real servers that were removed. To be called before the cycle has the new snapshot. */
    void begin(final Snapshot current, final long nowNs) {
        if (current.removals() == cycle.snapshot().removals() || !current.sysctls().isOn(Sysctl.EXPIRE_NODEST_CONN)) {
            return;
        }
        if (!pending) {
            dueNs = nowNs + DELAY_NS;
        }
        pending = true;
        cursor = 0;
    }

    /** Goes on. Answers 0 if there is nothing to do. */
    int poll() {
        if (!pending || cycle.nowNs() - dueNs < 0) {
            return 0;
        }
        cursor = connections.list(cursor, RECORDS_AT_ONCE, cycle.nowNs(), visitor);
        pending = cursor != 0;
        return 1;
    }

    private void visit(final long record, final long leftNs) {
        final @Nullable Destination destination = cycle.snapshot().destination(Connection.destinationNumber(record));
        if (destination != null && !destination.inService() && LongRecord.controlled(record) == 0) {
            connections.removeWithTemplate(record);
        }
    }
}
