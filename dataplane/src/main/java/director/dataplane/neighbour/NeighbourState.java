/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.neighbour;

/** How well a neighbour's link-layer address is known (after RFC 4861 §7.3.2, which names the states). */
enum NeighbourState {
    /** The number is not in use. */
    FREE,
    /** Asked for by broadcast; packets wait. */
    INCOMPLETE,
    /** Confirmed lately. */
    REACHABLE,
    /** Known, not confirmed lately, and asked again: packets go on. */
    PROBE,
    /** Did not answer. The next packet asks anew. */
    FAILED
}
