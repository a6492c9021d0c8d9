/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.service;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.RealServerSettings;

/**
 * What names a real server within its service.
 *
 * @param address where it listens.
 * @param port    where it listens, 0 to 65,535; 0 stands for the port that the client used.
 */
public record RealServerKey(IpAddress address, int port) {
    /**
     * The key of a real server.
     *
     * @param settings the real server.
     * @return its key.
     */
    public static RealServerKey of(final RealServerSettings settings) {
        return new RealServerKey(settings.address(), settings.port());
    }

    @Override
    public String toString() {
        return address.ipv6() ? "[" + address + "]:" + port : address + ":" + port;
    }
}
