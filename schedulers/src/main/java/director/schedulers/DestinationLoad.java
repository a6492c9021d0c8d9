/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers;

/**
 * What changes about a destination from packet to packet. Read from any thread; each answer is of the moment, without a
 * lock, and two answers need not belong together.
 */
public interface DestinationLoad {
    /**
     * Whether the real server is above its upper threshold and takes no new connection ({@code IP_VS_DEST_F_OVERLOAD}).
     *
     * @param number a {@link Destinations#number destination number}.
     * @return true if it takes none.
     */
    boolean isOverloaded(int number);

    /**
     * Established connections, summed over all workers.
     *
     * @param number a {@link Destinations#number destination number}.
     * @return 0 or more.
     */
    int activeConnections(int number);

    /**
     * Connections in any other state, summed over all workers.
     *
     * @param number a {@link Destinations#number destination number}.
     * @return 0 or more.
     */
    int inactiveConnections(int number);
}
