/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.header;

import director.bindings.NativeMemory;

/**
 * The IPv6 header (RFC 8200 §3).
 *
 * <pre>
 *   0               1               2               3
 *  +-------+---------------+---------------------------------------+
 *  |version| traffic class |              flow label               |
 *  +-------+---------------+-------+---------------+---------------+
 *  |        payload length         |  next header  |   hop limit   |
 *  +-------------------------------+---------------+---------------+
 *  |                                                               |
 *  |                   source address, 16 bytes                    |
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |                                                               |
 *  |                 destination address, 16 bytes                 |
 *  |                                                               |
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * <p>An address is two words in wire order: see {@link director.dataplane.address.WireAddress}.
 */
public final class Ipv6 {
    /** Bytes of the header. */
    public static final int LENGTH = 40;
    /** The smallest size of a packet that every link can carry, bytes (RFC 8200 §5). */
    public static final int MIN_MTU = 1_280;
    /** Protocol number of ICMPv6. */
    public static final int ICMP = 58;
    /** Next header: nothing follows (RFC 8200 §4.7). */
    public static final int NO_NEXT_HEADER = 59;

    private static final int PAYLOAD_LENGTH = 4;
    private static final int NEXT_HEADER = 6;
    private static final int HOP_LIMIT = 7;
    private static final int SOURCE = 8;
    private static final int DESTINATION = 24;
    private static final int LOW = 8;
    private static final int VERSION_6 = 6;
    private static final int CLASS_SHIFT = 20;
    private static final int FLOW_MASK = 0xF_FFFF;
    private static final int CLASS_MASK = 0xFF << CLASS_SHIFT;
    private static final long LOW_32 = 0xFFFF_FFFFL;

    private Ipv6() {
    }

    /**
     * Whether the version is that of an IPv6 header and the packet fits.
     *
     * @param ip        address of the header.
     * @param available bytes that can be read at {@code ip}, at least {@link #LENGTH}.
     * @return false if the version is not 6 or the payload is longer than what there is.
     */
    public static boolean isWellFormed(final long ip, final int available) {
        return NativeMemory.uint8(ip) >>> 4 == VERSION_6 && totalLength(ip) <= available;
    }

    /**
     * Writes the header but for its addresses.
     *
     * @param ip            where to write 8 bytes.
     * @param trafficClass  0 to 255.
     * @param flowLabel     20 bits.
     * @param payloadLength bytes behind the header, 0 to 65,535.
     * @param nextHeader    number of the next header, 0 to 255.
     * @param hopLimit      0 to 255 hops.
     */
    public static void write(
        final long ip,
        final int trafficClass,
        final int flowLabel,
        final int payloadLength,
        final int nextHeader,
        final int hopLimit) {
        NativeMemory.int32Be(ip, VERSION_6 << 28 | trafficClass << CLASS_SHIFT | flowLabel);
        NativeMemory.uint16Be(ip + PAYLOAD_LENGTH, payloadLength);
        NativeMemory.uint8(ip + NEXT_HEADER, nextHeader);
        NativeMemory.uint8(ip + HOP_LIMIT, hopLimit);
    }

    /**
     * Sets both addresses and leaves checksums alone.
     *
     * @param ip              address of the header.
     * @param sourceHigh      first half of the source, wire order.
     * @param sourceLow       second half of the source, wire order.
     * @param destinationHigh first half of the destination, wire order.
     * @param destinationLow  second half of the destination, wire order.
     */
    public static void addresses(
        final long ip,
        final long sourceHigh,
        final long sourceLow,
        final long destinationHigh,
        final long destinationLow) {
        source(ip, sourceHigh, sourceLow);
        destination(ip, destinationHigh, destinationLow);
    }

    /**
     * The traffic class: DSCP in the upper six bits, ECN in the lower two.
     *
     * @param ip address of the header.
     * @return 0 to 255.
     */
    public static int trafficClass(final long ip) {
        return NativeMemory.int32Be(ip) >>> CLASS_SHIFT & 0xFF;
    }

    /**
     * Sets the traffic class.
     *
     * @param ip           address of the header.
     * @param trafficClass 0 to 255.
     */
    public static void trafficClass(final long ip, final int trafficClass) {
        NativeMemory.int32Be(ip, (NativeMemory.int32Be(ip) & ~CLASS_MASK) | trafficClass << CLASS_SHIFT);
    }

    /**
     * The flow label.
     *
     * @param ip address of the header.
     * @return 20 bits.
     */
    public static int flowLabel(final long ip) {
        return NativeMemory.int32Be(ip) & FLOW_MASK;
    }

    /**
     * Sets the flow label.
     *
     * @param ip        address of the header.
     * @param flowLabel 20 bits.
     */
    public static void flowLabel(final long ip, final int flowLabel) {
        NativeMemory.int32Be(ip, (NativeMemory.int32Be(ip) & ~FLOW_MASK) | flowLabel);
    }

    /**
     * Bytes behind the header, extension headers included.
     *
     * @param ip address of the header.
     * @return 0 to 65,535.
     */
    public static int payloadLength(final long ip) {
        return NativeMemory.uint16Be(ip + PAYLOAD_LENGTH);
    }

    /**
     * Sets how many bytes are behind the header.
     *
     * @param ip     address of the header.
     * @param length 0 to 65,535, extension headers included.
     */
    public static void payloadLength(final long ip, final int length) {
        NativeMemory.uint16Be(ip + PAYLOAD_LENGTH, length);
    }

    /**
     * Bytes of header and payload.
     *
     * @param ip address of the header.
     * @return 40 to 65,575.
     */
    public static int totalLength(final long ip) {
        return LENGTH + payloadLength(ip);
    }

    /**
     * What the next header is: an extension or the upper layer.
     *
     * @param ip address of the header.
     * @return 0 to 255.
     */
    public static int nextHeader(final long ip) {
        return NativeMemory.uint8(ip + NEXT_HEADER);
    }

    /**
     * Sets what the next header is.
     *
     * @param ip         address of the header.
     * @param nextHeader 0 to 255.
     */
    public static void nextHeader(final long ip, final int nextHeader) {
        NativeMemory.uint8(ip + NEXT_HEADER, nextHeader);
    }

    /**
     * Hops that are left.
     *
     * @param ip address of the header.
     * @return 0 to 255 hops.
     */
    public static int hopLimit(final long ip) {
        return NativeMemory.uint8(ip + HOP_LIMIT);
    }

    /**
     * Sets the hops that are left.
     *
     * @param ip       address of the header.
     * @param hopLimit 0 to 255 hops.
     */
    public static void hopLimit(final long ip, final int hopLimit) {
        NativeMemory.uint8(ip + HOP_LIMIT, hopLimit);
    }

    /**
     * Takes 1 from the hop limit, which no checksum covers.
     *
     * @param ip address of a header whose hop limit is at least 1.
     */
    public static void decrementHopLimit(final long ip) {
        hopLimit(ip, hopLimit(ip) - 1);
    }

    /**
     * The first half of the source address.
     *
     * @param ip address of the header.
     * @return wire order.
     */
    public static long sourceHigh(final long ip) {
        return NativeMemory.int64(ip + SOURCE);
    }

    /**
     * The second half of the source address.
     *
     * @param ip address of the header.
     * @return wire order.
     */
    public static long sourceLow(final long ip) {
        return NativeMemory.int64(ip + SOURCE + LOW);
    }

    /**
     * Sets the source address and leaves checksums alone.
     *
     * @param ip   address of the header.
     * @param high first half, wire order.
     * @param low  second half, wire order.
     */
    public static void source(final long ip, final long high, final long low) {
        NativeMemory.int64(ip + SOURCE, high);
        NativeMemory.int64(ip + SOURCE + LOW, low);
    }

    /**
     * The first half of the destination address.
     *
     * @param ip address of the header.
     * @return wire order.
     */
    public static long destinationHigh(final long ip) {
        return NativeMemory.int64(ip + DESTINATION);
    }

    /**
     * The second half of the destination address.
     *
     * @param ip address of the header.
     * @return wire order.
     */
    public static long destinationLow(final long ip) {
        return NativeMemory.int64(ip + DESTINATION + LOW);
    }

    /**
     * Sets the destination address and leaves checksums alone.
     *
     * @param ip   address of the header.
     * @param high first half, wire order.
     * @param low  second half, wire order.
     */
    public static void destination(final long ip, final long high, final long low) {
        NativeMemory.int64(ip + DESTINATION, high);
        NativeMemory.int64(ip + DESTINATION + LOW, low);
    }

    /**
     * The part of a TCP, UDP or ICMPv6 checksum that the IPv6 header gives (RFC 8200 §8.1).
     *
     * @param ip            address of the header.
     * @param upperProtocol number of the upper-layer protocol, which need not be the header's own next header.
     * @param upperLength   bytes of upper-layer header and data.
     * @return the unfolded sum over addresses, length and protocol.
     */
    public static long pseudoHeaderSum(final long ip, final int upperProtocol, final int upperLength) {
        return Checksum.sum(ip + SOURCE, DESTINATION + 16 - SOURCE, 0)
            + (Integer.reverseBytes(upperLength) & LOW_32)
            + (Integer.reverseBytes(upperProtocol) & LOW_32);
    }
}
