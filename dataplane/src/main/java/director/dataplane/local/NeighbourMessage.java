/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.local;

import director.bindings.NativeMemory;
import director.dataplane.address.WireAddress;
import director.dataplane.header.Checksum;
import director.dataplane.header.Ethernet;

/**
 * Neighbour solicitations and advertisements (RFC 4861 §4.3, §4.4 and §4.6.1), from the IPv6 header on.
 *
 * <pre>
 *   0               1               2               3
 *  +-------------------------------+---------------+---------------+
 *  |       IPv6 header: version    |payload length |58 | hop limit |  0
 *  +-------------------------------+---------------+---------------+
 *  |                source, destination: 16 bytes each             |  8
 *  +---------------+---------------+-------------------------------+
 *  |  135 or 136   |       0       |           checksum            |  40
 *  +-+-+-+---------+---------------+-------------------------------+
 *  |R|S|O|            reserved; no flags in a solicitation         |  44
 *  +-+-+-+---------------------------------------------------------+
 *  |                     target address, 16 bytes                  |  48
 *  +---------------+---------------+-------------------------------+
 *  | option: 1, 2  | length 1 (x8) |          MAC address          |  64
 *  +---------------+---------------+-------------------------------+
 * </pre>
 *
 * An address is two words in wire order: see {@link WireAddress}. What reads a message must know that it is within the
 * frame: {@link #isWithin}.
 */
public final class NeighbourMessage {
    /** Type of a router solicitation, the first type of neighbour discovery. */
    static final int ROUTER_SOLICITATION = 133;
    /** Type of a neighbour solicitation. */
    public static final int SOLICITATION = 135;
    /** Type of a neighbour advertisement. */
    public static final int ADVERTISEMENT = 136;
    /** Type of a redirect, the last type of neighbour discovery. */
    static final int REDIRECT = 137;
    /** An option: the sender's own link-layer address. */
    static final int SOURCE_MAC = 1;
    /** An option: the target's link-layer address. */
    static final int TARGET_MAC = 2;
    /** A flag, as the first byte of its word: the sender is a router. */
    public static final int ROUTER = 0x80;
    /** A flag: it answers a solicitation. */
    public static final int SOLICITED = 0x40;
    /** A flag: it replaces what is known. */
    public static final int OVERRIDE = 0x20;
    /** Hops of a message that no router has forwarded, so that it comes from the link. */
    static final int HOPS = 255;
    /** Bytes of a message with one option. */
    public static final int LENGTH = 72;
    /** What {@link #option} answers when there is none. */
    static final long NO_OPTION = -1;
    /** What {@link #option} answers when the options are not a chain that ends where the message ends. */
    static final long MALFORMED = -2;

    private static final int PAYLOAD_LENGTH = 4;
    private static final int NEXT_HEADER = 6;
    private static final int HOP_LIMIT = 7;
    private static final int SOURCE = 8;
    private static final int DESTINATION = 24;
    private static final int ICMP = 40;
    private static final int CODE = 41;
    private static final int CHECKSUM = 42;
    private static final int FLAGS = 44;
    private static final int TARGET = 48;
    private static final int OPTIONS = 64;
    private static final int SECOND = 8;
    private static final int OPTION_UNIT = 8;
    private static final int OPTION_MAC = 2;
    private static final int ICMP_NUMBER = 58;
    private static final int SHORTEST_ICMP = 8;
    private static final int VERSION_6 = 6;

    private NeighbourMessage() {
    }

    /**
     * Whether bytes begin with an IPv6 header that ICMPv6 of the discovery protocol follows, whatever else is wrong.
     *
     * @param ip        address of the bytes.
     * @param available how many can be read.
     * @return false if they are something else, or too few to tell.
     */
    public static boolean is(final long ip, final int available) {
        return available >= ICMP + SHORTEST_ICMP && NativeMemory.uint8(ip) >>> 4 == VERSION_6
            && NativeMemory.uint8(ip + NEXT_HEADER) == ICMP_NUMBER
            && type(ip) >= ROUTER_SOLICITATION && type(ip) <= REDIRECT;
    }

    /**
     * Whether a message with a target is here as a whole, as far as its length says.
     *
     * @param ip        address of what {@link #is} a message.
     * @param available how many bytes can be read.
     * @return false if the length is less than that of a message with a target, or more than there is.
     */
    public static boolean isWithin(final long ip, final int available) {
        final int length = end(ip);
        return length >= OPTIONS && length <= available;
    }

    /** Whether it comes from the link, undamaged. */
    static boolean isGenuine(final long ip) {
        return NativeMemory.uint8(ip + HOP_LIMIT) == HOPS && NativeMemory.uint8(ip + CODE) == 0
            && Checksum.fold(sum(ip)) == 0xFFFF;
    }

    /**
     * What the message is.
     *
     * @param ip address of the IPv6 header.
     * @return 0 to 255.
     */
    public static int type(final long ip) {
        return NativeMemory.uint8(ip + ICMP);
    }

    static int flags(final long ip) {
        return NativeMemory.uint8(ip + FLAGS);
    }

    /**
     * The first half of the source address.
     *
     * @param ip address of the IPv6 header.
     * @return wire order.
     */
    public static long sourceHigh(final long ip) {
        return NativeMemory.int64(ip + SOURCE);
    }

    /**
     * The second half of the source address.
     *
     * @param ip address of the IPv6 header.
     * @return wire order.
     */
    public static long sourceLow(final long ip) {
        return NativeMemory.int64(ip + SOURCE + SECOND);
    }

    /**
     * The first half of the destination address.
     *
     * @param ip address of the IPv6 header.
     * @return wire order.
     */
    public static long destinationHigh(final long ip) {
        return NativeMemory.int64(ip + DESTINATION);
    }

    /**
     * The second half of the destination address.
     *
     * @param ip address of the IPv6 header.
     * @return wire order.
     */
    public static long destinationLow(final long ip) {
        return NativeMemory.int64(ip + DESTINATION + SECOND);
    }

    /**
     * The first half of the target address.
     *
     * @param ip address of the IPv6 header.
     * @return wire order.
     */
    public static long targetHigh(final long ip) {
        return NativeMemory.int64(ip + TARGET);
    }

    /**
     * The second half of the target address.
     *
     * @param ip address of the IPv6 header.
     * @return wire order.
     */
    public static long targetLow(final long ip) {
        return NativeMemory.int64(ip + TARGET + SECOND);
    }

    /**
     * The MAC address of the first option of a type, {@link #NO_OPTION}, or {@link #MALFORMED} if any option has length
     * 0 or reaches beyond the message. At most as many options are looked at as fit.
     */
    static long option(final long ip, final int type) {
        final int end = end(ip);
        long found = NO_OPTION;
        int at = OPTIONS;
        while (at < end) {
            if (end - at < OPTION_UNIT) {
                return MALFORMED;
            }
            final int length = NativeMemory.uint8(ip + at + 1) * OPTION_UNIT;
            if (length == 0 || length > end - at) {
                return MALFORMED;
            }
            if (found == NO_OPTION && NativeMemory.uint8(ip + at) == type) {
                found = Ethernet.mac(ip + at + OPTION_MAC);
            }
            at += length;
        }
        return found;
    }

    /**
     * Writes a message with one option, all but the addresses of IPv6: {@link #addresses} completes it.
     *
     * @param ip    where to write {@link #LENGTH} bytes.
     * @param type  {@link #SOLICITATION} or {@link #ADVERTISEMENT}.
     * @param flags {@link #ROUTER}, {@link #SOLICITED} and {@link #OVERRIDE}; 0 in a solicitation.
     * @param high  the target address, wire order.
     * @param low   its second half.
     * @param mac   for the option: the sender's MAC address in a solicitation, the target's in an advertisement.
     */
    public static void write(
        final long ip, final int type, final int flags, final long high, final long low, final long mac) {
        NativeMemory.int32Be(ip, VERSION_6 << 28);
        NativeMemory.uint16Be(ip + PAYLOAD_LENGTH, LENGTH - ICMP);
        NativeMemory.uint8(ip + NEXT_HEADER, ICMP_NUMBER);
        NativeMemory.uint8(ip + HOP_LIMIT, HOPS);
        NativeMemory.uint8(ip + ICMP, type);
        NativeMemory.uint8(ip + CODE, 0);
        NativeMemory.uint16(ip + CHECKSUM, 0);
        NativeMemory.int32Be(ip + FLAGS, flags << 24);
        NativeMemory.int64(ip + TARGET, high);
        NativeMemory.int64(ip + TARGET + SECOND, low);
        NativeMemory.uint8(ip + OPTIONS, type == SOLICITATION ? SOURCE_MAC : TARGET_MAC);
        NativeMemory.uint8(ip + OPTIONS + 1, 1);
        Ethernet.mac(ip + OPTIONS + OPTION_MAC, mac);
    }

    /**
     * Writes the addresses of IPv6 and the checksum.
     *
     * @param ip              address of a message that was written.
     * @param sourceHigh      first half of the source, wire order.
     * @param sourceLow       second half of the source.
     * @param destinationHigh first half of the destination, wire order.
     * @param destinationLow  second half of the destination.
     */
    public static void addresses(
        final long ip,
        final long sourceHigh,
        final long sourceLow,
        final long destinationHigh,
        final long destinationLow) {
        NativeMemory.int64(ip + SOURCE, sourceHigh);
        NativeMemory.int64(ip + SOURCE + SECOND, sourceLow);
        NativeMemory.int64(ip + DESTINATION, destinationHigh);
        NativeMemory.int64(ip + DESTINATION + SECOND, destinationLow);
        NativeMemory.uint16(ip + CHECKSUM, ~Checksum.fold(sum(ip)) & 0xFFFF);
    }

    private static int end(final long ip) {
        return ICMP + NativeMemory.uint16Be(ip + PAYLOAD_LENGTH);
    }

    /** Over pseudo header and message (RFC 4443 §2.3). */
    private static long sum(final long ip) {
        final int length = end(ip) - ICMP;
        final long pseudo = Checksum.sum(ip + SOURCE, ICMP - SOURCE, 0)
            + (Integer.reverseBytes(length) & 0xFFFF_FFFFL) + (Integer.reverseBytes(ICMP_NUMBER) & 0xFFFF_FFFFL);
        return Checksum.sum(ip + ICMP, length, pseudo);
    }
}
