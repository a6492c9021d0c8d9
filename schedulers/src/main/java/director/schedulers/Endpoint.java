/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers;

/**
 * Where a real server listens. An address is two 64-bit words in host order, as in {@link Flow}.
 *
 * @param ipv6 whether the address is IPv6.
 * @param high the upper half of the address, 0 for IPv4.
 * @param low  the lower half of the address; all of it for IPv4, 0 to 2³² - 1.
 * @param port 0 to 65,535; 0 stands for the port that the client used.
 */
public record Endpoint(boolean ipv6, long high, long low, int port) {
    /**
     * Stands for a real server of which nothing is known but its number.
     *
     * @param number of the real server, at least 0.
     * @return the IPv4 address of that value, without a port.
     */
    static Endpoint numbered(final int number) {
        return new Endpoint(false, 0, number, 0);
    }
}
