/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.layout;

import director.bindings.MemoryAllocator;
import director.bindings.NativeMemory;

/**
 * A table from hashes of tuples to one word each: what a packet of an established connection needs. It is made for a
 * number of connections, does not grow, and nothing is taken from it. What identifies a tuple beside its hash, 16 bytes
 * of addresses, ports and protocol, is made up from the hash. For one thread.
 */
abstract class Layout implements AutoCloseable {
    /** Packets that are looked for together. */
    static final int BURST = 32;
    static final int LINE = 64;
    static final int LINE_SHIFT = 6;

    private static final long FIRST = 0x5DEE_CE66_D1CE_4E5BL;
    private static final long SECOND = 0x2545_F491_4F6C_DD1DL;

    private final MemoryAllocator memory;
    private final long base;
    private final long bytes;

    /** An empty table in so many bytes. */
    Layout(final MemoryAllocator memory, final long bytes) {
        this.memory = memory;
        this.bytes = bytes;
        this.base = memory.allocate("a layout", bytes, 2L * LINE);
    }

    /** Where the table begins. */
    final long base() {
        return base;
    }

    /** What the table takes, records included. */
    final long bytes() {
        return bytes;
    }

    /** Reads all cache lines that looking for these hashes needs first. Answers a sum of what was read. */
    abstract long touch(long[] hashes, int count);

    /** The value of a hash, 0 if there is none. */
    abstract long find(long hash);

    /** Adds a hash that is not there. Answers false if there is no room. */
    abstract boolean insert(long hash, int number);

    /** Forgets everything. */
    void clear() {
        NativeMemory.zero(base, bytes);
    }

    @Override
    public void close() {
        memory.free(base);
    }

    /** What the word of a connection is. */
    static long value(final int number) {
        return (long) number << Integer.SIZE | 1;
    }

    /** Writes the rest of a tuple. */
    static void tuple(final long address, final long hash) {
        NativeMemory.int64(address, hash ^ FIRST);
        NativeMemory.int64(address + Long.BYTES, hash ^ SECOND);
    }

    /** Whether the rest of a tuple is that of a packet with this hash. */
    static boolean isTuple(final long address, final long hash) {
        return ((NativeMemory.int64(address) ^ hash ^ FIRST)
            | (NativeMemory.int64(address + Long.BYTES) ^ hash ^ SECOND)) == 0;
    }

    /** Bits of the least power of two that is at least this. */
    static int bits(final long least) {
        return Long.SIZE - Long.numberOfLeadingZeros(Math.max(1, least - 1));
    }
}
