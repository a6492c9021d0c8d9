/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.bindings.MemoryAllocator;
import director.bindings.NativeMemory;

/**
 * Finds records by tuple: the tuples of both directions and of templates. It doubles when it is three quarters full, a
 * few lines with every insertion and every duty cycle: lines before a position have moved to the larger level, the
 * others have not, so that a look-up goes to one of them only.
 */
final class TupleIndex implements AutoCloseable {
    /** A look-up that wants the tuple of the client's packets. */
    static final int INBOUND = 1;
    /** A look-up that wants the tuple of the real server's packets. */
    static final int OUTBOUND = 2;

    private static final int MIN_BITS = 6;
    private static final int LINES_PER_INSERT = 2;
    private static final int PATIENCE = 1 << 12;
    private static final int FULL_SLOTS_PER_LINE = 6;

    private final MemoryAllocator memory;
    private final Records records;
    private final IndexLevel[] levels;
    private IndexLevel level;
    /** The level that is grown into; the same as {@link #level} when there is no growing. */
    private IndexLevel larger;
    private int position;
    private int bits;
    private final int maxBits;
    private long used;
    private int patience;
    private long refusals;

    TupleIndex(final MemoryAllocator memory, final Records records, final long initialSlots, final long maxSlots) {
        this.memory = memory;
        this.records = records;
        this.maxBits = bitsFor(maxSlots);
        this.bits = Math.min(bitsFor(initialSlots), maxBits);
        this.levels = new IndexLevel[maxBits + 1];
        for (int i = bits; i <= maxBits; i++) {
            levels[i] = new IndexLevel(i);
        }
        this.level = levels[bits];
        this.larger = level;
        for (int line = 0; line < level.lines(); line++) {
            level.open(memory, line);
        }
    }

    private static int bitsFor(final long slots) {
        int bits = MIN_BITS;
        while (((long) FULL_SLOTS_PER_LINE << bits) < slots) {
            bits++;
        }
        return bits;
    }

    /** The line where a hash belongs now. */
    long home(final long hash) {
        final int tag = (int) (hash >>> Integer.SIZE);
        final IndexLevel in = levelOf(tag);
        final int line = in.home(tag);
        return in.base(line) + in.offset(line);
    }

    /** The record, or-ed with the direction, of the first slot with the tag of a hash; or 0. */
    long candidate(final long hash) {
        final long at = first(hash);
        return at == 0 ? 0 : recordAt(at) | (NativeMemory.int64(at) & 1);
    }

    /** The address of the first slot with the tag of a hash, or 0. */
    long first(final long hash) {
        final int tag = (int) (hash >>> Integer.SIZE);
        final IndexLevel in = levelOf(tag);
        final int line = in.home(tag);
        return in.tagged(tag, in.base(line) + in.offset(line));
    }

    /** The address of the slot after another one with the tag of a hash, or 0. */
    long following(final long hash, final long slot) {
        final int tag = (int) (hash >>> Integer.SIZE);
        return levelOf(tag).tagged(tag, slot + IndexLevel.SLOT);
    }

    long recordAt(final long slot) {
        return records.address((int) NativeMemory.int64(slot) >>> 1);
    }

    /** The record, or-ed with the direction, that has a tuple in one of the directions; or 0. */
    long find(final long hash, final long sourceHigh, final long sourceLow, final long destinationHigh,
        final long destinationLow, final int ports, final int kind, final int directions) {
        final int tag = (int) (hash >>> Integer.SIZE);
        final IndexLevel in = levelOf(tag);
        final int line = in.home(tag);
        final long base = in.base(line);
        long offset = in.offset(line);
        for (int probe = 0; probe < in.segmentLines(); probe++) {
            for (long at = base + offset; at < base + offset + IndexLevel.LINE; at += IndexLevel.SLOT) {
                final long slot = NativeMemory.int64(at);
                if (slot == 0) {
                    return 0;
                }
                if ((int) (slot >>> Integer.SIZE) == tag && (directions & 1 << (int) (slot & 1)) != 0) {
                    final long record = records.address((int) slot >>> 1);
                    final boolean matches = (slot & 1) == 0
                        ? isInbound(record, sourceHigh, sourceLow, destinationHigh, destinationLow, ports)
                        : isOutbound(record, sourceHigh, sourceLow, destinationHigh, destinationLow, ports);
                    if (matches && Bookkeeping.kind(record) == kind) {
                        return record | (slot & 1);
                    }
                }
            }
            offset = in.next(offset);
        }
        return 0;
    }

    /** What {@link #find} answers for the tuple of a record in one direction. */
    long findLike(final long hash, final long record, final int direction) {
        return direction == INBOUND
            ? find(hash, Connection.clientHigh(record), Connection.clientLow(record), Connection.virtualHigh(record),
                Connection.virtualLow(record), Connection.ports(record), Bookkeeping.kind(record), INBOUND)
            : find(hash, Connection.destinationHigh(record), Connection.destinationLow(record),
                Connection.clientHigh(record), Connection.clientLow(record), Bookkeeping.replyPorts(record),
                Bookkeeping.kind(record), OUTBOUND);
    }

    /** Adds a tuple of a record. Answers false if there is no room. */
    boolean insert(final long hash, final int number, final int direction) {
        grow(LINES_PER_INSERT);
        final int tag = (int) (hash >>> Integer.SIZE);
        if (!levelOf(tag).insert(slot(hash, number, direction), IndexLevel.MAX_LINES_PROBED)) {
            return false;
        }
        used++;
        if (level == larger && bits < maxBits && used > (long) FULL_SLOTS_PER_LINE * level.lines()) {
            larger = levels[bits + 1];
            position = 0;
        }
        return true;
    }

    void remove(final long hash, final int number, final int direction) {
        levelOf((int) (hash >>> Integer.SIZE)).remove(slot(hash, number, direction));
        used--;
    }

    /** Lets another record have the place of one with the same tuple. */
    void replace(final long hash, final int number, final int by, final int direction) {
        levelOf((int) (hash >>> Integer.SIZE)).replace(slot(hash, number, direction), slot(hash, by, direction));
    }

    /** Moves a few lines on, if it is growing. */
    void grow(final int lines) {
        for (int i = 0; i < lines && level != larger; i++) {
            if (!openTargets()) {
                return;
            }
            moveLine();
        }
    }

    boolean isGrowing() {
        return level != larger;
    }

    /** How often the allocator had no segment. */
    long refusals() {
        return refusals;
    }

    long bytes() {
        return level.bytes() + (level == larger ? 0 : larger.bytes());
    }

    @Override
    public void close() {
        level.closeAll(memory);
        larger.closeAll(memory);
    }

    private IndexLevel levelOf(final int tag) {
        return level.home(tag) < position ? larger : level;
    }

    private static long slot(final long hash, final int number, final int direction) {
        return (hash & -1L << Integer.SIZE) | (long) number << 1 | direction;
    }

    private static boolean isInbound(final long record, final long sourceHigh, final long sourceLow,
        final long destinationHigh, final long destinationLow, final int ports) {
        return Connection.clientLow(record) == sourceLow && Connection.virtualLow(record) == destinationLow
            && Connection.ports(record) == ports
            && Connection.clientHigh(record) == sourceHigh && Connection.virtualHigh(record) == destinationHigh;
    }

    private static boolean isOutbound(final long record, final long sourceHigh, final long sourceLow,
        final long destinationHigh, final long destinationLow, final int ports) {
        return Connection.destinationLow(record) == sourceLow && Connection.clientLow(record) == destinationLow
            && Bookkeeping.replyPorts(record) == ports
            && Connection.destinationHigh(record) == sourceHigh && Connection.clientHigh(record) == destinationHigh;
    }

    private boolean openTargets() {
        if (patience > 0) {
            patience--;
            return false;
        }
        try {
            larger.open(memory, position << 1);
            return true;
        } catch (final IllegalStateException e) {
            refusals++;
            patience = PATIENCE;
            return false;
        }
    }

    /** All slots of a line go at once, because the position tells where to look for them. */
    private void moveLine() {
        for (long slot = level.anyOf(position); slot != 0; slot = level.anyOf(position)) {
            level.remove(slot);
            larger.insert(slot, Integer.MAX_VALUE);
        }
        if (level.isLastOfSegment(position)) {
            level.close(memory, level.segment(position));
        }
        position++;
        if (position == level.lines()) {
            level = larger;
            bits++;
            position = 0;
        }
    }
}
