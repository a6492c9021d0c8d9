/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.bindings.MemoryAllocator;
import director.bindings.NativeMemory;

/**
 * The records of {@link Connection}s by number, in chunks that are taken as they are needed and kept: a record never
 * moves. A number is that of a cache line. Lines are taken in pairs, whose first has an even number: a pair is a
 * {@link LongRecord long} record or two short ones, and what becomes free as a pair can be either again. Numbers begin
 * at 2.
 */
final class Records implements AutoCloseable {
    /** The most lines that there are numbers for. */
    static final int MAX_LINES = 1 << 26;
    /** 2,048 lines, 128 KiB: taking and zeroing more at once would take too long for a duty cycle. */
    static final int CHUNK_BITS = 11;

    private static final int CHUNK_LINES = 1 << CHUNK_BITS;
    private static final int CHUNK_MASK = CHUNK_LINES - 1;
    private static final int LINE_SHIFT = 6;
    private static final int PAIR = 2;
    /** When so few fresh lines are left, {@link #prepare} takes the next chunk. */
    private static final int FEW = CHUNK_LINES / 2;
    /** How many more are refused before memory is asked for again, as asking is slow. */
    private static final int PATIENCE = 1 << 12;

    private final MemoryAllocator memory;
    private final int maximum;
    private final int lines;
    private final long[] chunks;
    private int chunkCount;
    /** Chain of free pairs, by {@link Bookkeeping#next}. */
    private int freePair = Bookkeeping.NONE;
    /** Chain of free lines whose other is taken, by {@link Bookkeeping#next} and {@link Bookkeeping#previous}. */
    private int freeLine = Bookkeeping.NONE;
    /** The other line of the pair that was taken for a short record last, while it is zero and in no chain. */
    private int half = Bookkeeping.NONE;
    private int touched = PAIR;
    private int used;
    private int patience;
    private long refusals;

    /** Room for so many records, of which none takes memory yet. */
    Records(final MemoryAllocator memory, final int maximum) {
        this.memory = memory;
        this.maximum = maximum;
        this.lines = (int) Math.min((long) PAIR * maximum + PAIR, MAX_LINES);
        this.chunks = new long[((lines - 1) >>> CHUNK_BITS) + 1];
    }

    /** The address of a record that was taken. */
    long address(final int number) {
        return chunks[number >>> CHUNK_BITS] + ((long) (number & CHUNK_MASK) << LINE_SHIFT);
    }

    /** Takes a long record, all zero but for its number. Answers its address, or 0 if there is none. */
    long takeLong() {
        final int number = used == maximum ? Bookkeeping.NONE : takePair();
        return number == Bookkeeping.NONE ? 0 : taken(number);
    }

    /** Takes a short record, all zero but for its number and kind. Answers its address, or 0 if there is none. */
    long takeShort() {
        if (used == maximum) {
            return 0;
        }
        final int number = takeLine();
        if (number == Bookkeeping.NONE) {
            return 0;
        }
        final long record = taken(number);
        Bookkeeping.life(record, Bookkeeping.SHORT);
        return record;
    }

    /** Answers the number of a line that is all zero, or none. */
    private int takeLine() {
        int number = half;
        if (number != Bookkeeping.NONE) {
            half = Bookkeeping.NONE;
        } else if (freeLine != Bookkeeping.NONE) {
            number = freeLine;
            unchain(number);
            NativeMemory.zero(address(number), Connection.BYTES);
        } else {
            number = takePair();
            half = number == Bookkeeping.NONE ? Bookkeeping.NONE : number + 1;
        }
        return number;
    }

    private long taken(final int number) {
        used++;
        final long record = address(number);
        Bookkeeping.number(record, number);
        return record;
    }

    /** Gives a record back. */
    void release(final long record) {
        final int number = Bookkeeping.number(record);
        used--;
        if (!Connection.isShort(record)) {
            giveBack(number);
        } else if ((number ^ 1) == half) {
            half = Bookkeeping.NONE;
            giveBack(number & -PAIR);
        } else if (Bookkeeping.number(address(number ^ 1)) == Bookkeeping.NONE) {
            unchain(number ^ 1);
            giveBack(number & -PAIR);
        } else {
            chain(number);
        }
    }

    /** The next number after that of a record, taken or not, that is one of a record. */
    int after(final int number) {
        return (number & 1) == 0 && !Connection.isShort(address(number)) ? number + PAIR : number + 1;
    }

    /** The greatest number of a record, taken or not, that is not above a number. */
    int atOrBefore(final int number) {
        final int even = number & -PAIR;
        return Connection.isShort(address(even)) ? number : even;
    }

    /** Takes the next chunk ahead of need. */
    void prepare() {
        final long fresh = ((long) chunkCount << CHUNK_BITS) - touched;
        if (freePair == Bookkeeping.NONE && fresh < FEW && chunkCount < chunks.length) {
            grow();
        }
    }

    /** How many numbers there can be. */
    int lines() {
        return lines;
    }

    int used() {
        return used;
    }

    int maximum() {
        return maximum;
    }

    /** All numbers that were ever taken are below this, and none of those below {@link #first}. */
    int touched() {
        return touched;
    }

    /** The least number of a record. */
    static int first() {
        return PAIR;
    }

    /** How often the allocator had no chunk. */
    long refusals() {
        return refusals;
    }

    long bytes() {
        return (long) chunkCount << CHUNK_BITS << LINE_SHIFT;
    }

    @Override
    public void close() {
        for (int i = 0; i < chunkCount; i++) {
            memory.free(chunks[i]);
        }
        chunkCount = 0;
    }

    /** Answers the number of a pair that is all zero, or none. */
    private int takePair() {
        final int number = freePair;
        if (number != Bookkeeping.NONE) {
            final long pair = address(number);
            freePair = Bookkeeping.next(pair);
            NativeMemory.zero(pair, LongRecord.BYTES);
            return number;
        }
        if (touched < lines && (touched >>> CHUNK_BITS < chunkCount || grow())) {
            // As the allocator has it, which is zero.
            touched += PAIR;
            return touched - PAIR;
        }
        return Bookkeeping.NONE;
    }

    private void giveBack(final int pair) {
        final long record = address(pair);
        Bookkeeping.life(record, 0);
        Bookkeeping.number(record, Bookkeeping.NONE);
        Bookkeeping.next(record, freePair);
        freePair = pair;
    }

    /** Keeps a line whose other is taken. That it has no number says that it is free. */
    private void chain(final int line) {
        final long record = address(line);
        Bookkeeping.life(record, Bookkeeping.SHORT);
        Bookkeeping.number(record, Bookkeeping.NONE);
        Bookkeeping.previous(record, Bookkeeping.NONE);
        Bookkeeping.next(record, freeLine);
        if (freeLine != Bookkeeping.NONE) {
            Bookkeeping.previous(address(freeLine), line);
        }
        freeLine = line;
    }

    private void unchain(final int line) {
        final int next = Bookkeeping.next(address(line));
        final int previous = Bookkeeping.previous(address(line));
        if (previous == Bookkeeping.NONE) {
            freeLine = next;
        } else {
            Bookkeeping.next(address(previous), next);
        }
        if (next != Bookkeeping.NONE) {
            Bookkeeping.previous(address(next), previous);
        }
    }

    private boolean grow() {
        if (patience > 0) {
            patience--;
            return false;
        }
        try {
            chunks[chunkCount] = memory.allocate("connections", (long) CHUNK_LINES << LINE_SHIFT, LongRecord.BYTES);
            chunkCount++;
            return true;
        } catch (final IllegalStateException e) {
            refusals++;
            patience = PATIENCE;
            return false;
        }
    }
}
