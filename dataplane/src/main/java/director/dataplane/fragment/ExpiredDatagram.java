/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fragment;

/** Hears of datagrams that did not become complete in time. */
@FunctionalInterface
public interface ExpiredDatagram {
    /**
     * A datagram is given up whose first fragment is here: the sender is told by ICMP, time exceeded, code 1.
     *
     * @param fragment address of the first fragment as it came, its IP header first; good until this method returns.
     * @param length   its bytes.
     * @param port     the port that received it.
     */
    void onExpired(long fragment, int length, int port);
}
