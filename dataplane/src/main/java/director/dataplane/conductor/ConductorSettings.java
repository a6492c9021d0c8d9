/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import director.dataplane.configuration.PortSettings;
import director.dataplane.service.DestinationCounters;
import director.dataplane.service.Thresholds;
import director.schedulers.SchedulerRegistry;
import java.util.List;
import org.agrona.concurrent.NanoClock;

/**
 * What a conductor starts from. It owns none of it: who made it closes it, after the conductor.
 *
 * @param registry where schedulers come from.
 * @param ports    all ports, in their order.
 * @param counters each worker's counters of real servers.
 * @param thresholds shared with all workers.
 * @param clock    read once a duty cycle.
 */
public record ConductorSettings(
    SchedulerRegistry registry,
    List<PortSettings> ports,
    List<DestinationCounters> counters,
    Thresholds thresholds,
    NanoClock clock) {
    /** Keeps copies of the lists. */
    public ConductorSettings {
        ports = List.copyOf(ports);
        counters = List.copyOf(counters);
    }
}
