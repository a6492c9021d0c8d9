/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.header;

import director.bindings.NativeMemory;

/**
 * The first four bytes of TCP, UDP and SCTP headers, which are alike.
 *
 * <pre>
 *   0               1               2               3
 *  +-------------------------------+-------------------------------+
 *  |          source port          |       destination port        |
 *  +-------------------------------+-------------------------------+
 * </pre>
 */
public final class Ports {
    private static final int DESTINATION = 2;

    private Ports() {
    }

    /**
     * The source port.
     *
     * @param transport address of the transport header.
     * @return wire order.
     */
    public static int source(final long transport) {
        return NativeMemory.uint16(transport);
    }

    /**
     * Sets the source port and leaves the checksum alone.
     *
     * @param transport address of the transport header.
     * @param port      wire order.
     */
    public static void source(final long transport, final int port) {
        NativeMemory.uint16(transport, port);
    }

    /**
     * Both ports.
     *
     * @param transport address of the transport header.
     * @return its first four bytes, wire order: the source port is the lower half.
     */
    public static int both(final long transport) {
        return NativeMemory.int32(transport);
    }

    /**
     * The destination port.
     *
     * @param transport address of the transport header.
     * @return wire order.
     */
    public static int destination(final long transport) {
        return NativeMemory.uint16(transport + DESTINATION);
    }

    /**
     * Sets the destination port and leaves the checksum alone.
     *
     * @param transport address of the transport header.
     * @param port      wire order.
     */
    public static void destination(final long transport, final int port) {
        NativeMemory.uint16(transport + DESTINATION, port);
    }
}
