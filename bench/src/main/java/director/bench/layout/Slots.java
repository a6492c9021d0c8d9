/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.layout;

import director.bindings.MemoryAllocator;
import director.bindings.NativeMemory;

/**
 * As the director has it: slots of 16 bytes, hash and value, four to a cache line, of which at most five eighths are
 * used; what does not fit goes to the next line. The hash says all of the tuple, so nothing else is read. Whatever only
 * a change needs is elsewhere and does not count here.
 */
final class Slots extends Layout {
    private static final int SLOT = 16;
    private static final int LAST = LINE - SLOT;

    private final int shift;
    private final long mask;

    Slots(final MemoryAllocator memory, final int connections) {
        super(memory, (long) LINE << bits(connections * 2L / 5));
        this.shift = Long.SIZE - bits(connections * 2L / 5);
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
        long line = home(hash);
        while (true) {
            final long slot = line + offsetIn(line, hash);
            if (NativeMemory.int64(slot) == hash) {
                return NativeMemory.int64(slot + Long.BYTES);
            }
            if (NativeMemory.int64(line + LAST) == 0) {
                return 0;
            }
            line = next(line);
        }
    }

    @Override
    boolean insert(final long hash, final int number) {
        for (long line = home(hash);; line = next(line)) {
            for (long slot = line; slot < line + LINE; slot += SLOT) {
                if (NativeMemory.int64(slot) == 0) {
                    NativeMemory.int64(slot, hash);
                    NativeMemory.int64(slot + Long.BYTES, value(number));
                    return true;
                }
            }
        }
    }

    /** Without a branch, as which slot it is cannot be foretold. */
    static int offsetIn(final long line, final long hash) {
        return (NativeMemory.int64(line + SLOT) == hash ? SLOT : 0)
            | (NativeMemory.int64(line + 2 * SLOT) == hash ? 2 * SLOT : 0)
            | (NativeMemory.int64(line + LAST) == hash ? LAST : 0);
    }

    private long home(final long hash) {
        return NativeMemory.bounded(base() + (hash >>> shift << LINE_SHIFT));
    }

    private long next(final long line) {
        return base() + (line - base() + LINE & mask);
    }
}
