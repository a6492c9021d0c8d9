/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import director.dataplane.address.IpAddress;

/**
 * An address and a port: a real server's name within its service, or one end of a connection.
 *
 * @param address the address.
 * @param port    the port, 0 to 65535.
 */
public record Endpoint(IpAddress address, int port) {
    /**
     * As listings show it.
     *
     * @return {@code address:port}, IPv6 addresses in brackets.
     */
    @Override
    public String toString() {
        return address.ipv6() ? "[" + address + "]:" + port : address + ":" + port;
    }
}
