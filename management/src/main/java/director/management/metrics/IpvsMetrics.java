/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.metrics;

import director.dataplane.ManagedDirector;
import director.dataplane.conductor.Catalogue;
import director.dataplane.service.ServiceKey;
import director.dataplane.service.Totals;
import director.schedulers.DestinationLoad;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Metrics with the names and labels that node_exporter gives those of Linux IPVS, so that its dashboards and alarms
 * hold for a director as well.
 */
public final class IpvsMetrics implements MetricSource {
    private static final String PREFIX = "node_ipvs_";

    private final ManagedDirector director;
    private final GrandTotals totals = new GrandTotals();

    /**
     * The metrics of a director.
     *
     * @param director what is read.
     */
    public IpvsMetrics(final ManagedDirector director) {
        this.director = director;
    }

    @Override
    public List<MetricSnapshot> read() {
        final Catalogue catalogue = director.catalogue();
        final Totals sum = totals.update(catalogue);
        final Family active = Family.gauge(PREFIX + "backend_connections_active", "Active connections");
        final Family inactive = Family.gauge(PREFIX + "backend_connections_inactive", "Inactive connections");
        final Family weight = Family.gauge(PREFIX + "backend_connections_weight", "Weight of the real server");
        final DestinationLoad load = director.load();
        for (final Catalogue.Service service : catalogue.services()) {
            for (final Catalogue.Entry realServer : service.realServers()) {
                final String[] labels = labels(service.key(), realServer);
                active.value(load.activeConnections(realServer.number()), labels);
                inactive.value(load.inactiveConnections(realServer.number()), labels);
                weight.value(realServer.settings().weight(), labels);
            }
        }
        return Stream.of(
            total("connections", "Connections scheduled", sum.connections()),
            total("incoming_packets", "Packets to real servers", sum.packetsIn()),
            total("outgoing_packets", "Packets from real servers", sum.packetsOut()),
            total("incoming_bytes", "Bytes of IP packets to real servers", sum.bytesIn()),
            total("outgoing_bytes", "Bytes of IP packets from real servers", sum.bytesOut()),
            active, inactive, weight).map(Family::snapshot).toList();
    }

    private static Family total(final String name, final String help, final long value) {
        return Family.counter(PREFIX + name, help).value(value);
    }

    /** A service that a mark names has neither address nor port, and its mark as /proc/net/ip_vs writes it. */
    private static String[] labels(final ServiceKey service, final Catalogue.Entry realServer) {
        final boolean marked = service.mark() != 0;
        return new String[] {
            "local_address", marked ? "" : service.address().toString(),
            "local_port", marked ? "0" : Integer.toString(service.port()),
            "remote_address", realServer.settings().address().toString(),
            "remote_port", Integer.toString(realServer.settings().port()),
            "proto", marked ? "FWM" : service.protocol().name(),
            "local_mark", marked ? String.format(Locale.ROOT, "%08X", service.mark()) : ""};
    }
}
