/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.dataplane.header.Checksum;

/**
 * What packets of one direction of a connection of full NAT of IPv4 get in place of the end that this connection shares
 * with no other: the local address and port in place of the client's, or the client's in place of these. One word:
 *
 * <pre>
 *   63            48 47            32 31                            0
 *  +----------------+----------------+-------------------------------+
 *  |     delta      |      port      |            address            |
 *  +----------------+----------------+-------------------------------+
 * </pre>
 *
 * Address and port in wire order; the delta is what the sum of the header grows by with the other address.
 */
public final class OwnEnd {
    private static final long LOW_32 = 0xFFFF_FFFFL;
    private static final int PORT_SHIFT = 32;
    private static final int DELTA_SHIFT = 48;

    private OwnEnd() {
    }

    static long of(final int before, final int address, final int port) {
        final int delta = Checksum.fold(Checksum.difference32(before, address));
        return (address & LOW_32) | ((long) port << PORT_SHIFT) | ((long) delta << DELTA_SHIFT);
    }

    /**
     * The address.
     *
     * @param word that {@link FlowIndex} answered.
     * @return wire order.
     */
    public static int address(final long word) {
        return (int) word;
    }

    /**
     * The port.
     *
     * @param word that {@link FlowIndex} answered.
     * @return wire order.
     */
    public static int port(final long word) {
        return (int) (word >>> PORT_SHIFT) & 0xFFFF;
    }

    /**
     * What the sum of the header grows by.
     *
     * @param word that {@link FlowIndex} answered.
     * @return 0 to 65,535.
     */
    public static int delta(final long word) {
        return (int) (word >>> DELTA_SHIFT);
    }
}
