/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.neighbour;

/** Asks for link-layer addresses. Called from the worker's thread. */
@FunctionalInterface
public interface ArpRequests {
    /**
     * Sends a request.
     *
     * @param port        the port to ask on.
     * @param target      the address that is asked for, wire order.
     * @param destination whom to ask: broadcast, or the MAC address that was known.
     */
    void request(int port, int target, long destination);
}
