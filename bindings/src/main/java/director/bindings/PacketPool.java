/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

/**
 * Where mbufs come from and go back to. Any thread may call it.
 */
public interface PacketPool {
    /**
     * Takes an mbuf: one segment, no data, a headroom of {@link Mbuf#HEADROOM} bytes.
     *
     * @return its address, or 0 when the pool is empty.
     */
    long allocate();

    /**
     * Gives back an mbuf and the segments chained to it.
     *
     * @param mbuf its address; it must not be used any more.
     */
    void free(long mbuf);

    /**
     * Gives back a burst of mbufs and the segments chained to them.
     *
     * @param mbufArray address of an array of pointers.
     * @param from index of the first pointer.
     * @param to index behind the last pointer; nothing happens when it is {@code from}.
     */
    void free(long mbufArray, int from, int to);

    /**
     * How many mbufs there are.
     *
     * @return those in use and those not.
     */
    int size();

    /**
     * How many mbufs are outside; those that a thread's cache holds count as inside.
     *
     * @return 0 when none is lost. While other threads take and give, an estimate.
     */
    int inUse();

    /**
     * The bytes of one mbuf's buffer, {@link Mbuf#HEADROOM} included.
     *
     * @return so many.
     */
    int dataRoom();
}
