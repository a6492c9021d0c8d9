/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.neighbour;

/** Is told of packets that waited in vain for a neighbour. Called from the worker's thread. */
@FunctionalInterface
public interface UnreachableHandler {
    /**
     * Takes a packet whose next hop does not answer. The table has let go of it, so packets may be sent meanwhile.
     *
     * @param mbuf the frame as it was given to {@link NeighbourTable#send}; it belongs to the handler from now on.
     */
    void unreachable(long mbuf);
}
