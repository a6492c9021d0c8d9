/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.metrics;

import director.dataplane.ManagedDirector;
import director.dataplane.localport.LocalPortCatalogue;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** How the ports of local addresses are used, from which connections of full NAT come. */
public final class LocalPortMetrics implements MetricSource {
    private static final String PREFIX = "director_local_ports";

    private final ManagedDirector director;

    /**
     * The metrics of a director.
     *
     * @param director what is read.
     */
    public LocalPortMetrics(final ManagedDirector director) {
        this.director = director;
    }

    @Override
    public List<MetricSnapshot> read() {
        final LocalPortCatalogue catalogue = director.localPorts();
        final Family size = Family.gauge(PREFIX, "Ports of the local address");
        final Family used = Family.gauge(PREFIX + "_used", "Ports of the local address that connections have");
        final Family resting = Family.gauge(PREFIX + "_resting",
            "Ports of the local address that are not used again yet, as real servers may remember them");
        final Family refused = Family.counter(PREFIX + "_refused_connections",
            "Connections that got no port, counted at the local address that was asked first");
        for (final LocalPortCatalogue.Address each : catalogue.addresses()) {
            final String[] labels = {"address", each.address().toString(), "protocol", word(each.protocol())};
            size.value(each.size(), labels);
            used.value(each.used(), labels);
            resting.value(each.resting(), labels);
            refused.value(each.refused(), labels);
        }
        final Family use = Family.gauge("director_service_local_port_use_ratio",
            "How much of the local ports of the service is used or rests, at the worker that has the least left");
        for (final LocalPortCatalogue.Pool each : catalogue.services()) {
            final String[] labels = {"service", each.service(), "protocol", word(each.protocol())};
            use.value(each.use(), labels);
        }
        return Stream.of(size, used, resting, refused, use).map(Family::snapshot).toList();
    }

    private static String word(final Enum<?> protocol) {
        return protocol.name().toLowerCase(Locale.ROOT);
    }
}
