/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.port.WorkerPort;

/** Says which packets a worker carries itself, and hands the others over. From the worker's thread. */
interface Steering {
    /** That of a worker alone, and of packets that were handed over: it carries everything. */
    Steering ALL = new Steering() {
    };

    /** Whether this worker carries a packet that arrived; if not, somebody else has it. */
    default boolean keeps(final long mbuf, final WorkerPort port) {
        return true;
    }

    /** Whether this worker handles a packet that the kernel sent; if not, somebody else has it. */
    default boolean keepsOfKernel(final long mbuf, final WorkerPort port) {
        return true;
    }

    /**
     * Whether somebody else may have the connection of a packet, which has none here, and has got the packet.
     */
    default boolean isElsewhere(final Packet packet) {
        return false;
    }

    /** Whether {@link #isElsewhere} holds for no packet now. */
    default boolean isSettled() {
        return true;
    }

    /** Lets all workers know what a neighbour said of itself. */
    default void spread(final Packet packet) {
    }

    /** Says how often the packets that follow were handed over in vain. */
    default void step(final int step) {
    }

    /** Whether this worker carries a packet that it has put together; if not, somebody else has a copy. */
    default boolean keepsWhole(final Packet packet) {
        return true;
    }

    /** Hands over what is to be handed over. Answers how much that was. */
    default int poll() {
        return 0;
    }
}
