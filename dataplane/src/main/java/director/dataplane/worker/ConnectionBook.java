/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.connection.Connection;
import director.dataplane.connection.ConnectionTable;
import director.dataplane.header.Ports;
import director.dataplane.service.Destination;
import director.dataplane.service.DestinationCounters;
import director.dataplane.service.Service;
import director.dataplane.service.Thresholds;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;
import director.schedulers.DestinationLoad;

/**
 * Enters connections into the table and keeps the count of them: for real servers, for thresholds, for people. From the
 * worker's thread.
 */
final class ConnectionBook {
    private final ConnectionTable connections;
    private final DestinationCounters destinations;
    private final Thresholds thresholds;
    private final DestinationLoad load;
    private final WorkerCounters counters;
    private final DutyCycle cycle;

    ConnectionBook(final WorkerResources resources, final DutyCycle cycle) {
        this.connections = resources.connections();
        this.destinations = resources.destinations();
        this.thresholds = resources.thresholds();
        this.load = resources.load();
        this.counters = resources.counters();
        this.cycle = cycle;
        resources.connectionEvents().listener(this::removed, destinations);
    }

    /**
     * Enters the connection of a packet to a real server, whose port is in wire order. Answers 0 if there is no room.
     */
    long create(final Packet packet, final Service service, final Destination destination, final int port) {
        final long connection = connections.create();
        if (connection == 0) {
            return 0;
        }
        final boolean oneWay = destination.method() != Connection.MASQUERADE;
        Connection.client(connection, packet.sourceHigh(), packet.sourceLow());
        Connection.virtual(connection, packet.destinationHigh(), packet.destinationLow());
        Connection.destination(connection, destination.high(), destination.low());
        Connection.ports(connection, packet.ports());
        Connection.destinationPort(connection, port);
        Connection.protocol(connection, packet.protocol);
        Connection.flags(connection, destination.method() | (oneWay ? Connection.NO_OUTPUT : 0)
            | (service.onePacket() ? Connection.ONE_PACKET : 0));
        Connection.destinationNumber(connection, destination.number());
        Connection.firewallMark(connection, service.key().mark());
        return insert(connection, destination.number()) ? connection : 0;
    }

    /** Enters a template, whose tuple is already in its record. Answers false if there is no room. */
    boolean insertTemplate(final long template, final int destination) {
        if (!connections.insertTemplate(template, cycle.nowNs())) {
            return false;
        }
        destinations.templateOpened(destination);
        return true;
    }

    private boolean insert(final long connection, final int destination) {
        if (!connections.insert(connection, cycle.nowNs())) {
            return false;
        }
        counters.add(WorkerCounter.CONNECTIONS_OPENED, 1);
        destinations.connectionOpened(destination);
        if (thresholds.isLimited(destination)) {
            thresholds.opened(destination, total(destination));
        }
        return true;
    }

    private void removed(final long record) {
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
    }

    private int total(final int destination) {
        return load.activeConnections(destination) + load.inactiveConnections(destination);
    }
}
