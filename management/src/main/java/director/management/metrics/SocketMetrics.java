/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.metrics;

import director.management.events.EventBus;
import director.management.socket.ManagementSocket;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;

/** Metrics of the management socket itself. */
public final class SocketMetrics implements MetricSource {
    private final ManagementSocket socket;
    private final EventBus events;

    /**
     * The metrics of a socket.
     *
     * @param socket what is read.
     * @param events whose listeners are counted.
     */
    public SocketMetrics(final ManagementSocket socket, final EventBus events) {
        this.socket = socket;
        this.events = events;
    }

    @Override
    public List<MetricSnapshot> read() {
        return List.of(
            Family.counter("director_management_refused_connections",
                "Connections to the management socket that were closed because there were too many")
                .value(socket.refusedConnections()).snapshot(),
            Family.gauge("director_management_event_listeners", "Connections that listen to events")
                .value(events.listeners()).snapshot(),
            Family.counter("director_management_event_listeners_dropped",
                "Listeners to events that were dropped because they did not keep up")
                .value(events.droppedListeners()).snapshot());
    }
}
