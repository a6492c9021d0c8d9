/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.header;

import director.bindings.NativeMemory;

/**
 * The SCTP common header and the heads of its chunks (RFC 9260 §3).
 *
 * <pre>
 *   0               1               2               3
 *  +-------------------------------+-------------------------------+
 *  |          source port          |       destination port        |
 *  +-------------------------------+-------------------------------+
 *  |                       verification tag                        |
 *  +---------------------------------------------------------------+
 *  |                checksum: CRC32c, little-endian                |
 *  +---------------+---------------+-------------------------------+
 *  |  chunk type   |  chunk flags  |         chunk length          |
 *  +---------------+---------------+-------------------------------+
 * </pre>
 *
 * <p>The checksum covers neither the IP header nor a pseudo header.
 */
public final class Sctp {
    /** Protocol number. */
    public static final int PROTOCOL = 132;
    /** Bytes of the common header. */
    public static final int LENGTH = 12;
    /** Bytes of a chunk's head. */
    public static final int CHUNK_LENGTH = 4;
    /** Chunk: user data. */
    public static final int DATA = 0;
    /** Chunk: begins an association. */
    public static final int INIT = 1;
    /** Chunk: answers {@link #INIT}. */
    public static final int INIT_ACK = 2;
    /** Chunk: acknowledges data. */
    public static final int SACK = 3;
    /** Chunk: asks whether the path works. */
    public static final int HEARTBEAT = 4;
    /** Chunk: answers {@link #HEARTBEAT}. */
    public static final int HEARTBEAT_ACK = 5;
    /** Chunk: ends the association at once. */
    public static final int ABORT = 6;
    /** Chunk: begins to end the association. */
    public static final int SHUTDOWN = 7;
    /** Chunk: answers {@link #SHUTDOWN}. */
    public static final int SHUTDOWN_ACK = 8;
    /** Chunk: reports an error. */
    public static final int ERROR = 9;
    /** Chunk: gives the cookie back. */
    public static final int COOKIE_ECHO = 10;
    /** Chunk: answers {@link #COOKIE_ECHO}. */
    public static final int COOKIE_ACK = 11;
    /** Chunk: answers {@link #SHUTDOWN_ACK}. */
    public static final int SHUTDOWN_COMPLETE = 14;
    /** What {@link #stateChunk} answers if there is no chunk. */
    public static final int NO_CHUNK = -1;

    private static final int VERIFICATION_TAG = 4;
    private static final int CHECKSUM = 8;
    private static final int CHUNK_SIZE = 2;

    private Sctp() {
    }

    /**
     * The verification tag.
     *
     * @param sctp address of the header.
     * @return wire order.
     */
    public static int verificationTag(final long sctp) {
        return NativeMemory.int32(sctp + VERIFICATION_TAG);
    }

    /**
     * Sets the verification tag and leaves the checksum alone.
     *
     * @param sctp address of the header.
     * @param tag  wire order.
     */
    public static void verificationTag(final long sctp, final int tag) {
        NativeMemory.int32(sctp + VERIFICATION_TAG, tag);
    }

    /**
     * The checksum.
     *
     * @param sctp address of the header.
     * @return a CRC32c value, as {@link Crc32c#of} answers it.
     */
    public static int checksum(final long sctp) {
        return NativeMemory.int32(sctp + CHECKSUM);
    }

    /**
     * Sets the checksum.
     *
     * @param sctp     address of the header.
     * @param checksum a CRC32c value, as {@link Crc32c#of} answers it.
     */
    public static void checksum(final long sctp, final int checksum) {
        NativeMemory.int32(sctp + CHECKSUM, checksum);
    }

    /**
     * Computes the checksum anew.
     *
     * @param sctp   address of the header.
     * @param length bytes of header and chunks, at least {@link #LENGTH}.
     */
    public static void computeChecksum(final long sctp, final int length) {
        checksum(sctp, expectedChecksum(sctp, length));
    }

    /**
     * Whether the checksum is right.
     *
     * @param sctp   address of the header.
     * @param length bytes of header and chunks, at least {@link #LENGTH}.
     * @return false if the packet was damaged.
     */
    public static boolean isChecksumValid(final long sctp, final int length) {
        return checksum(sctp) == expectedChecksum(sctp, length);
    }

    /** The field counts as zero (RFC 9260 §6.8), which needs no write: four zero bytes are fed in its place. */
    private static int expectedChecksum(final long sctp, final int length) {
        final int head = Crc32c.update(Crc32c.START, sctp, CHECKSUM);
        final int gap = Crc32c.updateZeros(head);
        return Crc32c.finish(Crc32c.update(gap, sctp + LENGTH, length - LENGTH));
    }

    /**
     * What a chunk is.
     *
     * @param chunk address of its head.
     * @return 0 to 255.
     */
    public static int chunkType(final long chunk) {
        return NativeMemory.uint8(chunk);
    }

    /**
     * Bytes of a chunk, its head included, its padding not.
     *
     * @param chunk address of its head.
     * @return 0 to 65,535; a well-formed chunk has at least {@link #CHUNK_LENGTH}.
     */
    public static int chunkLength(final long chunk) {
        return NativeMemory.uint16Be(chunk + CHUNK_SIZE);
    }

    /**
     * The chunk that moves an association's state: the first, but for an {@link #ABORT} that directly follows a
     * {@link #COOKIE_ECHO} or {@link #COOKIE_ACK}. Other chunks that matter travel alone or first (RFC 9260 §6.10).
     *
     * @param sctp   address of the header.
     * @param length bytes of the packet that can be read there.
     * @return its type, {@link #NO_CHUNK} if there is no whole head of a chunk.
     */
    public static int stateChunk(final long sctp, final int length) {
        if (length < LENGTH + CHUNK_LENGTH) {
            return NO_CHUNK;
        }
        final long first = sctp + LENGTH;
        final int type = chunkType(first);
        if ((type != COOKIE_ECHO && type != COOKIE_ACK) || chunkLength(first) < CHUNK_LENGTH) {
            return type;
        }
        final int second = LENGTH + ((chunkLength(first) + 3) & ~3);
        return length - second >= CHUNK_LENGTH && chunkType(sctp + second) == ABORT ? ABORT : type;
    }
}
