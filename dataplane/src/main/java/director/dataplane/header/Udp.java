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

    private static final int DATAGRAM_LENGTH = 4;
    private static final int CHECKSUM = 6;

    private Udp() {
    }

    /**
     * Writes a header without a checksum.
     *
     * @param udp             where to write {@link #LENGTH} bytes.
     * @param sourcePort      wire order.
     * @param destinationPort wire order.
     * @param length          bytes of header and data, 8 to 65,535.
     */
    public static void write(final long udp, final int sourcePort, final int destinationPort, final int length) {
        Ports.source(udp, sourcePort);
        Ports.destination(udp, destinationPort);
        length(udp, length);
        NativeMemory.uint16(udp + CHECKSUM, NO_CHECKSUM);
    }

    /**
     * Bytes of header and data, as the header has it.
     *
     * @param udp address of the header.
     * @return 0 to 65,535; a well-formed header has at least {@link #LENGTH}.
     */
    public static int length(final long udp) {
        return NativeMemory.uint16Be(udp + DATAGRAM_LENGTH);
    }

    /**
     * Sets how many bytes header and data have and leaves the checksum alone.
     *
     * @param udp    address of the header.
     * @param length 8 to 65,535.
     */
    public static void length(final long udp, final int length) {
        NativeMemory.uint16Be(udp + DATAGRAM_LENGTH, length);
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

    /**
     * Computes the checksum of a whole datagram, whatever the IP version.
     *
     * @param udp       address of the header.
     * @param length    bytes of header and data.
     * @param pseudoSum sum of the pseudo header: {@link Ipv4#pseudoHeaderSum} or {@link Ipv6#pseudoHeaderSum}.
     */
    public static void computeChecksum(final long udp, final int length, final long pseudoSum) {
        NativeMemory.uint16(udp + CHECKSUM, 0);
        checksum(udp, Checksum.complement(Checksum.sum(udp, length, pseudoSum)));
    }

    /**
     * Whether the checksum is right.
     *
     * @param udp       address of the header.
     * @param length    bytes of header and data.
     * @param pseudoSum sum of the pseudo header: {@link Ipv4#pseudoHeaderSum} or {@link Ipv6#pseudoHeaderSum}.
     * @return false if the datagram was damaged or its sender computed no checksum, which only IPv4 allows.
     */
    public static boolean isChecksumValid(final long udp, final int length, final long pseudoSum) {
        return checksum(udp) != NO_CHECKSUM && Checksum.fold(Checksum.sum(udp, length, pseudoSum)) == 0xFFFF;
    }
}
