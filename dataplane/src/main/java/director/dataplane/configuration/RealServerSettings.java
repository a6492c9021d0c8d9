/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import director.dataplane.address.IpAddress;

/**
 * A real server of a virtual service.
 *
 * @param address    where it listens.
 * @param port       where it listens, 1 to 65,535.
 * @param weight     its share of new connections, 0 (no new ones) to 65,535.
 * @param forwarding how packets get there.
 */
public record RealServerSettings(IpAddress address, int port, int weight, ForwardingMethod forwarding) {
    /** The weight unless told, as in {@code ipvsadm}. */
    public static final int DEFAULT_WEIGHT = 1;

    /**
     * The real server as people write it.
     *
     * @return for example {@code 10.9.0.1:80} or {@code [fd09::1]:80}.
     */
    public String endpoint() {
        return address.withPort(port);
    }
}
