/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.neighbour;

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
}
