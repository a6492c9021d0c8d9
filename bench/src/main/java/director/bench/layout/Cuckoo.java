/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.layout;

import director.bindings.MemoryAllocator;
import director.bindings.NativeMemory;

/**
 * Slots of 16 bytes, four to a cache line, each hash in one of two lines; one that finds both full takes the place of
 * another, which goes to its other line. So up to 96 % of the slots can be used, and no look-up reads more than
 * two lines; but both are touched.
 */
final class Cuckoo extends Layout {
    private static final int SLOT = 16;
    private static final int MOST_MOVES = 10_000;
    private static final long ODD = 0x9E37_79B9_7F4A_7C15L;

    private final int shift;
    private int victim;

    Cuckoo(final MemoryAllocator memory, final int connections) {
        super(memory, (long) LINE << bits(connections * 25L / 96));
        this.shift = Long.SIZE - bits(connections * 25L / 96);
    }

    @Override
    long touch(final long[] hashes, final int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += NativeMemory.int64(first(hashes[i])) + NativeMemory.int64(second(hashes[i]));
        }
        return sum;
    }

    @Override
    long find(final long hash) {
        final long one = first(hash);
        final long slot = one + Slots.offsetIn(one, hash);
        if (NativeMemory.int64(slot) == hash) {
            return NativeMemory.int64(slot + Long.BYTES);
        }
        final long two = second(hash);
        final long other = two + Slots.offsetIn(two, hash);
        return NativeMemory.int64(other) == hash ? NativeMemory.int64(other + Long.BYTES) : 0;
    }

    @Override
    boolean insert(final long hash, final int number) {
        long moved = hash;
        long word = value(number);
        if (put(first(moved), moved, word) || put(second(moved), moved, word)) {
            return true;
        }
        long line = first(moved);
        for (int moves = 0; moves < MOST_MOVES; moves++) {
            final long slot = line + (long) (victim++ & 3) * SLOT;
            final long next = NativeMemory.int64(slot);
            final long nextWord = NativeMemory.int64(slot + Long.BYTES);
            set(slot, moved, word);
            moved = next;
            word = nextWord;
            line = line == first(moved) ? second(moved) : first(moved);
            if (put(line, moved, word)) {
                return true;
            }
        }
        return false;
    }

    private static boolean put(final long line, final long hash, final long word) {
        for (long slot = line; slot < line + LINE; slot += SLOT) {
            if (NativeMemory.int64(slot) == 0) {
                set(slot, hash, word);
                return true;
            }
        }
        return false;
    }

    private static void set(final long slot, final long hash, final long word) {
        NativeMemory.int64(slot, hash);
        NativeMemory.int64(slot + Long.BYTES, word);
    }

    private long first(final long hash) {
        return NativeMemory.bounded(base() + (hash >>> shift << LINE_SHIFT));
    }

    private long second(final long hash) {
        return NativeMemory.bounded(base() + ((hash * ODD) >>> shift << LINE_SHIFT));
    }
}
