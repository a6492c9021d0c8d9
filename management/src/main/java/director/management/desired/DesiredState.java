/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.desired;

import director.dataplane.configuration.DirectorConfiguration;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.ServiceSettings;
import director.management.configuration.HealthDefaults;
import director.management.health.settings.HealthSettings;
import java.util.List;

/**
 * Everything of a configuration that can change while a director runs. Immutable; from any thread.
 *
 * @param services what is balanced.
 * @param packets  how packets are treated besides.
 * @param health   how real servers are checked: an entry for each service and each of its real servers, in their order.
 */
public record DesiredState(List<ServiceSettings> services, PacketSettings packets, HealthSettings health) {
    /** Keeps a copy of the list, and of health what concerns these services. */
    public DesiredState {
        services = List.copyOf(services);
        health = HealthDefaults.complete(health, services);
    }

    /**
     * What a configuration wants.
     *
     * @param configuration concluded.
     * @param health        of its services.
     * @return its part that can change.
     */
    public static DesiredState of(final DirectorConfiguration configuration, final HealthSettings health) {
        return new DesiredState(configuration.services(), configuration.packets(), health);
    }

    /**
     * A whole configuration of which this is the part that can change.
     *
     * @param running memory, ports, workers, local ports and what clients are, are taken from it.
     * @return a configuration that is not concluded yet.
     */
    public DirectorConfiguration within(final DirectorConfiguration running) {
        return new DirectorConfiguration(running.memory(), running.ports(), running.workers(), services, packets,
            running.localPorts(), running.clients());
    }
}
