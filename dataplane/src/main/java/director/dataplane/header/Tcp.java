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
 *  |            options, to a whole number of words                |
 *  +---------------------------------------------------------------+
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
    /** Flag: hand the data over at once. */
    public static final int PSH = 0x08;
    /** Flag: the acknowledgment number counts. */
    public static final int ACK = 0x10;

    /** Flag: the urgent pointer counts. */
    public static final int URG = 0x20;

    private static final int SEQUENCE = 4;
    private static final int ACKNOWLEDGMENT = 8;
    private static final int DATA_OFFSET = 12;
    private static final int FLAGS = 13;
    private static final int WINDOW = 14;
    private static final int CHECKSUM = 16;
    private static final int URGENT = 18;

    private static final int OPTION_END = 0;
    private static final int OPTION_NOTHING = 1;
    private static final int OPTION_MSS = 2;
    private static final int OPTION_MSS_LENGTH = 4;
    /** Bytes of the shortest option that has a length: its kind and its length. */
    private static final int OPTION_HEAD = 2;

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
     * Sets the bytes of the header, options included, and leaves the checksum alone.
     *
     * @param tcp    address of the header.
     * @param length 20 to 60, whole words.
     */
    public static void headerLength(final long tcp, final int length) {
        NativeMemory.uint8(tcp + DATA_OFFSET, length << 2 | (NativeMemory.uint8(tcp + DATA_OFFSET) & 0xF));
    }

    /**
     * The word that has the length of the header and the flags, as checksums see it.
     *
     * @param tcp address of the header.
     * @return wire order.
     */
    public static int offsetWord(final long tcp) {
        return NativeMemory.uint16(tcp + DATA_OFFSET);
    }

    /**
     * Writes a header without options, the checksum as 0.
     *
     * @param tcp             where to write {@link #MIN_LENGTH} bytes.
     * @param sourcePort      wire order.
     * @param destinationPort wire order.
     * @param sequence        sequence number.
     * @param acknowledgment  acknowledgment number.
     * @param flags           or-ed.
     * @param window          0 to 65,535.
     */
    public static void write(
        final long tcp,
        final int sourcePort,
        final int destinationPort,
        final int sequence,
        final int acknowledgment,
        final int flags,
        final int window) {
        Ports.source(tcp, sourcePort);
        Ports.destination(tcp, destinationPort);
        NativeMemory.int32Be(tcp + SEQUENCE, sequence);
        NativeMemory.int32Be(tcp + ACKNOWLEDGMENT, acknowledgment);
        NativeMemory.uint8(tcp + DATA_OFFSET, MIN_LENGTH << 2);
        NativeMemory.uint8(tcp + FLAGS, flags);
        NativeMemory.uint16Be(tcp + WINDOW, window);
        NativeMemory.uint16(tcp + CHECKSUM, 0);
        NativeMemory.uint16(tcp + URGENT, 0);
    }

    /**
     * The sequence number.
     *
     * @param tcp address of the header.
     * @return 32 bits, to be added to and compared modulo 2^32.
     */
    public static int sequence(final long tcp) {
        return NativeMemory.int32Be(tcp + SEQUENCE);
    }

    /**
     * Sets the sequence number and leaves the checksum alone.
     *
     * @param tcp      address of the header.
     * @param sequence 32 bits.
     */
    public static void sequence(final long tcp, final int sequence) {
        NativeMemory.int32Be(tcp + SEQUENCE, sequence);
    }

    /**
     * The acknowledgment number.
     *
     * @param tcp address of the header.
     * @return 32 bits, to be added to and compared modulo 2^32.
     */
    public static int acknowledgment(final long tcp) {
        return NativeMemory.int32Be(tcp + ACKNOWLEDGMENT);
    }

    /**
     * Sets the acknowledgment number and leaves the checksum alone.
     *
     * @param tcp            address of the header.
     * @param acknowledgment 32 bits.
     */
    public static void acknowledgment(final long tcp, final int acknowledgment) {
        NativeMemory.int32Be(tcp + ACKNOWLEDGMENT, acknowledgment);
    }

    /**
     * Sets the sequence number and updates the checksum.
     *
     * @param tcp      address of the header.
     * @param sequence 32 bits.
     */
    public static void changeSequence(final long tcp, final int sequence) {
        change(tcp, SEQUENCE, sequence);
    }

    /**
     * Sets the acknowledgment number and updates the checksum.
     *
     * @param tcp            address of the header.
     * @param acknowledgment 32 bits.
     */
    public static void changeAcknowledgment(final long tcp, final int acknowledgment) {
        change(tcp, ACKNOWLEDGMENT, acknowledgment);
    }

    /**
     * Sets the window and updates the checksum.
     *
     * @param tcp    address of the header.
     * @param window 0 to 65,535.
     */
    public static void changeWindow(final long tcp, final int window) {
        final int before = NativeMemory.uint16(tcp + WINDOW);
        NativeMemory.uint16Be(tcp + WINDOW, window);
        final long difference = Checksum.difference16(before, NativeMemory.uint16(tcp + WINDOW));
        checksum(tcp, Checksum.update(checksum(tcp), Checksum.fold(difference)));
    }

    private static void change(final long tcp, final int at, final int value) {
        final int before = NativeMemory.int32(tcp + at);
        NativeMemory.int32Be(tcp + at, value);
        final long difference = Checksum.difference32(before, NativeMemory.int32(tcp + at));
        checksum(tcp, Checksum.update(checksum(tcp), Checksum.fold(difference)));
    }

    /**
     * The window, not scaled.
     *
     * @param tcp address of the header.
     * @return 0 to 65,535.
     */
    public static int window(final long tcp) {
        return NativeMemory.uint16Be(tcp + WINDOW);
    }

    /**
     * How many sequence numbers a segment takes: its data, and one each for SYN and FIN.
     *
     * @param tcp    address of a header that fits into the segment.
     * @param length bytes of header and data.
     * @return 0 or more.
     */
    public static int sequenceLength(final long tcp, final int length) {
        return length - headerLength(tcp) + Integer.bitCount(flags(tcp) & (SYN | FIN));
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
     * Makes a copy of another segment's header one that has nothing to say but what was acknowledged. The checksum
     * stays what it was.
     *
     * @param tcp address of the header.
     */
    public static void plain(final long tcp) {
        NativeMemory.uint8(tcp + FLAGS, ACK | PSH);
        NativeMemory.uint16(tcp + URGENT, 0);
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

    /**
     * Computes the checksum anew.
     *
     * @param tcp       address of the header.
     * @param length    bytes of header and data.
     * @param pseudoSum sum of the pseudo header: {@link Ipv4#pseudoHeaderSum} or {@link Ipv6#pseudoHeaderSum}.
     */
    public static void computeChecksum(final long tcp, final int length, final long pseudoSum) {
        checksum(tcp, 0);
        checksum(tcp, Checksum.complement(Checksum.sum(tcp, length, pseudoSum)));
    }

    /**
     * Whether the checksum is right.
     *
     * @param tcp       address of the header.
     * @param length    bytes of header and data.
     * @param pseudoSum sum of the pseudo header: {@link Ipv4#pseudoHeaderSum} or {@link Ipv6#pseudoHeaderSum}.
     * @return false if the segment was damaged.
     */
    public static boolean isChecksumValid(final long tcp, final int length, final long pseudoSum) {
        return Checksum.fold(Checksum.sum(tcp, length, pseudoSum)) == 0xFFFF;
    }

    /**
     * Where the value of the maximum segment size option is (RFC 9293 §3.7.1).
     *
     * @param tcp          address of the header.
     * @param headerLength bytes of the header, all of which can be read.
     * @return bytes from the header on, 0 if there is no such option or what comes before it is no option.
     */
    public static int mssAt(final long tcp, final int headerLength) {
        int at = MIN_LENGTH;
        while (at <= headerLength - OPTION_MSS_LENGTH) {
            final int kind = NativeMemory.uint8(tcp + at);
            if (kind == OPTION_NOTHING) {
                at++;
                continue;
            }
            final int length = NativeMemory.uint8(tcp + at + 1);
            if (kind == OPTION_MSS && length == OPTION_MSS_LENGTH) {
                return at + OPTION_HEAD;
            }
            if (kind == OPTION_END || length < OPTION_HEAD) {
                return 0;
            }
            at += length;
        }
        return 0;
    }

    /**
     * Lowers the maximum segment size that a SYN announces and updates the checksum. A segment that announces none is
     * left alone.
     *
     * @param tcp          address of the header.
     * @param headerLength bytes of the header, all of which can be read.
     * @param maximum      bytes of data, 0 to 65,535.
     * @return whether the segment was changed.
     */
    public static boolean clampMss(final long tcp, final int headerLength, final int maximum) {
        final int at = mssAt(tcp, headerLength);
        if (at == 0 || NativeMemory.uint16Be(tcp + at) <= maximum) {
            return false;
        }
        final int before = NativeMemory.uint16(tcp + at);
        NativeMemory.uint16Be(tcp + at, maximum);
        final long difference = Checksum.difference16(before, NativeMemory.uint16(tcp + at));
        final boolean odd = (at & 1) != 0;
        checksum(tcp, Checksum.update(checksum(tcp), odd ? Checksum.swapped(difference) : Checksum.fold(difference)));
        return true;
    }
}
