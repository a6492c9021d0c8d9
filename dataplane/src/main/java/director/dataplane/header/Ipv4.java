/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.header;

import director.bindings.NativeMemory;

/**
 * The IPv4 header (RFC 791 §3.1).
 *
 * <pre>
 *   0               1               2               3
 *  +-------+-------+---------------+-------------------------------+
 *  |version|  IHL  |      TOS      |         total length          |
 *  +-------+-------+---------------+-----+-------------------------+
 *  |        identification         |flags|     fragment offset     |
 *  +---------------+---------------+-----+-------------------------+
 *  |      TTL      |   protocol    |        header checksum        |
 *  +---------------+---------------+-------------------------------+
 *  |                         source address                        |
 *  +---------------------------------------------------------------+
 *  |                      destination address                      |
 *  +---------------------------------------------------------------+
 * </pre>
 */
public final class Ipv4 {
    /** Bytes of a header without options. */
    public static final int MIN_LENGTH = 20;
    /** Protocol number of ICMP. */
    public static final int ICMP = 1;
    /** Protocol number of TCP. */
    public static final int TCP = 6;
    /** Protocol number of UDP. */
    public static final int UDP = 17;

    private static final int TOTAL_LENGTH = 2;
    private static final int FRAGMENT = 6;
    private static final int TTL = 8;
    private static final int PROTOCOL = 9;
    private static final int CHECKSUM = 10;
    private static final int SOURCE = 12;
    private static final int DESTINATION = 16;
    /** More-fragments flag and the offset, wire order: what is set in any fragment. */
    private static final int FRAGMENT_MASK = Integer.reverseBytes(0x3FFF) >>> 16;
    private static final int VERSION_4 = 4;
    /** What taking 1 from the TTL, the upper byte of its 16-bit word, changes the checksum by: a difference. */
    public static final int TTL_DECREMENT = Integer.reverseBytes(0xFFFF - 0x0100) >>> 16;

    private Ipv4() {
    }

    /**
     * Whether version and header length are those of an IPv4 header that fits.
     *
     * @param ip        address of the header.
     * @param available bytes that can be read at {@code ip}, at least {@link #MIN_LENGTH}.
     * @return false if the version is not 4, or the header is shorter than 20 bytes or longer than what there is.
     */
    public static boolean isWellFormed(final long ip, final int available) {
        final int headerLength = headerLength(ip);
        final int totalLength = totalLength(ip);
        return NativeMemory.uint8(ip) >>> 4 == VERSION_4 && headerLength >= MIN_LENGTH && totalLength >= headerLength
            && totalLength <= available;
    }

    /**
     * Bytes of the header, options included.
     *
     * @param ip address of the header.
     * @return 0 to 60.
     */
    public static int headerLength(final long ip) {
        return (NativeMemory.uint8(ip) & 0xF) << 2;
    }

    /**
     * Bytes of header and payload.
     *
     * @param ip address of the header.
     * @return 0 to 65,535.
     */
    public static int totalLength(final long ip) {
        return NativeMemory.uint16Be(ip + TOTAL_LENGTH);
    }

    /**
     * Whether the packet is a fragment, the first included.
     *
     * @param ip address of the header.
     * @return true if more fragments follow or the offset is not 0.
     */
    public static boolean isFragment(final long ip) {
        return (NativeMemory.uint16(ip + FRAGMENT) & FRAGMENT_MASK) != 0;
    }

    /**
     * Time to live.
     *
     * @param ip address of the header.
     * @return 0 to 255 hops.
     */
    public static int ttl(final long ip) {
        return NativeMemory.uint8(ip + TTL);
    }

    /**
     * Sets the time to live and leaves the checksum alone.
     *
     * @param ip  address of the header.
     * @param ttl 0 to 255 hops.
     */
    public static void ttl(final long ip, final int ttl) {
        NativeMemory.uint8(ip + TTL, ttl);
    }

    /**
     * Takes 1 from the time to live and updates the checksum (RFC 1624).
     *
     * @param ip address of a header whose TTL is at least 1.
     */
    public static void decrementTtl(final long ip) {
        NativeMemory.uint8(ip + TTL, NativeMemory.uint8(ip + TTL) - 1);
        checksum(ip, Checksum.update(checksum(ip), TTL_DECREMENT));
    }

    /**
     * The transport protocol.
     *
     * @param ip address of the header.
     * @return 0 to 255.
     */
    public static int protocol(final long ip) {
        return NativeMemory.uint8(ip + PROTOCOL);
    }

    /**
     * The header checksum.
     *
     * @param ip address of the header.
     * @return wire order.
     */
    public static int checksum(final long ip) {
        return NativeMemory.uint16(ip + CHECKSUM);
    }

    /**
     * Sets the header checksum.
     *
     * @param ip       address of the header.
     * @param checksum wire order.
     */
    public static void checksum(final long ip, final int checksum) {
        NativeMemory.uint16(ip + CHECKSUM, checksum);
    }

    /**
     * Computes the header checksum anew.
     *
     * @param ip address of the header.
     */
    public static void computeChecksum(final long ip) {
        checksum(ip, 0);
        checksum(ip, ~Checksum.fold(Checksum.sum(ip, headerLength(ip), 0)) & 0xFFFF);
    }

    /**
     * Whether the header checksum is right.
     *
     * @param ip address of a well-formed header.
     * @return false if any bit of the header was damaged.
     */
    public static boolean isChecksumValid(final long ip) {
        final int headerLength = headerLength(ip);
        return Checksum.fold(headerLength == MIN_LENGTH ? Checksum.sum20(ip)
            : Checksum.sum(ip, headerLength, 0)) == 0xFFFF;
    }

    /**
     * The source address.
     *
     * @param ip address of the header.
     * @return wire order.
     */
    public static int source(final long ip) {
        return NativeMemory.int32(ip + SOURCE);
    }

    /**
     * Sets the source address and leaves checksums alone.
     *
     * @param ip     address of the header.
     * @param source wire order.
     */
    public static void source(final long ip, final int source) {
        NativeMemory.int32(ip + SOURCE, source);
    }

    /**
     * The destination address.
     *
     * @param ip address of the header.
     * @return wire order.
     */
    public static int destination(final long ip) {
        return NativeMemory.int32(ip + DESTINATION);
    }

    /**
     * Sets the destination address and leaves checksums alone.
     *
     * @param ip          address of the header.
     * @param destination wire order.
     */
    public static void destination(final long ip, final int destination) {
        NativeMemory.int32(ip + DESTINATION, destination);
    }

    /**
     * The part of a TCP or UDP checksum that the IPv4 header gives (RFC 9293 §3.1).
     *
     * @param ip address of the header.
     * @return the unfolded sum over addresses, protocol and payload length.
     */
    public static long pseudoHeaderSum(final long ip) {
        final int payload = totalLength(ip) - headerLength(ip);
        return (source(ip) & 0xFFFF_FFFFL) + (destination(ip) & 0xFFFF_FFFFL)
            + (Integer.reverseBytes(protocol(ip) << 16 | payload) & 0xFFFF_FFFFL);
    }
}
