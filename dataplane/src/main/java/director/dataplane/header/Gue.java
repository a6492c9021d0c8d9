/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.header;

import director.bindings.NativeMemory;

/**
 * The header of generic UDP encapsulation, version 0 (draft-ietf-intarea-gue §3), which stands behind a UDP header.
 *
 * <pre>
 *   0               1               2               3
 *  +---+-+---------+---------------+-------------------------------+
 *  |ver|C|  Hlen   |   protocol    |             flags             |
 *  +---+-+---------+---------------+-------------------------------+
 *  |                 optional fields, Hlen words                   |
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * <p>C marks a control message, whose second byte is its type. In version 1 there is no header: an IP packet begins
 * where it would be, whose own version, 4 or 6, has these bits.
 */
public final class Gue {
    /** Bytes of a header without optional fields, the only one that the director writes. */
    public static final int MIN_LENGTH = 4;

    private static final int PROTOCOL = 1;
    private static final int FLAGS = 2;
    private static final int CONTROL = 0x20;
    private static final int LENGTH_MASK = 0x1F;

    private Gue() {
    }

    /**
     * Writes a header of version 0 without optional fields.
     *
     * @param gue      where to write {@link #MIN_LENGTH} bytes.
     * @param protocol what is inside: {@link Ipv4#IPV4_IN_IP} or {@link Ipv4#IPV6_IN_IP}.
     */
    public static void write(final long gue, final int protocol) {
        NativeMemory.uint8(gue, 0);
        NativeMemory.uint8(gue + PROTOCOL, protocol);
        NativeMemory.uint16(gue + FLAGS, 0);
    }

    /**
     * The version.
     *
     * @param gue address of the header.
     * @return 0 to 3; the other accessors are for 0.
     */
    public static int version(final long gue) {
        return NativeMemory.uint8(gue) >>> 6;
    }

    /**
     * Whether it is a control message and not a packet.
     *
     * @param gue address of the header.
     * @return the C flag.
     */
    public static boolean isControl(final long gue) {
        return (NativeMemory.uint8(gue) & CONTROL) != 0;
    }

    /**
     * Bytes of the header, optional fields included.
     *
     * @param gue address of the header.
     * @return 4 to 128.
     */
    public static int headerLength(final long gue) {
        return MIN_LENGTH + ((NativeMemory.uint8(gue) & LENGTH_MASK) << 2);
    }

    /**
     * What is inside.
     *
     * @param gue address of the header.
     * @return a protocol number, 0 to 255.
     */
    public static int protocol(final long gue) {
        return NativeMemory.uint8(gue + PROTOCOL);
    }

    /**
     * Which optional fields there are.
     *
     * @param gue address of the header.
     * @return 16 bits.
     */
    public static int flags(final long gue) {
        return NativeMemory.uint16Be(gue + FLAGS);
    }
}
