/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.service;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.ServiceSettings;

/**
 * What names a virtual service.
 *
 * @param protocol its protocol.
 * @param address  the virtual address.
 * @param port     1 to 65,535.
 */
public record ServiceKey(Protocol protocol, IpAddress address, int port) {
    /**
     * The key of a service.
     *
     * @param settings the service.
     * @return its key.
     */
    public static ServiceKey of(final ServiceSettings settings) {
        return new ServiceKey(settings.protocol(), settings.address(), settings.port());
    }

    @Override
    public String toString() {
        return protocol + " " + address + ":" + port;
    }
}
