/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.metrics;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;

/** Something that has metrics. From any thread, but by one at a time. */
@FunctionalInterface
public interface MetricSource {
    /**
     * Reads them.
     *
     * @return their values of the moment.
     */
    List<MetricSnapshot> read();
}
