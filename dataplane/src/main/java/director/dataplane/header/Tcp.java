/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.header;

import director.bindings.NativeMemory;

/**
 * The TCP header (RFC 9293 §3.1).
 *
 * <pre>
 *   0               1               2               3
 *  +-------------------------------+-------------------------------+
 *  |          source port          |       destination port        |
 *  +-------------------------------+-------------------------------+
 *  |                        sequence number                        |
 *  +---------------------------------------------------------------+
 *  |                    acknowledgment number                      |
 *  +-------+-------+---------------+-------------------------------+
 *  |offset |       |     flags     |            window             |
 *  +-------+-------+---------------+-------------------------------+
 *  |           checksum            |        urgent pointer         |
 *  +-------------------------------+-------------------------------+
 * </pre>
 */
public final class Tcp {
    /** Bytes of a header without options. */
    public static final int MIN_LENGTH = 20;
    /** Flag: no more data from the sender. */
    public static final int FIN = 0x01;
    /** Flag: synchronise sequence numbers. */
    public static final int SYN = 0x02;
    /** Flag: reset the connection. */
    public static final int RST = 0x04;
    /** Flag: the acknowledgment number counts. */
    public static final int ACK = 0x10;

    private static final int DATA_OFFSET = 12;
    private static final int FLAGS = 13;
    private static final int CHECKSUM = 16;

    private Tcp() {
    }

    /**
     * Bytes of the header, options included.
     *
     * @param tcp address of the header.
     * @return 0 to 60; a well-formed header has at least {@link #MIN_LENGTH}.
     */
    public static int headerLength(final long tcp) {
        return NativeMemory.uint8(tcp + DATA_OFFSET) >>> 4 << 2;
    }

    /**
     * The flags.
     *
     * @param tcp address of the header.
     * @return {@link #FIN}, {@link #SYN}, {@link #RST}, {@link #ACK} and the others, or-ed.
     */
    public static int flags(final long tcp) {
        return NativeMemory.uint8(tcp + FLAGS);
    }

    /**
     * The checksum.
     *
     * @param tcp address of the header.
     * @return wire order.
     */
    public static int checksum(final long tcp) {
        return NativeMemory.uint16(tcp + CHECKSUM);
    }

    /**
     * Sets the checksum.
     *
     * @param tcp      address of the header.
     * @param checksum wire order.
     */
    public static void checksum(final long tcp, final int checksum) {
        NativeMemory.uint16(tcp + CHECKSUM, checksum);
    }
}
