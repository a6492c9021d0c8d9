/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.header;

import director.bindings.NativeMemory;

/**
 * Options of a TCP header (RFC 9293 §3.1), changed where they are. Checksums are updated by what changed. What follows
 * an option that cannot be is left alone.
 */
public final class TcpOptions {
    private static final int END = 0;
    private static final int NOTHING = 1;
    private static final int SACK = 5;
    private static final int MULTIPATH = 30;
    private static final int FAST_OPEN = 34;
    private static final int EXPERIMENT_1 = 253;
    private static final int EXPERIMENT_2 = 254;
    /** What an experimental option of Fast Open begins with (RFC 6994, RFC 7413 §4.1.1). */
    private static final int FAST_OPEN_EXPERIMENT = 0xF989;
    /** Kind and length. */
    private static final int HEAD = 2;
    private static final int EXPERIMENT_LENGTH = 4;
    private static final int EDGE = 4;
    private static final int BLOCK = 8;

    private TcpOptions() {
    }

    /**
     * Where the next option is, options without a length passed over.
     *
     * @param tcp          address of the header.
     * @param headerLength bytes of the header, all of which can be read.
     * @param from         bytes from the header on, where an option begins or the header ends.
     * @return bytes from the header on, where a whole option begins; 0 if there are no more.
     */
    public static int next(final long tcp, final int headerLength, final int from) {
        int at = from;
        while (at <= headerLength - HEAD) {
            final int kind = NativeMemory.uint8(tcp + at);
            if (kind == NOTHING) {
                at++;
                continue;
            }
            final int length = NativeMemory.uint8(tcp + at + 1);
            return kind == END || length < HEAD || at + length > headerLength ? 0 : at;
        }
        return 0;
    }

    /**
     * Bytes of an option that has a length.
     *
     * @param tcp address of the header.
     * @param at  what {@link #next} answered.
     * @return at least 2.
     */
    public static int length(final long tcp, final int at) {
        return NativeMemory.uint8(tcp + at + 1);
    }

    /**
     * Writes over what would let data be more than the bytes of one stream from the SYN on: Fast Open (RFC 7413), also
     * as an experiment, and multipath TCP (RFC 8684). Both ends then do without.
     *
     * @param tcp          address of the header of a SYN.
     * @param headerLength bytes of the header, all of which can be read.
     */
    public static void eraseExtensions(final long tcp, final int headerLength) {
        int at = next(tcp, headerLength, Tcp.MIN_LENGTH);
        while (at != 0) {
            final int end = at + length(tcp, at);
            if (isExtension(tcp, at)) {
                erase(tcp, headerLength, at);
            }
            at = next(tcp, headerLength, end);
        }
    }

    /**
     * Writes over options of one kind.
     *
     * @param tcp          address of the header.
     * @param headerLength bytes of the header, all of which can be read.
     * @param kind         2 to 255.
     */
    public static void eraseKind(final long tcp, final int headerLength, final int kind) {
        int at = next(tcp, headerLength, Tcp.MIN_LENGTH);
        while (at != 0) {
            final int end = at + length(tcp, at);
            if (NativeMemory.uint8(tcp + at) == kind) {
                erase(tcp, headerLength, at);
            }
            at = next(tcp, headerLength, end);
        }
    }

    private static boolean isExtension(final long tcp, final int at) {
        return switch (NativeMemory.uint8(tcp + at)) {
            case FAST_OPEN, MULTIPATH -> true;
            case EXPERIMENT_1, EXPERIMENT_2 -> length(tcp, at) >= EXPERIMENT_LENGTH
                && NativeMemory.uint16Be(tcp + at + HEAD) == FAST_OPEN_EXPERIMENT;
            default -> false;
        };
    }

    /**
     * Takes selective acknowledgments out (RFC 2018).
     *
     * @param tcp          address of the header.
     * @param headerLength bytes of the header, all of which can be read.
     */
    public static void eraseSack(final long tcp, final int headerLength) {
        final int at = sack(tcp, headerLength);
        if (at != 0) {
            erase(tcp, headerLength, at);
        }
    }

    /**
     * Lowers the sequence numbers of selective acknowledgments (RFC 2018). If one of them begins in bytes that the
     * other end never sent, as a duplicate does that is reported (RFC 2883), all are taken out.
     *
     * @param tcp          address of the header.
     * @param headerLength bytes of the header, all of which can be read.
     * @param by           by how much, and how many bytes those are.
     * @param foreign      sequence number of the first of those bytes.
     */
    public static void lowerSack(final long tcp, final int headerLength, final int by, final int foreign) {
        final int at = sack(tcp, headerLength);
        if (at == 0) {
            return;
        }
        final int end = at + length(tcp, at);
        for (int edge = at + HEAD; edge <= end - BLOCK; edge += BLOCK) {
            if (Integer.compareUnsigned(NativeMemory.int32Be(tcp + edge) - foreign, by) < 0) {
                erase(tcp, headerLength, at);
                return;
            }
        }
        final int before = sum(tcp, headerLength);
        for (int edge = at + HEAD; edge <= end - EDGE; edge += EDGE) {
            NativeMemory.int32Be(tcp + edge, NativeMemory.int32Be(tcp + edge) - by);
        }
        update(tcp, headerLength, before);
    }

    private static int sack(final long tcp, final int headerLength) {
        int at = next(tcp, headerLength, Tcp.MIN_LENGTH);
        while (at != 0 && NativeMemory.uint8(tcp + at) != SACK) {
            at = next(tcp, headerLength, at + length(tcp, at));
        }
        return at;
    }

    /** Puts options that mean nothing in place of one. */
    private static void erase(final long tcp, final int headerLength, final int at) {
        final int before = sum(tcp, headerLength);
        final int end = at + length(tcp, at);
        for (int i = at; i < end; i++) {
            NativeMemory.uint8(tcp + i, NOTHING);
        }
        update(tcp, headerLength, before);
    }

    private static int sum(final long tcp, final int headerLength) {
        return Checksum.fold(Checksum.sum(tcp + Tcp.MIN_LENGTH, headerLength - Tcp.MIN_LENGTH, 0));
    }

    private static void update(final long tcp, final int headerLength, final int before) {
        final long difference = Checksum.difference16(before, sum(tcp, headerLength));
        Tcp.checksum(tcp, Checksum.update(Tcp.checksum(tcp), Checksum.fold(difference)));
    }
}
