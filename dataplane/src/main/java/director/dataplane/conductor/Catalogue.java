/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import director.dataplane.configuration.RealServerSettings;
import director.dataplane.service.ServiceKey;
import java.util.List;

/**
 * What services there are, for people and programs that list them. Immutable; from any thread.
 *
 * @param services in the order in which they were added.
 */
public record Catalogue(List<Service> services) {
    /** Keeps a copy of the list. */
    public Catalogue {
        services = List.copyOf(services);
    }

    /**
     * A virtual service.
     *
     * @param key         what names it.
     * @param realServers in the order of its list, the newest first.
     */
    public record Service(ServiceKey key, List<Entry> realServers) {
        /** Keeps a copy of the list. */
        public Service {
            realServers = List.copyOf(realServers);
        }
    }

    /**
     * A real server of a service.
     *
     * @param number   the destination number by which it is counted.
     * @param settings as configured.
     */
    public record Entry(int number, RealServerSettings settings) {
    }
}
