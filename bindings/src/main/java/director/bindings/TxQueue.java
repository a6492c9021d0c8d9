/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

/** A transmit queue. One thread at a time may call it. */
@FunctionalInterface
public interface TxQueue {
    /**
     * Hands over packets to be sent; never waits for room.
     *
     * @param mbufArray address of an array of pointers.
     * @param count how many of them to send, 0 to 65,535.
     * @return how many were taken, from the start of the array. The rest still belongs to the caller.
     */
    int burst(long mbufArray, int count);
}
