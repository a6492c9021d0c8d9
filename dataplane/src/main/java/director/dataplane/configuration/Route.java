/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;

/**
 * A static route of one port.
 *
 * @param to  destinations.
 * @param via the router, on a prefix of the same port.
 */
public record Route(IpPrefix to, IpAddress via) {
    @Override
    public String toString() {
        return to + " via " + via;
    }
}
