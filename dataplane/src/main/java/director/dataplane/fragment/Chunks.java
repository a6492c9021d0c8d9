/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fragment;

import director.bindings.MemoryAllocator;
import director.bindings.NativeMemory;

/**
 * Parts of datagrams: pieces of memory of one size, each with three bits for every eight bytes of it. From one worker's
 * thread alone.
 *
 * <pre>
 *   0          32         64          96
 *  +----------+----------+-----------+-------------- ... ---+
 *  | covered  |  starts  |run starts |      2,048 bytes     |
 *  +----------+----------+-----------+-------------- ... ---+
 * </pre>
 *
 * {@code covered}: the bytes are there. {@code starts}: a fragment begins here. {@code run starts}: a fragment begins
 * here that did not continue the one that was furthest.
 */
final class Chunks implements AutoCloseable {
    static final int NONE = -1;
    /** Bytes of a datagram in each. */
    static final int DATA = 2_048;
    static final int COVERED = 0;
    static final int STARTS = 32;
    static final int RUN_STARTS = 64;
    static final int MAP = 32;
    /** Bytes of memory that each takes. */
    static final int BYTES = 3 * MAP + DATA;

    private final MemoryAllocator memory;
    private final long base;
    private final int[] next;
    private int free;

    Chunks(final MemoryAllocator memory, final int count) {
        this.memory = memory;
        base = memory.allocate("IP fragments", (long) count * BYTES, 64);
        next = new int[count];
        for (int i = 0; i < count; i++) {
            next[i] = i + 1 == count ? NONE : i + 1;
        }
    }

    /** Takes one with all bits clear, or answers {@link #NONE}. */
    int take() {
        final int chunk = free;
        if (chunk != NONE) {
            free = next[chunk];
            NativeMemory.zero(map(chunk, COVERED), 3 * MAP);
        }
        return chunk;
    }

    void give(final int chunk) {
        next[chunk] = free;
        free = chunk;
    }

    long data(final int chunk) {
        return base + (long) chunk * BYTES + 3 * MAP;
    }

    long map(final int chunk, final int map) {
        return base + (long) chunk * BYTES + map;
    }

    /** The 64 bits of a word of a map. */
    long word(final int chunk, final int map, final int word) {
        return NativeMemory.int64(map(chunk, map) + (long) word * Long.BYTES);
    }

    /** Sets bits. */
    void set(final int chunk, final int map, final int from, final int to) {
        for (int word = from >>> 6; word << 6 < to; word++) {
            final long address = map(chunk, map) + (long) word * Long.BYTES;
            NativeMemory.int64(address, NativeMemory.int64(address) | mask(word, from, to));
        }
    }

    /** How many bits are set. */
    int count(final int chunk, final int map, final int from, final int to) {
        int count = 0;
        for (int word = from >>> 6; word << 6 < to; word++) {
            count += Long.bitCount(word(chunk, map, word) & mask(word, from, to));
        }
        return count;
    }

    /** The bits of a word that are in a range which it meets. */
    private static long mask(final int word, final int from, final int to) {
        final int first = Math.max(from - (word << 6), 0);
        final int end = Math.min(to - (word << 6), Long.SIZE);
        return -1L << first & -1L >>> (Long.SIZE - end);
    }

    @Override
    public void close() {
        memory.free(base);
    }
}
