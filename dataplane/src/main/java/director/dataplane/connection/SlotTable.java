/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.bindings.MemoryAllocator;
import director.bindings.NativeMemory;

/**
 * An open-addressed table of {@link Slot}s: lines of 64 bytes with four slots each, filled from the front. What does
 * not fit its home line goes to one of the next. From one worker's thread alone.
 *
 * <p>A lookup reads lines from the home line on and stops at the first that is not full. Removing keeps that true by
 * pulling back what had overflowed, so slots move: an address is good until the next {@link #remove}.
 */
final class SlotTable implements AutoCloseable {
    static final int LINE = 64;

    private static final int LAST_SLOT = LINE - Slot.BYTES;
    private static final int SLOTS_PER_LINE = LINE / Slot.BYTES;
    /**
     * How far a slot can be from its home line. At a load of 75 % chance alone makes runs of 16 full lines in a table
     * of thousands, but hardly one of 128 in a table of millions; a lookup ends at the first line that is not full.
     */
    private static final int MAX_LINES_PROBED = 128;
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;
    private static final int MAX_LOAD_PERCENT = 75;

    private final MemoryAllocator memory;
    private final long base;
    private final long end;
    private final long lines;
    private final long seed;

    /**
     * An empty table.
     *
     * @param memory  where it lives.
     * @param entries how many slots have to fit; the table is a third larger.
     * @param seed    secret that keeps clients from choosing what collides.
     */
    SlotTable(final MemoryAllocator memory, final long entries, final long seed) {
        this.memory = memory;
        this.seed = seed | 1;
        this.lines = Math.max(MAX_LINES_PROBED, entries * 100 / MAX_LOAD_PERCENT / SLOTS_PER_LINE + 1);
        this.base = memory.allocate("connection slots", lines * LINE, LINE);
        this.end = base + lines * LINE;
    }

    /** The line where a key belongs: touch it early, look it up later. */
    long home(final long key) {
        final long mixed = (key ^ (key >>> 29)) * seed;
        final long hash = ((mixed ^ (mixed >>> 32)) * MULTIPLIER) >>> 32;
        return base + ((hash * lines) >>> 32) * LINE;
    }

    /** The slot of a key, or 0. */
    long find(final long key, final long home) {
        long line = home;
        for (int probe = 0; probe < MAX_LINES_PROBED; probe++) {
            final long slot = slotIn(line, key);
            if (NativeMemory.int64(slot) == key) {
                return slot;
            }
            if (NativeMemory.int64(line + LAST_SLOT) == ConnectionKey.NONE) {
                return 0;
            }
            line = next(line);
        }
        return 0;
    }

    /**
     * The slot of a line that has a key, or its first. Which of the four it is cannot be predicted, so all are compared
     * and none is jumped to.
     */
    private static long slotIn(final long line, final long key) {
        final int second = NativeMemory.int64(line + Slot.BYTES) == key ? Slot.BYTES : 0;
        final int third = NativeMemory.int64(line + 2 * Slot.BYTES) == key ? 2 * Slot.BYTES : 0;
        final int fourth = NativeMemory.int64(line + LAST_SLOT) == key ? LAST_SLOT : 0;
        return line + (second | third | fourth);
    }

    /** Adds a key that is not in the table. Answers its slot, or 0 if its neighbourhood is full. */
    long insert(final long key, final long value) {
        long line = home(key);
        for (int probe = 0; probe < MAX_LINES_PROBED; probe++) {
            for (long slot = line; slot <= line + LAST_SLOT; slot += Slot.BYTES) {
                if (Slot.key(slot) == ConnectionKey.NONE) {
                    Slot.value(slot, value);
                    Slot.key(slot, key);
                    return slot;
                }
            }
            line = next(line);
        }
        return 0;
    }

    /** Removes the slot at an address that {@link #find} or {@link #insert} just answered. */
    void remove(final long slot) {
        long hole = closeGap(slot);
        long line = hole == lineOf(hole) + LAST_SLOT ? lineOf(hole) : 0;
        long candidateLine = line;
        for (int probe = 1; line != 0 && probe < MAX_LINES_PROBED; probe++) {
            candidateLine = next(candidateLine);
            final boolean full = Slot.key(candidateLine + LAST_SLOT) != ConnectionKey.NONE;
            final long moved = overflowedFrom(line, candidateLine);
            if (moved != 0) {
                Slot.value(hole, Slot.value(moved));
                Slot.key(hole, Slot.key(moved));
                hole = closeGap(moved);
                line = candidateLine;
                probe = 0;
            }
            if (!full) {
                line = 0;
            }
        }
    }

    @Override
    public void close() {
        memory.free(base);
    }

    /** Fills a slot with the last of its line, so that a line is empty only at its end. Answers the slot now empty. */
    private long closeGap(final long slot) {
        long last = lineOf(slot) + LAST_SLOT;
        while (Slot.key(last) == ConnectionKey.NONE) {
            last -= Slot.BYTES;
        }
        Slot.value(slot, Slot.value(last));
        Slot.key(slot, Slot.key(last));
        Slot.key(last, ConnectionKey.NONE);
        return last;
    }

    /** A slot of a line whose home is at or before an earlier line, or 0. */
    private long overflowedFrom(final long earlier, final long line) {
        for (long slot = line; slot <= line + LAST_SLOT && Slot.key(slot) != ConnectionKey.NONE; slot += Slot.BYTES) {
            final long home = home(Slot.key(slot));
            if (distance(home, line) >= distance(earlier, line)) {
                return slot;
            }
        }
        return 0;
    }

    private long distance(final long from, final long to) {
        return to >= from ? to - from : to - from + (end - base);
    }

    private long next(final long line) {
        final long following = line + LINE;
        return following == end ? base : following;
    }

    private static long lineOf(final long slot) {
        return slot & -LINE;
    }
}
