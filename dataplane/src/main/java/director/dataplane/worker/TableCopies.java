/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.NativeMemory;
import director.dataplane.connection.Connection;
import director.dataplane.connection.ConnectionTable;
import director.dataplane.connection.ConnectionVisitor;
import director.dataplane.connection.FullNat;
import director.dataplane.connection.Snat;
import director.dataplane.connection.StateLabel;
import director.dataplane.listing.ConnectionPage;
import director.dataplane.listing.NeighbourPage;
import director.dataplane.listing.TablePage;
import director.dataplane.listing.WorkerListing;
import director.dataplane.localport.LocalPorts;
import director.dataplane.neighbour.NeighbourTable;
import org.jspecify.annotations.Nullable;

/** Copies rows of the worker's tables for those who ask, a few in each duty cycle. From the worker's thread. */
final class TableCopies {
    /** Some two microseconds' worth when none of the records is in a cache. */
    private static final int ROWS_AT_ONCE = 16;

    private final DutyCycle cycle;
    private final ConnectionTable connections;
    private final NeighbourTable neighbours;
    private final WorkerListing listing;
    private final ConnectionVisitor visitor = this::copy;
    private @Nullable TablePage current;
    private @Nullable ConnectionPage target;

    TableCopies(
        final DutyCycle cycle,
        final ConnectionTable connections,
        final NeighbourTable neighbours,
        final WorkerListing listing) {
        this.cycle = cycle;
        this.connections = connections;
        this.neighbours = neighbours;
        this.listing = listing;
    }

    /** Goes on. Answers 0 if nobody asks. */
    int poll() {
        final TablePage page = current == null ? listing.poll() : current;
        if (page == null) {
            return 0;
        }
        current = page;
        final int limit = Math.min(ROWS_AT_ONCE, page.room());
        final int next = switch (page) {
            case ConnectionPage rows -> copyConnections(rows, limit);
            case NeighbourPage rows -> neighbours.list(page.cursor(), limit, cycle.nowNs(), rows);
        };
        page.reached(next);
        if (next == 0 || isFull(page)) {
            current = null;
            page.done();
        }
        return 1;
    }

    /** Rows with data take more room than others, so that there may be none for the data of a whole round. */
    private static boolean isFull(final TablePage page) {
        return page.room() == 0
            || (page instanceof ConnectionPage rows && !rows.fits(ROWS_AT_ONCE * ConnectionPage.MAX_DATA));
    }

    private int copyConnections(final ConnectionPage page, final int limit) {
        target = page;
        final int next = connections.list(page.cursor(), limit, cycle.nowNs(), visitor);
        target = null;
        return next;
    }

    private void copy(final long record, final long leftNs) {
        final ConnectionPage page = target;
        if (page == null) {
            return;
        }
        final int row = page.add(StateLabel.of(record),
            ConnectionPage.kind(Connection.protocol(record), Connection.method(record), Connection.isTemplate(record),
                Connection.destinationNumber(record)),
            ConnectionPage.ports(hostOrder(Connection.clientPort(record)), hostOrder(Connection.virtualPort(record)),
                hostOrder(Connection.destinationPort(record))), leftNs);
        page.client(row, Connection.clientHigh(record), Connection.clientLow(record));
        page.virtual(row, Connection.virtualHigh(record), Connection.virtualLow(record));
        page.realServer(row, Connection.destinationHigh(record), Connection.destinationLow(record));
        if (FullNat.is(record)) {
            final LocalPorts locals = connections.flows().localPorts();
            final int local = FullNat.local(record);
            page.local(row, locals.high(local), locals.low(local), hostOrder(LocalPorts.port(local)));
        }
        if (Snat.is(record)) {
            page.snat(row);
        }
        final int length = connections.templateData().length(record);
        if (length != 0) {
            copyData(page, row, connections.templateData().address(record), length);
        }
    }

    private static void copyData(final ConnectionPage page, final int row, final long address, final int length) {
        for (int i = 0; i < length; i++) {
            page.data(row, NativeMemory.uint8(address + i));
        }
    }

    private static int hostOrder(final int port) {
        return Integer.reverseBytes(port) >>> Short.SIZE;
    }
}
