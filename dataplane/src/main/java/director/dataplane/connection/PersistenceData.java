/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.bindings.MemoryAllocator;
import director.bindings.NativeMemory;

/**
 * What persistence engines know templates by, such as a Call-ID: up to so many strings of at most 256 bytes, by number
 * from 1. Memory is taken in chunks as it is needed.
 *
 * <pre>
 *  +--------+--------+----------------------------------+
 *  | length |  zero  |          256 bytes               |     a free entry has the number of the next in its place
 *  +--------+--------+----------------------------------+
 * </pre>
 */
final class PersistenceData implements AutoCloseable {
    /** The most bytes that an entry holds. */
    static final int MAX_LENGTH = 256;
    /** The number of no entry. */
    static final int NONE = 0;

    private static final int CHUNK_BITS = 8;
    private static final int HEADER = 8;
    private static final int BYTES = HEADER + MAX_LENGTH;

    private final MemoryAllocator memory;
    private final int maximum;
    private final long[] chunks;
    private int chunkCount;
    private int free = NONE;
    private int touched = 1;

    PersistenceData(final MemoryAllocator memory, final int maximum) {
        this.memory = memory;
        this.maximum = maximum;
        this.chunks = new long[(maximum >>> CHUNK_BITS) + 1];
    }

    /** Keeps a copy of bytes. Answers its number; {@link #NONE} if there is no room, or not 1 to MAX_LENGTH bytes. */
    int keep(final long data, final int length) {
        final int number = length < 1 || length > MAX_LENGTH ? NONE : take();
        if (number != NONE) {
            NativeMemory.int32(address(number), length);
            NativeMemory.copy(data, address(number) + HEADER, length);
        }
        return number;
    }

    void release(final int number) {
        NativeMemory.int32(address(number), free);
        free = number;
    }

    int length(final int number) {
        return NativeMemory.int32(address(number));
    }

    long bytes(final int number) {
        return address(number) + HEADER;
    }

    boolean equals(final int number, final long data, final int length) {
        if (length(number) != length) {
            return false;
        }
        final long mine = bytes(number);
        int at = 0;
        for (; at + Long.BYTES <= length; at += Long.BYTES) {
            if (NativeMemory.int64(mine + at) != NativeMemory.int64(data + at)) {
                return false;
            }
        }
        for (; at < length; at++) {
            if (NativeMemory.uint8(mine + at) != NativeMemory.uint8(data + at)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        for (int i = 0; i < chunkCount; i++) {
            memory.free(chunks[i]);
        }
        chunkCount = 0;
    }

    private int take() {
        if (free != NONE) {
            final int number = free;
            free = NativeMemory.int32(address(number));
            return number;
        }
        return touched <= maximum && (touched >>> CHUNK_BITS < chunkCount || grow()) ? touched++ : NONE;
    }

    private boolean grow() {
        try {
            chunks[chunkCount] = memory.allocate("persistence data", (long) BYTES << CHUNK_BITS, Long.BYTES);
            chunkCount++;
            return true;
        } catch (final IllegalStateException e) {
            return false;
        }
    }

    private long address(final int number) {
        return chunks[number >>> CHUNK_BITS] + (long) (number & (1 << CHUNK_BITS) - 1) * BYTES;
    }
}
