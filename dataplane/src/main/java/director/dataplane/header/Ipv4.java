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

    /** Protocol number of IPv4 in IP (RFC 2003). */
    public static final int IPV4_IN_IP = 4;
    /** Protocol number of IPv6 in IP (RFC 4213). */
    public static final int IPV6_IN_IP = 41;
    /** Protocol number of the encapsulating security payload (RFC 4303). */
    public static final int ESP = 50;
    /** Protocol number of the authentication header (RFC 4302). */
    public static final int AH = 51;
    /** Flag: do not fragment. */
    public static final int DONT_FRAGMENT = 0x4000;
    /** Flag: more fragments follow. */
    public static final int MORE_FRAGMENTS = 0x2000;
    /** Every fragment but the last carries a multiple of so many bytes. */
    public static final int FRAGMENT_UNIT = 8;

    private static final int TOS = 1;
    private static final int TOTAL_LENGTH = 2;
    private static final int IDENTIFICATION = 4;
    private static final int FRAGMENT = 6;
    private static final int OFFSET_MASK = 0x1FFF;
    private static final int TTL = 8;
    private static final int PROTOCOL = 9;
    private static final int CHECKSUM = 10;
    private static final int SOURCE = 12;
    private static final int DESTINATION = 16;
    /** More-fragments flag and the offset, wire order: what is set in any fragment. */
    private static final int FRAGMENT_MASK = Integer.reverseBytes(0x3FFF) >>> 16;
    private static final int VERSION_4 = 4;
    private static final int VERSION_AND_LENGTH = VERSION_4 << 4 | MIN_LENGTH >>> 2;
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
     * Writes a header without options, but for its addresses and its checksum, which becomes 0.
     *
     * @param ip             where to write 12 bytes.
     * @param tos            type of service, 0 to 255.
     * @param totalLength    bytes of header and payload, 20 to 65,535.
     * @param identification wire order.
     * @param fragment       {@link #DONT_FRAGMENT}, {@link #MORE_FRAGMENTS} and the offset in units of
     *                       {@link #FRAGMENT_UNIT} bytes, or-ed.
     * @param ttl            0 to 255 hops.
     * @param protocol       0 to 255.
     */
    public static void write(
        final long ip,
        final int tos,
        final int totalLength,
        final int identification,
        final int fragment,
        final int ttl,
        final int protocol) {
        NativeMemory.uint8(ip, VERSION_AND_LENGTH);
        NativeMemory.uint8(ip + TOS, tos);
        NativeMemory.uint16Be(ip + TOTAL_LENGTH, totalLength);
        NativeMemory.uint16(ip + IDENTIFICATION, identification);
        NativeMemory.uint16Be(ip + FRAGMENT, fragment);
        NativeMemory.uint8(ip + TTL, ttl);
        NativeMemory.uint8(ip + PROTOCOL, protocol);
        NativeMemory.uint16(ip + CHECKSUM, 0);
    }

    /**
     * Type of service: DSCP in the upper six bits, ECN in the lower two.
     *
     * @param ip address of the header.
     * @return 0 to 255.
     */
    public static int tos(final long ip) {
        return NativeMemory.uint8(ip + TOS);
    }

    /**
     * Sets the type of service and leaves the checksum alone.
     *
     * @param ip  address of the header.
     * @param tos 0 to 255.
     */
    public static void tos(final long ip, final int tos) {
        NativeMemory.uint8(ip + TOS, tos);
    }

    /**
     * What the fragments of one packet have in common.
     *
     * @param ip address of the header.
     * @return wire order.
     */
    public static int identification(final long ip) {
        return NativeMemory.uint16(ip + IDENTIFICATION);
    }

    /**
     * Sets the identification and leaves the checksum alone.
     *
     * @param ip             address of the header.
     * @param identification wire order.
     */
    public static void identification(final long ip, final int identification) {
        NativeMemory.uint16(ip + IDENTIFICATION, identification);
    }

    /**
     * Whether no router may cut the packet.
     *
     * @param ip address of the header.
     * @return the DF flag.
     */
    public static boolean isDontFragment(final long ip) {
        return (fragment(ip) & DONT_FRAGMENT) != 0;
    }

    /**
     * Whether this is a fragment other than the last.
     *
     * @param ip address of the header.
     * @return the MF flag.
     */
    public static boolean hasMoreFragments(final long ip) {
        return (fragment(ip) & MORE_FRAGMENTS) != 0;
    }

    /**
     * Where in the payload of the whole packet this one's begins.
     *
     * @param ip address of the header.
     * @return bytes, a multiple of {@link #FRAGMENT_UNIT} from 0 to 65,528; not 0 only in a later fragment.
     */
    public static int fragmentOffset(final long ip) {
        return (fragment(ip) & OFFSET_MASK) * FRAGMENT_UNIT;
    }

    /**
     * Flags and fragment offset as they stand in the header.
     *
     * @param ip address of the header.
     * @return 16 bits: {@link #DONT_FRAGMENT}, {@link #MORE_FRAGMENTS} and the offset in units of
     *     {@link #FRAGMENT_UNIT} bytes.
     */
    public static int fragment(final long ip) {
        return NativeMemory.uint16Be(ip + FRAGMENT);
    }

    /**
     * Sets flags and fragment offset and leaves the checksum alone.
     *
     * @param ip       address of the header.
     * @param fragment 16 bits: {@link #DONT_FRAGMENT}, {@link #MORE_FRAGMENTS} and the offset in units of
     *                 {@link #FRAGMENT_UNIT} bytes.
     */
    public static void fragment(final long ip, final int fragment) {
        NativeMemory.uint16Be(ip + FRAGMENT, fragment);
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
     * Sets how many bytes the header has, options included, and leaves the checksum alone.
     *
     * @param ip     address of the header.
     * @param length 20 to 60, a multiple of 4.
     */
    public static void headerLength(final long ip, final int length) {
        NativeMemory.uint8(ip, (NativeMemory.uint8(ip) & 0xF0) | (length >>> 2));
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
     * Sets how many bytes header and payload have and leaves the checksum alone.
     *
     * @param ip     address of the header.
     * @param length 20 to 65,535.
     */
    public static void totalLength(final long ip, final int length) {
        NativeMemory.uint16Be(ip + TOTAL_LENGTH, length);
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
     * Sets both addresses and leaves checksums alone.
     *
     * @param ip          address of the header.
     * @param source      wire order.
     * @param destination wire order.
     */
    public static void addresses(final long ip, final int source, final int destination) {
        source(ip, source);
        destination(ip, destination);
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
