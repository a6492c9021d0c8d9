/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fastpath;

/** Where packets to any address go next. From the worker's thread. */
public interface NextHops {
    /**
     * The next hop to an address.
     *
     * @param high bytes 0 to 7, wire order.
     * @param low  bytes 8 to 15, wire order.
     * @return its number; below 0 if there is none.
     */
    int toAddress(long high, long low);

    /**
     * What is known of a next hop.
     *
     * @param nextHop its number.
     * @return address of a {@link director.dataplane.neighbour.NeighbourEntry}.
     */
    long entry(int nextHop);

    /**
     * Where packets to a next hop leave.
     *
     * @param nextHop its number.
     * @return place of the port.
     */
    int place(int nextHop);

    /**
     * The longest packet that its port takes.
     *
     * @param nextHop its number.
     * @return bytes.
     */
    int mtu(int nextHop);
}
