/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.LinkedHashMap;
import java.util.Map;

/** A metric with values for some labels. For one thread. */
final class Family {
    private final String name;
    private final String help;
    private final boolean counter;
    private final Map<Labels, Double> values = new LinkedHashMap<>();

    private Family(final String name, final String help, final boolean counter) {
        this.name = name;
        this.help = help;
        this.counter = counter;
    }

    /** What only grows; the name is without the ending _total, which is added when it is written. */
    static Family counter(final String name, final String help) {
        return new Family(name, help, true);
    }

    /** What goes up and down. */
    static Family gauge(final String name, final String help) {
        return new Family(name, help, false);
    }

    /** Sets the value of labels, given as name, value, name, value; exact up to 2^53, as Prometheus takes it. */
    Family value(final long value, final String... labels) {
        return value((double) value, labels);
    }

    /** Sets the value of labels, given as name, value, name, value. */
    Family value(final double value, final String... labels) {
        values.put(Labels.of(labels), value);
        return this;
    }

    MetricSnapshot snapshot() {
        if (counter) {
            final CounterSnapshot.Builder builder = CounterSnapshot.builder().name(name).help(help);
            values.forEach((labels, value) -> builder.dataPoint(
                CounterDataPointSnapshot.builder().labels(labels).value(value).build()));
            return builder.build();
        }
        final GaugeSnapshot.Builder builder = GaugeSnapshot.builder().name(name).help(help);
        values.forEach((labels, value) -> builder.dataPoint(
            GaugeDataPointSnapshot.builder().labels(labels).value(value).build()));
        return builder.build();
    }
}
