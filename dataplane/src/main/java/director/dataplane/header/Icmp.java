/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.header;

import director.bindings.NativeMemory;

/**
 * The ICMP header (RFC 792).
 *
 * <pre>
 *   0               1               2               3
 *  +---------------+---------------+-------------------------------+
 *  |     type      |     code      |           checksum            |
 *  +---------------+---------------+-------------------------------+
 * </pre>
 */
public final class Icmp {
    /** Bytes of the header with the rest of its first eight. */
    public static final int LENGTH = 8;
    /** Type of an echo reply. */
    public static final int ECHO_REPLY = 0;
    /** Type of an echo request. */
    public static final int ECHO_REQUEST = 8;

    private static final int CHECKSUM = 2;

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
