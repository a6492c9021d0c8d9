/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.connection.ConnectionKey;
import director.dataplane.connection.ConnectionTable;
import director.dataplane.connection.Slot;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Tcp;
import director.dataplane.service.Rewrites;
import director.dataplane.snapshot.Snapshot;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;
import director.schedulers.ServiceScheduler;
import org.jspecify.annotations.Nullable;

/** Opens a connection for a packet that has none: asks the service's scheduler. From the worker's thread. */
final class ConnectionOpener {
    private final ConnectionTable connections;
    private final Rewrites rewrites;
    private final WorkerCounters counters;
    private final PacketFlow flow = new PacketFlow();
    private DropReason refusal = DropReason.NO_CONNECTION;

    ConnectionOpener(final ConnectionTable connections, final Rewrites rewrites, final WorkerCounters counters) {
        this.connections = connections;
        this.rewrites = rewrites;
        this.counters = counters;
    }

    /** Answers the slot of the new connection, or 0: then {@link #refusal} says why. */
    long open(final Snapshot snapshot, final long key, final long ip, final long transport, final long nowNs) {
        final boolean tcp = Ipv4.protocol(ip) == Ipv4.TCP;
        if (tcp && !opens(Tcp.flags(transport))) {
            return refuse(DropReason.NO_CONNECTION);
        }
        final @Nullable ServiceScheduler scheduler = snapshot.schedulers()[ConnectionKey.endpoint(key)];
        final int destination = scheduler == null ? ServiceScheduler.NO_DESTINATION
            : scheduler.schedule(flow.wrap(ip, transport));
        if (destination == ServiceScheduler.NO_DESTINATION) {
            return refuse(DropReason.NO_DESTINATION);
        }
        if (!isDestinationOf(ConnectionKey.endpoint(key), destination)) {
            return refuse(DropReason.SCHEDULER_FAULT);
        }
        final long outboundKey = ConnectionKey.of(ConnectionKey.clientAddress(key), ConnectionKey.clientPort(key),
            Rewrites.realEndpoint(rewrites.at(destination)));
        final long slot = connections.open(key, outboundKey, destination, tcp, nowNs);
        if (slot == ConnectionTable.CONFLICT) {
            return refuse(DropReason.CONNECTION_CONFLICT);
        }
        if (slot == ConnectionTable.FULL) {
            return refuse(DropReason.CONNECTION_TABLE_FULL);
        }
        counters.add(WorkerCounter.CONNECTIONS_OPENED, 1);
        return slot;
    }

    /** Why {@link #open} last answered 0. */
    DropReason refusal() {
        return refusal;
    }

    /** As Linux does, which opens one for SYN and ACK too: active FTP behind a director looks like that. */
    private static boolean opens(final int flags) {
        return (flags & (Tcp.SYN | Tcp.RST)) == Tcp.SYN;
    }

    /** A scheduler may be anybody's: what it answers is checked before it becomes an address. */
    private boolean isDestinationOf(final int service, final int destination) {
        return destination >= 0 && destination <= Slot.MAX_DESTINATION
            && Rewrites.virtualEndpoint(rewrites.at(destination)) == service;
    }

    private long refuse(final DropReason reason) {
        refusal = reason;
        return 0;
    }
}
