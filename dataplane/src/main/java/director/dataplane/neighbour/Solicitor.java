/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.neighbour;

import director.dataplane.address.WireAddress;

/** Asks for link-layer addresses: by ARP, or by neighbour solicitation. Called from the worker's thread. */
@FunctionalInterface
public interface Solicitor {
    /** The destination when it is not known who has the address. */
    long EVERYBODY = 0;

    /**
     * Sends a request.
     *
     * @param port        the port to ask on.
     * @param high        the address that is asked for, wire order.
     * @param low         its second half.
     * @param destination whom to ask: the MAC address that was known, or {@link #EVERYBODY}.
     */
    void solicit(int port, long high, long low, long destination);

    /**
     * One that asks by the version of IP of the address.
     *
     * @param ipv4 asks for IPv4 addresses.
     * @param ipv6 asks for IPv6 addresses.
     * @return both.
     */
    static Solicitor byVersion(final Solicitor ipv4, final Solicitor ipv6) {
        return (port, high, low, destination) ->
            (WireAddress.isIpv4(high, low) ? ipv4 : ipv6).solicit(port, high, low, destination);
    }
}
