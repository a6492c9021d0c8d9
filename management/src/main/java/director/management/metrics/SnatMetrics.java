/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.metrics;

import director.dataplane.ManagedDirector;
import director.dataplane.policy.Refusal;
import director.dataplane.service.Totals;
import director.dataplane.snat.SnatRule;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.stream.Stream;

/** What goes by the rules of SNAT. */
public final class SnatMetrics implements MetricSource {
    private static final String PREFIX = "director_snat_";
    private static final String RULE = "rule";
    private static final String DIRECTION = "direction";

    private final ManagedDirector director;

    /**
     * The metrics of a director.
     *
     * @param director what is read.
     */
    public SnatMetrics(final ManagedDirector director) {
        this.director = director;
    }

    @Override
    public List<MetricSnapshot> read() {
        final Family present = Family.gauge(PREFIX + "connections", "Connections of the rule that there are");
        final Family opened = Family.counter(PREFIX + "opened_connections", "Connections opened by the rule");
        final Family refused = Family.counter(PREFIX + "refused_connections",
            "New connections that the limits of the rule refused");
        final Family packets = Family.counter(PREFIX + "packets", "Packets of the rule, out of our networks and in");
        final Family bytes = Family.counter(PREFIX + "bytes", "Bytes of IP packets of the rule, out and in");
        for (final SnatRule rule : director.snat().rules()) {
            final String name = rule.settings().name();
            final Totals totals = director.load().totals(rule.number());
            present.value(director.load().activeConnections(rule.number()), RULE, name, "state", "active");
            present.value(director.load().inactiveConnections(rule.number()), RULE, name, "state", "inactive");
            opened.value(totals.connections(), RULE, name);
            for (final Refusal refusal : Refusal.values()) {
                refused.value(rule.limits().use().refusals().count(refusal),
                    RULE, name, "reason", refusal.reason().label());
            }
            packets.value(totals.packetsIn(), RULE, name, DIRECTION, "out");
            packets.value(totals.packetsOut(), RULE, name, DIRECTION, "in");
            bytes.value(totals.bytesIn(), RULE, name, DIRECTION, "out");
            bytes.value(totals.bytesOut(), RULE, name, DIRECTION, "in");
        }
        return Stream.of(present, opened, refused, packets, bytes).map(Family::snapshot).toList();
    }
}
