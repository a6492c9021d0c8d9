/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.layout;

import director.bindings.MemoryAllocator;
import director.bindings.NativeMemory;

/**
 * Entries of 32, 64 or 128 bytes that hold a connection as a whole, or the part that packets need, one behind the
 * other: hash, value and the rest of the tuple. At most five eighths are used; what does not fit goes to the next
 * entry.
 */
final class Entries extends Layout {
    private static final int TUPLE = 16;
    private static final int PER_FIVE = 8;

    private final int shift;
    private final int entryShift;
    private final long mask;

    Entries(final MemoryAllocator memory, final int connections, final int entryShift) {
        super(memory, 1L << (bits(connections * (long) PER_FIVE / 5) + entryShift));
        this.entryShift = entryShift;
        this.shift = Long.SIZE - bits(connections * (long) PER_FIVE / 5);
        this.mask = bytes() - 1;
    }

    @Override
    long touch(final long[] hashes, final int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += NativeMemory.int64(home(hashes[i]));
        }
        return sum;
    }

    @Override
    long find(final long hash) {
        for (long entry = home(hash);; entry = next(entry)) {
            final long found = NativeMemory.int64(entry);
            if (found == hash && isTuple(entry + TUPLE, hash)) {
                return NativeMemory.int64(entry + Long.BYTES);
            }
            if (found == 0) {
                return 0;
            }
        }
    }

    @Override
    boolean insert(final long hash, final int number) {
        long entry = home(hash);
        while (NativeMemory.int64(entry) != 0) {
            entry = next(entry);
        }
        NativeMemory.int64(entry, hash);
        NativeMemory.int64(entry + Long.BYTES, value(number));
        tuple(entry + TUPLE, hash);
        return true;
    }

    private long home(final long hash) {
        return NativeMemory.bounded(base() + (hash >>> shift << entryShift));
    }

    private long next(final long entry) {
        return base() + (entry - base() + (1L << entryShift) & mask);
    }
}
