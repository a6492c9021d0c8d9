/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

/**
 * What names a connection in one direction: the client, and the number of the endpoint that it talks to.
 *
 * <pre>
 *   63            48 47            32 31                             0
 *  +----------------+----------------+--------------------------------+
 *  |    endpoint    |  client port   |         client address         |
 *  +----------------+----------------+--------------------------------+
 * </pre>
 *
 * On the way in the endpoint is a virtual one, on the way back a real one; it stands for protocol, address and port.
 * Address and port are in wire order. Endpoint numbers begin at 1, so no key is 0.
 */
public final class ConnectionKey {
    /** The key of no connection. */
    public static final long NONE = 0;

    private ConnectionKey() {
    }

    /**
     * Packs a key.
     *
     * @param clientAddress wire order.
     * @param clientPort    wire order.
     * @param endpoint      1 to 65,535.
     * @return the key.
     */
    public static long of(final int clientAddress, final int clientPort, final int endpoint) {
        return (long) endpoint << 48 | (long) clientPort << 32 | (clientAddress & 0xFFFF_FFFFL);
    }

    /**
     * The client's address.
     *
     * @param key a key.
     * @return wire order.
     */
    public static int clientAddress(final long key) {
        return (int) key;
    }

    /**
     * The client's port.
     *
     * @param key a key.
     * @return wire order.
     */
    public static int clientPort(final long key) {
        return (int) (key >>> 32) & 0xFFFF;
    }

    /**
     * The endpoint.
     *
     * @param key a key.
     * @return 1 to 65,535.
     */
    public static int endpoint(final long key) {
        return (int) (key >>> 48);
    }
}
