/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.header;

import director.bindings.NativeMemory;

/**
 * The ICMPv6 header (RFC 4443 §2.1). What the second word is depends on the type.
 *
 * <pre>
 *   0               1               2               3
 *  +---------------+---------------+-------------------------------+
 *  |     type      |     code      |           checksum            |
 *  +---------------+---------------+-------------------------------+
 *  |          identifier           |        sequence number        |  echo
 *  +-------------------------------+-------------------------------+
 *  |                              MTU                              |  packet too big
 *  +---------------------------------------------------------------+
 *  |                            pointer                            |  parameter problem
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Unlike that of ICMP, the checksum covers a pseudo header.
 */
public final class Icmpv6 {
    /** Protocol number. */
    public static final int PROTOCOL = Ipv6.ICMP;
    /** Bytes of the header with the rest of its first eight. */
    public static final int LENGTH = 8;
    /** Type: the packet cannot be delivered. */
    public static final int DESTINATION_UNREACHABLE = 1;
    /** Type: too big for the next link. */
    public static final int PACKET_TOO_BIG = 2;
    /** Type: out of hops, or a fragment never came. */
    public static final int TIME_EXCEEDED = 3;
    /** Type: a field of a header is wrong. */
    public static final int PARAMETER_PROBLEM = 4;
    /** Type of an echo request. */
    public static final int ECHO_REQUEST = 128;
    /** Type of an echo reply. */
    public static final int ECHO_REPLY = 129;
    /** Type: hosts ask for routers (RFC 4861 §4.1). */
    public static final int ROUTER_SOLICITATION = 133;
    /** Type: a router says that it is there (RFC 4861 §4.2). */
    public static final int ROUTER_ADVERTISEMENT = 134;
    /** Type: who has an address? (RFC 4861 §4.3). */
    public static final int NEIGHBOUR_SOLICITATION = 135;
    /** Type: this station has it (RFC 4861 §4.4). */
    public static final int NEIGHBOUR_ADVERTISEMENT = 136;
    /** Type: there is a better router (RFC 4861 §4.5). */
    public static final int REDIRECT = 137;

    /** Code of {@link #DESTINATION_UNREACHABLE}: no route. */
    public static final int NO_ROUTE = 0;
    /** Code of {@link #DESTINATION_UNREACHABLE}: a filter forbids it. */
    public static final int PROHIBITED = 1;
    /** Code of {@link #DESTINATION_UNREACHABLE}: the neighbour does not answer. */
    public static final int ADDRESS_UNREACHABLE = 3;
    /** Code of {@link #DESTINATION_UNREACHABLE}: nothing listens there. */
    public static final int PORT_UNREACHABLE = 4;
    /** Code of {@link #TIME_EXCEEDED}: out of hops. */
    public static final int HOP_LIMIT_EXCEEDED = 0;
    /** Code of {@link #TIME_EXCEEDED}: a fragment never came. */
    public static final int REASSEMBLY_EXCEEDED = 1;
    /** Code of {@link #PARAMETER_PROBLEM}: a field has a wrong value. */
    public static final int WRONG_FIELD = 0;
    /** Code of {@link #PARAMETER_PROBLEM}: a next header that is not known. */
    public static final int UNKNOWN_NEXT_HEADER = 1;

    private static final int CODE = 1;
    private static final int CHECKSUM = 2;
    private static final int INFO = 4;
    /** Types from here on are informational (RFC 4443 §2.1). */
    private static final int FIRST_INFORMATIONAL = 128;

    private Icmpv6() {
    }

    /**
     * Writes a header, the checksum as 0.
     *
     * @param icmp where to write {@link #LENGTH} bytes.
     * @param type 0 to 255.
     * @param code 0 to 255.
     * @param info the second word: the MTU for {@link #PACKET_TOO_BIG}, the pointer for {@link #PARAMETER_PROBLEM}.
     */
    public static void write(final long icmp, final int type, final int code, final int info) {
        NativeMemory.uint8(icmp, type);
        NativeMemory.uint8(icmp + CODE, code);
        NativeMemory.uint16(icmp + CHECKSUM, 0);
        NativeMemory.int32Be(icmp + INFO, info);
    }

    /**
     * What the message is.
     *
     * @param icmp address of the header.
     * @return 0 to 255.
     */
    public static int type(final long icmp) {
        return NativeMemory.uint8(icmp);
    }

    /**
     * Sets what the message is and leaves the checksum alone.
     *
     * @param icmp address of the header.
     * @param type 0 to 255.
     */
    public static void type(final long icmp, final int type) {
        NativeMemory.uint8(icmp, type);
    }

    /**
     * Whether a type is that of an error, which quotes the packet it is about.
     *
     * @param type 0 to 255.
     * @return true for those that are not known, too: RFC 4443 §2.1 keeps 0 to 127 for errors.
     */
    public static boolean isError(final int type) {
        return type < FIRST_INFORMATIONAL;
    }

    /**
     * Which case of its type the message is.
     *
     * @param icmp address of the header.
     * @return 0 to 255.
     */
    public static int code(final long icmp) {
        return NativeMemory.uint8(icmp + CODE);
    }

    /**
     * The second word, whatever it means for the type: the MTU of {@link #PACKET_TOO_BIG}.
     *
     * @param icmp address of the header.
     * @return 32 bits, most significant first.
     */
    public static int info(final long icmp) {
        return NativeMemory.int32Be(icmp + INFO);
    }

    /**
     * Sets the second word and leaves the checksum alone.
     *
     * @param icmp address of the header.
     * @param info 32 bits, most significant first.
     */
    public static void info(final long icmp, final int info) {
        NativeMemory.int32Be(icmp + INFO, info);
    }

    /**
     * The checksum.
     *
     * @param icmp address of the header.
     * @return wire order.
     */
    public static int checksum(final long icmp) {
        return NativeMemory.uint16(icmp + CHECKSUM);
    }

    /**
     * Sets the checksum.
     *
     * @param icmp     address of the header.
     * @param checksum wire order.
     */
    public static void checksum(final long icmp, final int checksum) {
        NativeMemory.uint16(icmp + CHECKSUM, checksum);
    }

    /**
     * Computes the checksum anew.
     *
     * @param ip     address of the IPv6 header.
     * @param icmp   address of the header.
     * @param length bytes of header and message.
     */
    public static void computeChecksum(final long ip, final long icmp, final int length) {
        checksum(icmp, 0);
        checksum(icmp, Checksum.complement(sum(ip, icmp, length)));
    }

    /**
     * Whether the checksum is right.
     *
     * @param ip     address of the IPv6 header.
     * @param icmp   address of the header.
     * @param length bytes of header and message.
     * @return false if the message was damaged.
     */
    public static boolean isChecksumValid(final long ip, final long icmp, final int length) {
        return Checksum.fold(sum(ip, icmp, length)) == 0xFFFF;
    }

    private static long sum(final long ip, final long icmp, final int length) {
        return Checksum.sum(icmp, length, Ipv6.pseudoHeaderSum(ip, PROTOCOL, length));
    }
}
