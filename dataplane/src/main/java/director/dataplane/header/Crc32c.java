/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.header;

import director.bindings.NativeMemory;

/**
 * CRC32c (Castagnoli), the checksum of SCTP (RFC 9260 appendix A), over memory outside the Java heap: the checksum of
 * the JDK wants a buffer object for it. Eight bytes are taken at a time, each through a table of its own, so that the
 * look-ups do not wait for one another.
 */
public final class Crc32c {
    /** The register before the first byte. */
    public static final int START = -1;

    /** The polynomial 0x1EDC6F41, bits reversed. */
    private static final int POLYNOMIAL = 0x82F6_3B78;
    private static final int STRIDE = 8;
    private static final int ENTRIES = 256;
    /** Table k, from k * 256 on, is what a byte contributes that k zero bytes follow. */
    private static final int[] TABLES = tables();

    private Crc32c() {
    }

    private static int[] tables() {
        final int[] tables = new int[STRIDE * ENTRIES];
        for (int i = 0; i < ENTRIES; i++) {
            int register = i;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                register = register >>> 1 ^ ((register & 1) == 0 ? 0 : POLYNOMIAL);
            }
            tables[i] = register;
        }
        for (int i = ENTRIES; i < tables.length; i++) {
            final int before = tables[i - ENTRIES];
            tables[i] = before >>> 8 ^ tables[before & 0xFF];
        }
        return tables;
    }

    /**
     * The CRC of a range of memory.
     *
     * @param address where it begins.
     * @param length  bytes, at least 0.
     * @return the CRC.
     */
    public static int of(final long address, final int length) {
        return finish(update(START, address, length));
    }

    /**
     * Feeds memory to the register.
     *
     * @param register {@link #START}, or what was answered for the bytes before.
     * @param address  where to begin.
     * @param length   bytes, at least 0.
     * @return the register: see {@link #finish}.
     */
    public static int update(final int register, final long address, final int length) {
        int crc = register;
        int offset = 0;
        for (; offset <= length - STRIDE; offset += STRIDE) {
            crc = eightBytes(NativeMemory.int64(address + offset) ^ (crc & 0xFFFF_FFFFL));
        }
        for (; offset < length; offset++) {
            crc = crc >>> 8 ^ TABLES[(crc ^ NativeMemory.uint8(address + offset)) & 0xFF];
        }
        return crc;
    }

    private static int eightBytes(final long word) {
        final int first = (int) word;
        final int second = (int) (word >>> Integer.SIZE);
        return TABLES[7 * ENTRIES + (first & 0xFF)]
            ^ TABLES[6 * ENTRIES + (first >>> 8 & 0xFF)]
            ^ TABLES[5 * ENTRIES + (first >>> 16 & 0xFF)]
            ^ TABLES[4 * ENTRIES + (first >>> 24)]
            ^ TABLES[3 * ENTRIES + (second & 0xFF)]
            ^ TABLES[2 * ENTRIES + (second >>> 8 & 0xFF)]
            ^ TABLES[ENTRIES + (second >>> 16 & 0xFF)]
            ^ TABLES[second >>> 24];
    }

    /** Feeds four zero bytes to the register. */
    static int updateZeros(final int register) {
        return TABLES[3 * ENTRIES + (register & 0xFF)]
            ^ TABLES[2 * ENTRIES + (register >>> 8 & 0xFF)]
            ^ TABLES[ENTRIES + (register >>> 16 & 0xFF)]
            ^ TABLES[register >>> 24];
    }

    /**
     * The CRC that a register stands for.
     *
     * @param register what was answered for the last byte.
     * @return the CRC.
     */
    public static int finish(final int register) {
        return ~register;
    }
}
