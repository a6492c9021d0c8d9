/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.PortSettings;
import director.dataplane.localport.PortShares;
import director.dataplane.policy.Limits;
import director.dataplane.service.SummedLoad;
import director.dataplane.service.Thresholds;
import director.schedulers.SchedulerRegistry;
import java.util.List;
import org.agrona.concurrent.NanoClock;

/**
 * What a conductor starts from. It owns none of it: who made it closes it, after the conductor.
 *
 * @param registry where schedulers come from.
 * @param ports    all ports, in their order.
 * @param packets  how packets are treated at first.
 * @param load     connections of real servers, all workers' together.
 * @param thresholds shared with all workers.
 * @param limits   shared with all workers.
 * @param clock    read once a duty cycle.
 * @param localPorts how the ports of local addresses are shared out among workers.
 */
public record ConductorSettings(
    SchedulerRegistry registry,
    List<PortSettings> ports,
    PacketSettings packets,
    SummedLoad load,
    Thresholds thresholds,
    Limits limits,
    NanoClock clock,
    PortShares localPorts) {
    /** Keeps a copy of the list. */
    public ConductorSettings {
        ports = List.copyOf(ports);
    }

    /**
     * What a conductor starts from whose director treats packets as Linux begins to.
     *
     * @param registry   where schedulers come from.
     * @param ports      all ports, in their order.
     * @param load       connections of real servers, all workers' together.
     * @param thresholds shared with all workers.
     * @param limits     shared with all workers.
     * @param clock      read once a duty cycle.
     */
    public ConductorSettings(
        final SchedulerRegistry registry,
        final List<PortSettings> ports,
        final SummedLoad load,
        final Thresholds thresholds,
        final Limits limits,
        final NanoClock clock) {
        this(registry, ports, PacketSettings.INITIAL, load, thresholds, limits, clock);
    }

    /**
     * What the conductor of one worker starts from.
     *
     * @param registry   where schedulers come from.
     * @param ports      all ports, in their order.
     * @param packets    how packets are treated at first.
     * @param load       connections of real servers.
     * @param thresholds shared with the worker.
     * @param limits     shared with the worker.
     * @param clock      read once a duty cycle.
     */
    public ConductorSettings(
        final SchedulerRegistry registry,
        final List<PortSettings> ports,
        final PacketSettings packets,
        final SummedLoad load,
        final Thresholds thresholds,
        final Limits limits,
        final NanoClock clock) {
        this(registry, ports, packets, load, thresholds, limits, clock, PortShares.alone());
    }
}
