/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.header;

import director.bindings.NativeMemory;

/**
 * The ICMP header (RFC 792). What the second word is depends on the type.
 *
 * <pre>
 *   0               1               2               3
 *  +---------------+---------------+-------------------------------+
 *  |     type      |     code      |           checksum            |
 *  +---------------+---------------+-------------------------------+
 *  |          identifier           |        sequence number        |  echo
 *  +-------------------------------+-------------------------------+
 *  |            unused             |         next-hop MTU          |  fragmentation needed (RFC 1191 §4)
 *  +---------------+---------------+-------------------------------+
 *  |    pointer    |                    unused                     |  parameter problem
 *  +---------------+-----------------------------------------------+
 *  |                        gateway address                        |  redirect
 *  +---------------------------------------------------------------+
 * </pre>
 */
public final class Icmp {
    /** Bytes of the header with the rest of its first eight. */
    public static final int LENGTH = 8;
    /** Type of an echo reply. */
    public static final int ECHO_REPLY = 0;
    /** Type: the packet cannot be delivered. */
    public static final int DESTINATION_UNREACHABLE = 3;
    /** Type: send more slowly (deprecated by RFC 6633). */
    public static final int SOURCE_QUENCH = 4;
    /** Type: there is a better router. */
    public static final int REDIRECT = 5;
    /** Type of an echo request. */
    public static final int ECHO_REQUEST = 8;
    /** Type: out of hops, or a fragment never came. */
    public static final int TIME_EXCEEDED = 11;
    /** Type: a field of the header is wrong. */
    public static final int PARAMETER_PROBLEM = 12;
    /** Type of a timestamp request. */
    public static final int TIMESTAMP = 13;
    /** Type of a timestamp reply. */
    public static final int TIMESTAMP_REPLY = 14;
    /** Type of an information request. */
    public static final int INFORMATION_REQUEST = 15;
    /** Type of an information reply. */
    public static final int INFORMATION_REPLY = 16;
    /** Type of an address mask request. */
    public static final int ADDRESS_MASK_REQUEST = 17;
    /** Type of an address mask reply. */
    public static final int ADDRESS_MASK_REPLY = 18;

    /** Code of {@link #DESTINATION_UNREACHABLE}: no route to the network. */
    public static final int NETWORK_UNREACHABLE = 0;
    /** Code of {@link #DESTINATION_UNREACHABLE}: the host does not answer. */
    public static final int HOST_UNREACHABLE = 1;
    /** Code of {@link #DESTINATION_UNREACHABLE}: the host knows no such protocol. */
    public static final int PROTOCOL_UNREACHABLE = 2;
    /** Code of {@link #DESTINATION_UNREACHABLE}: nothing listens there. */
    public static final int PORT_UNREACHABLE = 3;
    /** Code of {@link #DESTINATION_UNREACHABLE}: too big, and not to be cut. */
    public static final int FRAGMENTATION_NEEDED = 4;
    /** Code of {@link #TIME_EXCEEDED}: out of hops. */
    public static final int TTL_EXCEEDED = 0;
    /** Code of {@link #TIME_EXCEEDED}: a fragment never came. */
    public static final int REASSEMBLY_EXCEEDED = 1;

    private static final int CODE = 1;
    private static final int CHECKSUM = 2;
    private static final int INFO = 4;
    private static final int MTU = 6;

    private Icmp() {
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
     * Writes a header, the checksum as 0.
     *
     * @param icmp where to write {@link #LENGTH} bytes.
     * @param type 0 to 255.
     * @param code 0 to 255.
     * @param info the second word: the next-hop MTU for {@link #FRAGMENTATION_NEEDED}, 0 for most others.
     */
    public static void write(final long icmp, final int type, final int code, final int info) {
        NativeMemory.uint8(icmp, type);
        NativeMemory.uint8(icmp + CODE, code);
        NativeMemory.uint16(icmp + CHECKSUM, 0);
        NativeMemory.int32Be(icmp + INFO, info);
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
     * The second word, whatever it means for the type.
     *
     * @param icmp address of the header.
     * @return 32 bits, most significant first.
     */
    public static int info(final long icmp) {
        return NativeMemory.int32Be(icmp + INFO);
    }

    /**
     * The size that would have fitted, of {@link #FRAGMENTATION_NEEDED}.
     *
     * @param icmp address of the header.
     * @return bytes of an IP packet, 0 from a router that does not say.
     */
    public static int mtu(final long icmp) {
        return NativeMemory.uint16Be(icmp + MTU);
    }

    /**
     * Sets the size that would have fitted and leaves the checksum alone.
     *
     * @param icmp address of the header.
     * @param mtu  bytes of an IP packet, 0 to 65,535.
     */
    public static void mtu(final long icmp, final int mtu) {
        NativeMemory.uint16Be(icmp + MTU, mtu);
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
     * The identifier of an echo request or reply, of either version.
     *
     * @param icmp address of the ICMP header.
     * @return wire order.
     */
    public static int identifier(final long icmp) {
        return NativeMemory.uint16(icmp + INFO);
    }

    /**
     * Sets the identifier of an echo request or reply, of either version, and not the checksum.
     *
     * @param icmp       address of the ICMP header.
     * @param identifier wire order.
     */
    public static void identifier(final long icmp, final int identifier) {
        NativeMemory.uint16(icmp + INFO, identifier);
    }

    /**
     * Computes the checksum anew.
     *
     * @param icmp   address of the header.
     * @param length bytes of header and message.
     */
    public static void computeChecksum(final long icmp, final int length) {
        checksum(icmp, 0);
        checksum(icmp, Checksum.complement(Checksum.sum(icmp, length, 0)));
    }

    /**
     * Whether a type is that of an error, which quotes the packet it is about (RFC 1122 §3.2.2).
     *
     * @param type 0 to 255.
     * @return false for queries, replies and what is unknown.
     */
    public static boolean isError(final int type) {
        return switch (type) {
            case DESTINATION_UNREACHABLE, SOURCE_QUENCH, REDIRECT, TIME_EXCEEDED, PARAMETER_PROBLEM -> true;
            default -> false;
        };
    }

    /**
     * Whether the checksum is right.
     *
     * @param icmp   address of the header.
     * @param length bytes of header and message.
     * @return false if the message was damaged.
     */
    public static boolean isChecksumValid(final long icmp, final int length) {
        return Checksum.fold(Checksum.sum(icmp, length, 0)) == 0xFFFF;
    }

    /**
     * Turns an echo request into its reply.
     *
     * @param icmp address of the header.
     */
    public static void toEchoReply(final long icmp) {
        final int before = NativeMemory.uint16(icmp);
        NativeMemory.uint8(icmp, ECHO_REPLY);
        final int after = NativeMemory.uint16(icmp);
        NativeMemory.uint16(icmp + CHECKSUM, Checksum.update(NativeMemory.uint16(icmp + CHECKSUM),
            Checksum.fold(Checksum.difference16(before, after))));
    }
}
