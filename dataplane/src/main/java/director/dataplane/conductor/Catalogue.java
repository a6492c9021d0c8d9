/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import director.dataplane.configuration.RealServerSettings;
import director.dataplane.policy.ServiceUse;
import director.dataplane.service.Availability;
import director.dataplane.service.ServiceKey;
import director.dataplane.service.TrafficMeter;
import java.util.List;

/**
 * What services there are, for people and programs that list them. Immutable, but for what meters answer; from any
 * thread.
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
     * @param meter       what went through it, to be read only.
     * @param realServers in the order of its list, the newest first.
     * @param use         what it has used of its limits, and whom it refused; to be read only.
     */
    public record Service(ServiceKey key, TrafficMeter meter, List<Entry> realServers, ServiceUse use) {
        /** Keeps a copy of the list. */
        public Service {
            realServers = List.copyOf(realServers);
        }
    }

    /**
     * A real server of a service.
     *
     * @param number       the destination number by which it is counted.
     * @param settings     as configured.
     * @param meter        what went there, to be read only.
     * @param availability what it may get, whatever is configured.
     */
    public record Entry(
        int number, RealServerSettings settings, TrafficMeter meter, Availability availability) {
        /**
         * A real server that may get what is configured.
         *
         * @param number   the destination number by which it is counted.
         * @param settings as configured.
         * @param meter    what went there, to be read only.
         */
        public Entry(final int number, final RealServerSettings settings, final TrafficMeter meter) {
            this(number, settings, meter, Availability.IN_SERVICE);
        }
    }
}
