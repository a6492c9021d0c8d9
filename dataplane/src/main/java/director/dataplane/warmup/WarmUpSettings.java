/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.warmup;

import director.dataplane.configuration.DirectorConfiguration;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.ServiceSettings;
import java.util.List;

/**
 * What workers are warmed up for.
 *
 * @param ports        at least one.
 * @param services     each way through the code that one of them takes is gone.
 * @param packets      how packets are treated besides.
 * @param burst        packets that a worker takes at most from a queue at a time.
 * @param limitSeconds when it is over, whether or not the compiler has settled; 0 for no warm-up.
 */
public record WarmUpSettings(
    List<PortSettings> ports,
    List<ServiceSettings> services,
    PacketSettings packets,
    int burst,
    int limitSeconds) {
    /** Keeps copies of the lists. */
    public WarmUpSettings {
        ports = List.copyOf(ports);
        services = List.copyOf(services);
    }

    /**
     * What a configuration needs.
     *
     * @param configuration concluded.
     * @return settings of its warm-up.
     */
    public static WarmUpSettings of(final DirectorConfiguration configuration) {
        return new WarmUpSettings(configuration.ports(), configuration.services(), configuration.packets(),
            configuration.workers().burst(), configuration.workers().warmUpSeconds());
    }
}
