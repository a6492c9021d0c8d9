/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.bindings.MemoryAllocator;
import director.bindings.NativeMemory;
import java.util.Arrays;

/**
 * The {@link OwnEnd}s of one direction, by the number of the record, apart from the records: eight of them are in a
 * cache line, and a packet of full NAT needs nothing else of its connection that is not in the slot. They have memory
 * where there are such connections.
 */
final class OwnEnds implements AutoCloseable {
    private static final int CHUNK = 1 << Records.CHUNK_BITS;
    private static final int CHUNK_MASK = CHUNK - 1;
    private static final int WORD_SHIFT = 3;
    /** How many more are refused before memory is asked for again, as asking is slow. */
    private static final int PATIENCE = 1 << 12;

    private final MemoryAllocator memory;
    private final long[] chunks;
    /** In the place of those that have no memory, so that each can be read. */
    private final long nothing;
    private int chunkCount;
    private int patience;
    private long refusals;

    OwnEnds(final MemoryAllocator memory, final int lines) {
        this.memory = memory;
        this.chunks = new long[((lines - 1) >>> Records.CHUNK_BITS) + 1];
        this.nothing = allocate();
        Arrays.fill(chunks, nothing);
    }

    /** What a connection has, or anything if it has nothing. */
    long get(final int number) {
        return NativeMemory.int64(chunks[number >>> Records.CHUNK_BITS] + ((long) (number & CHUNK_MASK) << WORD_SHIFT));
    }

    /** Sets what a connection has. Answers false if there is no memory for it. */
    boolean set(final int number, final long word) {
        final int chunk = number >>> Records.CHUNK_BITS;
        if (chunks[chunk] == nothing && !open(chunk)) {
            return false;
        }
        NativeMemory.int64(chunks[chunk] + ((long) (number & CHUNK_MASK) << WORD_SHIFT), word);
        return true;
    }

    /** Has a connection have nothing. */
    void clear(final int number) {
        if (chunks[number >>> Records.CHUNK_BITS] != nothing) {
            set(number, 0);
        }
    }

    long bytes() {
        return (long) chunkCount << Records.CHUNK_BITS << WORD_SHIFT;
    }

    /** How often the allocator had no chunk. */
    long refusals() {
        return refusals;
    }

    @Override
    public void close() {
        for (final long chunk : chunks) {
            if (chunk != nothing) {
                memory.free(chunk);
            }
        }
        memory.free(nothing);
        Arrays.fill(chunks, 0);
    }

    private boolean open(final int chunk) {
        if (patience > 0) {
            patience--;
            return false;
        }
        try {
            chunks[chunk] = allocate();
            return true;
        } catch (final IllegalStateException e) {
            refusals++;
            patience = PATIENCE;
            return false;
        }
    }

    private long allocate() {
        final long chunk = memory.allocate("ends of full NAT", (long) CHUNK << WORD_SHIFT, Connection.BYTES);
        chunkCount++;
        return chunk;
    }
}
