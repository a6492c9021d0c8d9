/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.header;

import director.bindings.NativeMemory;

/**
 * The GRE header (RFC 2784 §2, RFC 2890 §2). The flags say which of the words behind the first are there.
 *
 * <pre>
 *   0               1               2               3
 *  +-+-+-+-+-----------------+-----+-------------------------------+
 *  |C|R|K|S|    reserved     | ver |         protocol type         |
 *  +-+-+-+-+-----------------+-----+-------------------------------+
 *  |      checksum (C)             |           reserved            |
 *  +-------------------------------+-------------------------------+
 *  |                            key (K)                            |
 *  +---------------------------------------------------------------+
 *  |                      sequence number (S)                      |
 *  +---------------------------------------------------------------+
 * </pre>
 */
public final class Gre {
    /** Protocol number. */
    public static final int PROTOCOL = 47;
    /** Bytes of the first word, which is always there. */
    public static final int MIN_LENGTH = 4;
    /** Bytes of a header with a checksum and nothing else. */
    public static final int CHECKSUM_LENGTH = 8;
    /** Flag: a checksum over header and payload follows. */
    public static final int CHECKSUM = 0x8000;
    /** Flag: routing follows, which RFC 2784 took out. */
    public static final int ROUTING = 0x4000;
    /** Flag: a key follows. */
    public static final int KEY = 0x2000;
    /** Flag: a sequence number follows. */
    public static final int SEQUENCE = 0x1000;

    private static final int VERSION_MASK = 7;
    private static final int TYPE = 2;
    private static final int CHECKSUM_FIELD = 4;
    private static final int WORD = 4;

    private Gre() {
    }

    /**
     * Writes a header; of a checksum, the room for it.
     *
     * @param gre      where to write {@link #headerLength} bytes.
     * @param checksum whether it has a checksum.
     * @param type     an Ethernet type, such as {@link Ethernet#TYPE_IPV4}: wire order.
     */
    public static void write(final long gre, final boolean checksum, final int type) {
        NativeMemory.uint16Be(gre, checksum ? CHECKSUM : 0);
        NativeMemory.uint16(gre + TYPE, type);
        if (checksum) {
            NativeMemory.int32(gre + CHECKSUM_FIELD, 0);
        }
    }

    /**
     * Flags, reserved bits and version.
     *
     * @param gre address of the header.
     * @return 16 bits.
     */
    public static int flags(final long gre) {
        return NativeMemory.uint16Be(gre);
    }

    /**
     * The version.
     *
     * @param gre address of the header.
     * @return 0 to 7; 0 is what is described here.
     */
    public static int version(final long gre) {
        return flags(gre) & VERSION_MASK;
    }

    /**
     * Bytes of the header as its flags have it. That of a header with routing cannot be told so.
     *
     * @param gre address of the header.
     * @return 4, 8, 12 or 16.
     */
    public static int headerLength(final long gre) {
        return MIN_LENGTH + WORD * Integer.bitCount(flags(gre) & (CHECKSUM | KEY | SEQUENCE));
    }

    /**
     * What is inside.
     *
     * @param gre address of the header.
     * @return an Ethernet type, such as {@link Ethernet#TYPE_IPV4}: wire order.
     */
    public static int type(final long gre) {
        return NativeMemory.uint16(gre + TYPE);
    }

    /**
     * The checksum.
     *
     * @param gre address of a header that has one.
     * @return wire order.
     */
    public static int checksum(final long gre) {
        return NativeMemory.uint16(gre + CHECKSUM_FIELD);
    }

    /**
     * Computes the checksum.
     *
     * @param gre    address of a header that has one.
     * @param length bytes of header and payload.
     */
    public static void computeChecksum(final long gre, final int length) {
        NativeMemory.uint16(gre + CHECKSUM_FIELD, 0);
        NativeMemory.uint16(gre + CHECKSUM_FIELD, Checksum.complement(Checksum.sum(gre, length, 0)));
    }

    /**
     * Whether the checksum is right.
     *
     * @param gre    address of a header that has one.
     * @param length bytes of header and payload.
     * @return false if the packet was damaged.
     */
    public static boolean isChecksumValid(final long gre, final int length) {
        return Checksum.fold(Checksum.sum(gre, length, 0)) == 0xFFFF;
    }
}
