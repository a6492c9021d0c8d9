/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

/** A receive queue. One thread at a time may call it. */
@FunctionalInterface
public interface RxQueue {
    /**
     * Takes the packets that have arrived; never waits.
     *
     * @param mbufArray address of an array of pointers, filled from its start. The mbufs then belong to the caller.
     * @param capacity how many pointers fit, 1 to 65,535.
     * @return how many were written, 0 to {@code capacity}.
     */
    int burst(long mbufArray, int capacity);
}
