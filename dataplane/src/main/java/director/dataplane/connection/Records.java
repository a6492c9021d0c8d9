/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.bindings.MemoryAllocator;
import director.bindings.NativeMemory;

/**
 * The part of a connection that only a change touches: a cache line for each, addressed by the connection's index.
 *
 * <pre>
 *   0                8                16       20      24       28       32                40
 *  +----------------+----------------+--------+-------+--------+--------+-----------------+------
 *  |  inbound key   |  outbound key  |  dest. | flags |  next  |previous| deadline, ticks | spare
 *  +----------------+----------------+--------+-------+--------+--------+-----------------+------
 * </pre>
 *
 * {@code next} and {@code previous} chain the records of one expiry tick, or the free ones.
 */
final class Records implements AutoCloseable {
    /** The index of no record: where chains end. */
    static final int NONE = -1;
    static final int BYTES = 64;

    private static final int OUTBOUND_KEY = 8;
    private static final int DESTINATION = 16;
    private static final int FLAGS = 20;
    private static final int NEXT = 24;
    private static final int PREVIOUS = 28;
    private static final int DEADLINE = 32;
    private static final int FLAG_ACTIVE = 1;
    private static final int FLAG_TCP = 2;

    private final MemoryAllocator memory;
    private final long base;
    private final int capacity;
    private int free = NONE;
    private int untouched;
    private int used;

    Records(final MemoryAllocator memory, final int capacity) {
        this.memory = memory;
        this.capacity = capacity;
        this.base = memory.allocate("connection records", (long) capacity * BYTES, BYTES);
    }

    /** Takes a free record. Answers {@link #NONE} when all are in use. */
    int take() {
        final int record;
        if (free != NONE) {
            record = free;
            free = next(record);
        } else if (untouched < capacity) {
            record = untouched++;
        } else {
            return NONE;
        }
        used++;
        return record;
    }

    void release(final int record) {
        next(record, free);
        free = record;
        used--;
    }

    int used() {
        return used;
    }

    /** All that were ever taken are below this. */
    int touched() {
        return untouched;
    }

    int capacity() {
        return capacity;
    }

    void open(final int record, final long inboundKey, final long outboundKey, final int destination,
        final boolean tcp) {
        final long at = at(record);
        NativeMemory.int64(at, inboundKey);
        NativeMemory.int64(at + OUTBOUND_KEY, outboundKey);
        NativeMemory.int32(at + DESTINATION, destination);
        NativeMemory.int32(at + FLAGS, tcp ? FLAG_TCP : 0);
    }

    long inboundKey(final int record) {
        return NativeMemory.int64(at(record));
    }

    long outboundKey(final int record) {
        return NativeMemory.int64(at(record) + OUTBOUND_KEY);
    }

    int destination(final int record) {
        return NativeMemory.int32(at(record) + DESTINATION);
    }

    boolean isTcp(final int record) {
        return (NativeMemory.int32(at(record) + FLAGS) & FLAG_TCP) != 0;
    }

    boolean isActive(final int record) {
        return (NativeMemory.int32(at(record) + FLAGS) & FLAG_ACTIVE) != 0;
    }

    void active(final int record, final boolean active) {
        final long flags = at(record) + FLAGS;
        NativeMemory.int32(flags, active ? NativeMemory.int32(flags) | FLAG_ACTIVE
            : NativeMemory.int32(flags) & ~FLAG_ACTIVE);
    }

    int next(final int record) {
        return NativeMemory.int32(at(record) + NEXT);
    }

    void next(final int record, final int next) {
        NativeMemory.int32(at(record) + NEXT, next);
    }

    int previous(final int record) {
        return NativeMemory.int32(at(record) + PREVIOUS);
    }

    void previous(final int record, final int previous) {
        NativeMemory.int32(at(record) + PREVIOUS, previous);
    }

    long deadline(final int record) {
        return NativeMemory.int64(at(record) + DEADLINE);
    }

    void deadline(final int record, final long tick) {
        NativeMemory.int64(at(record) + DEADLINE, tick);
    }

    @Override
    public void close() {
        memory.free(base);
    }

    private long at(final int record) {
        return base + (long) record * BYTES;
    }
}
