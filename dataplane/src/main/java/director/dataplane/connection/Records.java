/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.bindings.MemoryAllocator;
import director.bindings.NativeMemory;

/**
 * The records of {@link Connection}s by number, in chunks that are taken as they are needed and kept: a record never
 * moves. Numbers begin at 1.
 */
final class Records implements AutoCloseable {
    /** 1,024 records, 128 KiB: taking and zeroing more at once would take too long for a duty cycle. */
    static final int CHUNK_BITS = 10;

    private static final int CHUNK_RECORDS = 1 << CHUNK_BITS;
    private static final int CHUNK_MASK = CHUNK_RECORDS - 1;
    private static final int BYTES_SHIFT = 7;
    /** When so few fresh records are left, {@link #prepare} takes the next chunk. */
    private static final int FEW = CHUNK_RECORDS / 2;
    /** How many more are refused before memory is asked for again, as asking is slow. */
    private static final int PATIENCE = 1 << 12;

    private final MemoryAllocator memory;
    private final int maximum;
    private final long[] chunks;
    private int chunkCount;
    private int free = Bookkeeping.NONE;
    private int touched = 1;
    private int used;
    private int patience;
    private long refusals;

    /** Room for so many records, of which none takes memory yet. */
    Records(final MemoryAllocator memory, final int maximum) {
        this.memory = memory;
        this.maximum = maximum;
        this.chunks = new long[(maximum >>> CHUNK_BITS) + 1];
    }

    /** The address of a record that was taken. */
    long address(final int number) {
        return chunks[number >>> CHUNK_BITS] + ((long) (number & CHUNK_MASK) << BYTES_SHIFT);
    }

    /** Takes a record, all zero but for its number. Answers its address, or 0 if there is none. */
    long take() {
        final int number;
        final long record;
        if (free != Bookkeeping.NONE) {
            number = free;
            record = address(number);
            free = Bookkeeping.next(record);
            NativeMemory.zero(record, Connection.BYTES);
        } else if (touched <= maximum && (touched >>> CHUNK_BITS < chunkCount || grow())) {
            number = touched++;
            // As the allocator has it, which is zero.
            record = address(number);
        } else {
            return 0;
        }
        used++;
        Bookkeeping.number(record, number);
        return record;
    }

    void release(final long record) {
        Bookkeeping.life(record, 0);
        Bookkeeping.next(record, free);
        free = Bookkeeping.number(record);
        used--;
    }

    /** Takes the next chunk ahead of need. */
    void prepare() {
        final long fresh = ((long) chunkCount << CHUNK_BITS) - touched;
        if (free == Bookkeeping.NONE && fresh < FEW && chunkCount < chunks.length) {
            grow();
        }
    }

    int used() {
        return used;
    }

    int maximum() {
        return maximum;
    }

    /** All numbers that were ever taken are below this. */
    int touched() {
        return touched;
    }

    /** How often the allocator had no chunk. */
    long refusals() {
        return refusals;
    }

    long bytes() {
        return (long) chunkCount << CHUNK_BITS << BYTES_SHIFT;
    }

    @Override
    public void close() {
        for (int i = 0; i < chunkCount; i++) {
            memory.free(chunks[i]);
        }
        chunkCount = 0;
    }

    private boolean grow() {
        if (patience > 0) {
            patience--;
            return false;
        }
        try {
            chunks[chunkCount] = memory.allocate("connections", (long) CHUNK_RECORDS << BYTES_SHIFT, Connection.BYTES);
            chunkCount++;
            return true;
        } catch (final IllegalStateException e) {
            refusals++;
            patience = PATIENCE;
            return false;
        }
    }
}
