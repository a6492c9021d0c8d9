/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.neighbour;

/** How well a neighbour's link-layer address is known (RFC 4861 §7.3.2, and the same for IPv4). */
enum NeighbourState {
    /** The number is not in use. */
    FREE(false),
    /** Everybody is being asked; packets wait. */
    INCOMPLETE(false),
    /** Confirmed lately. */
    REACHABLE(true),
    /** Known, not confirmed lately, and nothing was sent since. */
    STALE(true),
    /** Known, not confirmed lately, and in use: it will be asked soon, and packets go on. */
    DELAY(true),
    /** Known, not confirmed, and being asked: packets go on. */
    PROBE(true),
    /** Did not answer. The next packet asks anew. */
    FAILED(false);

    private final boolean known;

    NeighbourState(final boolean known) {
        this.known = known;
    }

    /** Whether there is a link-layer address to send to. */
    boolean isKnown() {
        return known;
    }
}
