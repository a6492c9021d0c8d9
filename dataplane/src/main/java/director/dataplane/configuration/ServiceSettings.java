/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import director.dataplane.address.IpAddress;
import java.util.List;

/**
 * A virtual service: what clients connect to.
 *
 * @param protocol       TCP or UDP.
 * @param address        the virtual address; the director answers ARP or neighbour solicitations for it.
 * @param port           the virtual port, 1 to 65,535.
 * @param scheduler      the registered name of its scheduler.
 * @param schedulerFlags bit 0 is {@code flag-1}, bit 1 {@code flag-2}, bit 2 {@code flag-3}.
 * @param realServers    in list order, which schedulers go by.
 */
public record ServiceSettings(
    Protocol protocol,
    IpAddress address,
    int port,
    String scheduler,
    int schedulerFlags,
    List<RealServerSettings> realServers) {
    /** Keeps a copy of the list. */
    public ServiceSettings {
        realServers = List.copyOf(realServers);
    }

    /**
     * The service as people write it.
     *
     * @return for example {@code TCP 10.0.0.100:80} or {@code TCP [fd00::100]:80}.
     */
    public String endpoint() {
        return protocol + " " + address.withPort(port);
    }
}
