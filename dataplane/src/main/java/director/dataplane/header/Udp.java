/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.header;

import director.bindings.NativeMemory;

/**
 * The UDP header (RFC 768).
 *
 * <pre>
 *   0               1               2               3
 *  +-------------------------------+-------------------------------+
 *  |          source port          |       destination port        |
 *  +-------------------------------+-------------------------------+
 *  |            length             |           checksum            |
 *  +-------------------------------+-------------------------------+
 * </pre>
 */
public final class Udp {
    /** Bytes of the header. */
    public static final int LENGTH = 8;
    /** What the sender writes when it computed no checksum. */
    public static final int NO_CHECKSUM = 0;

    private static final int CHECKSUM = 6;

    private Udp() {
    }

    /**
     * The checksum.
     *
     * @param udp address of the header.
     * @return wire order; {@link #NO_CHECKSUM} if the sender computed none.
     */
    public static int checksum(final long udp) {
        return NativeMemory.uint16(udp + CHECKSUM);
    }

    /**
     * Sets the checksum. A computed 0 is sent as 0xFFFF, which means the same and is not {@link #NO_CHECKSUM}.
     *
     * @param udp      address of the header.
     * @param checksum wire order.
     */
    public static void checksum(final long udp, final int checksum) {
        NativeMemory.uint16(udp + CHECKSUM, checksum == 0 ? 0xFFFF : checksum);
    }

    /**
     * Computes the checksum of a whole datagram.
     *
     * @param ip  address of the IPv4 header.
     * @param udp address of the header.
     */
    public static void computeChecksum(final long ip, final long udp) {
        NativeMemory.uint16(udp + CHECKSUM, 0);
        final int length = Ipv4.totalLength(ip) - Ipv4.headerLength(ip);
        checksum(udp, ~Checksum.fold(Checksum.sum(udp, length, Ipv4.pseudoHeaderSum(ip))) & 0xFFFF);
    }
}
