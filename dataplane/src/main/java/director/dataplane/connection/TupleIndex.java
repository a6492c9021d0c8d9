/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.bindings.MemoryAllocator;
import director.bindings.NativeMemory;
import director.dataplane.localport.LocalPorts;

/**
 * Finds records by tuple: the tuples of both directions and of templates. It doubles when it is five eighths full, a
 * few lines with every insertion and every duty cycle: lines before a position have moved to the larger level, the
 * others have not, so that a look-up goes to one of them only.
 */
final class TupleIndex implements AutoCloseable {
    /** A look-up that wants the tuple of the client's packets. */
    static final int INBOUND = 1;
    /** A look-up that wants the tuple of the real server's packets. */
    static final int OUTBOUND = 2;

    private static final int MIN_BITS = 6;
    private static final int LINES_PER_INSERT = 4;
    private static final int PATIENCE = 1 << 12;
    /** Of two lines: with more in them, those that overflow become many. */
    private static final int FULL_SLOTS_PER_PAIR = 5;
    /** More than there are when growing has begun in time: five halves, and a quarter that comes while it lasts. */
    private static final int CROWDED_SLOTS_PER_LINE = 3;

    private final MemoryAllocator memory;
    private final Records records;
    private final LocalPorts locals;
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
    /** Levels below this one have no memory any more. */
    private int leastBits;
    /** How many segments of the level were moved away, and how many of these have no memory any more. */
    private int movedSegments;
    private int closedSegments;

    TupleIndex(final MemoryAllocator memory, final Records records, final LocalPorts locals, final long initialSlots,
        final long maxSlots) {
        this.locals = locals;
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
        this.leastBits = bits;
        level.openAll(memory);
    }

    private static int bitsFor(final long slots) {
        int bits = MIN_BITS;
        while (((long) FULL_SLOTS_PER_PAIR << (bits - 1)) < slots) {
            bits++;
        }
        return bits;
    }

    /** The address of the line where a hash belongs now. */
    long home(final long hash) {
        return levelOf(hash).homeAddress(hash);
    }

    /** The same of many hashes. Answers a sum of what is there, so that it is read. */
    long homes(final long[] hashes, final long[] lines, final int count) {
        if (level == larger) {
            return level.homeAddresses(hashes, lines, count);
        }
        long sum = 0;
        for (int i = 0; i < count; i++) {
            lines[i] = home(hashes[i]);
            sum += NativeMemory.int64(lines[i]);
        }
        return sum;
    }

    /** The record, or-ed with the direction, of the first slot with a hash; or 0. */
    long candidate(final long hash) {
        final long at = first(hash);
        return at == 0 ? 0 : recordAt(at) | FlowSlot.direction(at);
    }

    /** The address of the first slot with a hash, or 0. */
    long first(final long hash) {
        final IndexLevel in = levelOf(hash);
        return in.hashed(hash, in.homeAddress(hash));
    }

    /** The address of the slot after another one with the same hash, or 0. */
    long following(final long hash, final long slot) {
        return levelOf(hash).following(hash, slot);
    }

    /** The address of the slot of a record's tuple in one direction, or 0. */
    long slotOf(final long hash, final int number, final int direction) {
        return levelOf(hash).find(hash, FlowSlot.tuple(number, direction));
    }

    /** The address of the steady slot with a hash, or 0. */
    long steady(final long hash) {
        final IndexLevel in = levelOf(hash);
        final long line = in.homeAddress(hash);
        final long at = line + FlowSlot.offsetIn(line, hash);
        if (FlowSlot.hash(at) == hash) {
            return FlowSlot.isSteady(at) ? at : 0;
        }
        return FlowSlot.hash(line + IndexLevel.LAST_SLOT) == 0 ? 0 : steadyBehind(in, hash, line);
    }

    private static long steadyBehind(final IndexLevel in, final long hash, final long line) {
        final long at = in.hashed(hash, line + IndexLevel.LAST_SLOT);
        return at != 0 && FlowSlot.isSteady(at) ? at : 0;
    }

    long recordAt(final long slot) {
        return records.address(FlowSlot.record(slot));
    }

    long recordOf(final long value) {
        return records.address(FlowSlot.recordOf(value));
    }

    /** The record, or-ed with the direction, that has a tuple in one of the directions; or 0. */
    long find(final long hash, final long sourceHigh, final long sourceLow, final long destinationHigh,
        final long destinationLow, final int ports, final int kind, final int directions) {
        for (long at = first(hash); at != 0; at = following(hash, at)) {
            final int direction = FlowSlot.direction(at);
            if ((directions & 1 << direction) != 0) {
                final long record = recordAt(at);
                final boolean matches = direction == 0
                    ? isInbound(record, sourceHigh, sourceLow, destinationHigh, destinationLow, ports)
                    : isOutbound(record, sourceHigh, sourceLow, destinationHigh, destinationLow, ports);
                if (matches && Bookkeeping.kind(record) == kind) {
                    return record | direction;
                }
            }
        }
        return 0;
    }

    /** What {@link #find} answers for the tuple of a record in one direction. */
    long findLike(final long hash, final long record, final int direction) {
        return direction == INBOUND
            ? find(hash, Connection.clientHigh(record), Connection.clientLow(record), Connection.virtualHigh(record),
                Connection.virtualLow(record), Connection.ports(record), Bookkeeping.kind(record), INBOUND)
            : findReplied(hash, record, OUTBOUND);
    }

    /** What {@link #find} answers for the tuple of a record's replies, in any directions. */
    long findReplied(final long hash, final long record, final int directions) {
        final boolean fullNat = FullNat.is(record);
        final int local = FullNat.local(record);
        return find(hash, Connection.destinationHigh(record), Connection.destinationLow(record),
            fullNat ? locals.high(local) : Connection.clientHigh(record),
            fullNat ? locals.low(local) : Connection.clientLow(record),
            fullNat ? FullNat.replyPorts(record) : Bookkeeping.replyPorts(record), Bookkeeping.kind(record),
            directions);
    }

    /** Adds a tuple of a record. Answers false if there is no room. */
    boolean insert(final long hash, final int number, final int direction) {
        grow(LINES_PER_INSERT);
        if (!levelOf(hash).insert(hash, FlowSlot.tuple(number, direction), IndexLevel.MAX_LINES_PROBED)) {
            return false;
        }
        used++;
        if (level == larger && bits < maxBits && 2 * used > (long) FULL_SLOTS_PER_PAIR * level.lines()) {
            larger = levels[bits + 1];
            position = 0;
        }
        return true;
    }

    void remove(final long hash, final int number, final int direction) {
        levelOf(hash).remove(hash, FlowSlot.tuple(number, direction));
        used--;
    }

    /** Lets another record have the place of one with the same tuple. */
    void replace(final long hash, final int number, final int by, final int direction) {
        final long at = slotOf(hash, number, direction);
        if (at != 0) {
            FlowSlot.set(at, hash, FlowSlot.tuple(by, direction));
        }
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

    /** Gives back memory of what was moved. Slots that were there can be looked at until then. */
    void release() {
        for (; leastBits < bits; leastBits++) {
            levels[leastBits].closeAll(memory);
        }
        while (closedSegments < movedSegments) {
            level.close(memory, closedSegments++);
        }
    }

    /** Whether a slot may find no room, because memory to grow was refused. */
    boolean isCrowded() {
        return used > (long) CROWDED_SLOTS_PER_LINE * level.lines();
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
        release();
        level.closeAll(memory);
        larger.closeAll(memory);
    }

    private IndexLevel levelOf(final long hash) {
        return level.home(hash) < position ? larger : level;
    }

    private static boolean isInbound(final long record, final long sourceHigh, final long sourceLow,
        final long destinationHigh, final long destinationLow, final int ports) {
        return Connection.clientLow(record) == sourceLow && Connection.virtualLow(record) == destinationLow
            && Connection.ports(record) == ports
            && Connection.clientHigh(record) == sourceHigh && Connection.virtualHigh(record) == destinationHigh;
    }

    private boolean isOutbound(final long record, final long sourceHigh, final long sourceLow,
        final long destinationHigh, final long destinationLow, final int ports) {
        if (FullNat.is(record)) {
            final int local = FullNat.local(record);
            return Connection.destinationLow(record) == sourceLow && locals.low(local) == destinationLow
                && FullNat.replyPorts(record) == ports
                && Connection.destinationHigh(record) == sourceHigh && locals.high(local) == destinationHigh;
        }
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
        final long line = level.lineAddress(position);
        if (!moveWhole(line) && !moveFull(line)) {
            for (long slot = level.anyOf(position); slot != 0; slot = level.anyOf(position)) {
                final long hash = FlowSlot.hash(slot);
                larger.insert(hash, FlowSlot.value(slot), Integer.MAX_VALUE);
                level.removeAt(hash, slot);
            }
        }
        if (level.isLastOfSegment(position)) {
            movedSegments++;
        }
        position++;
        if (position == level.lines()) {
            level = larger;
            bits++;
            position = 0;
            movedSegments = 0;
            closedSegments = 0;
        }
    }

    /**
     * Moves a full line of which all slots belong here, and what found no room in it. Answers false, and has done
     * nothing, else. What belongs before here cannot lie behind if the line before has room.
     */
    private boolean moveFull(final long line) {
        if (level.isFullBefore(position) || !isOwn(line)) {
            return false;
        }
        for (long slot = level.anyBehind(position); slot != 0; slot = level.anyBehind(position)) {
            final long hash = FlowSlot.hash(slot);
            larger.insert(hash, FlowSlot.value(slot), Integer.MAX_VALUE);
            level.removeAt(hash, slot);
        }
        moveSlots(line, IndexLevel.LINE);
        return true;
    }

    private boolean isOwn(final long line) {
        for (int at = 0; at < IndexLevel.LINE; at += FlowSlot.BYTES) {
            if (FlowSlot.hash(line + at) == 0 || level.home(FlowSlot.hash(line + at)) != position) {
                return false;
            }
        }
        return true;
    }

    private void moveSlots(final long line, final int bytes) {
        for (int at = 0; at < bytes; at += FlowSlot.BYTES) {
            final long slot = line + at;
            larger.insert(FlowSlot.hash(slot), FlowSlot.value(slot), Integer.MAX_VALUE);
            FlowSlot.clear(slot);
        }
    }

    /** Moves a line that is not full, and of which all slots belong here. Answers false, and has done nothing, else. */
    private boolean moveWhole(final long line) {
        if (FlowSlot.hash(line + IndexLevel.LAST_SLOT) != 0) {
            return false;
        }
        int bytes = 0;
        for (; FlowSlot.hash(line + bytes) != 0; bytes += FlowSlot.BYTES) {
            if (level.home(FlowSlot.hash(line + bytes)) != position) {
                return false;
            }
        }
        moveSlots(line, bytes);
        return true;
    }
}
