/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.service;

import java.util.Map;

/**
 * What the real servers of one service may get. It lies over what is configured and outlives it: real servers that are
 * added later are looked up here as well. Immutable.
 *
 * @param realServers those that were judged.
 * @param others      what all others may get.
 */
public record ServiceAvailability(Map<RealServerKey, Availability> realServers, Availability others) {
    /** All as configured. */
    public static final ServiceAvailability ALL = new ServiceAvailability(Map.of(), Availability.IN_SERVICE);

    /** Keeps a copy of the map. */
    public ServiceAvailability {
        realServers = Map.copyOf(realServers);
    }

    /**
     * Whether all real servers may get what is configured.
     *
     * @return true if none was judged otherwise, as {@link #of} then says of each.
     */
    public boolean isAll() {
        return realServers.isEmpty() && others == Availability.IN_SERVICE;
    }

    /**
     * What a real server may get.
     *
     * @param realServer any.
     * @return what was judged, or what all others may get.
     */
    public Availability of(final RealServerKey realServer) {
        return realServers.getOrDefault(realServer, others);
    }
}
