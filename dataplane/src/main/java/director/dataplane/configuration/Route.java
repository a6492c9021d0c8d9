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
    /**
     * A default route.
     *
     * @param router where to.
     * @return to any address of the router's version of IP.
     */
    public static Route toAnywhere(final IpAddress router) {
        return new Route(new IpPrefix(router.ipv6() ? IpAddress.ANY6 : IpAddress.ANY, 0), router);
    }

    @Override
    public String toString() {
        return to + " via " + via;
    }
}
