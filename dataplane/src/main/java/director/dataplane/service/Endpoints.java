/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.service;

import director.bindings.MemoryAllocator;
import director.bindings.NativeMemory;
import java.util.Map;

/**
 * From protocol, address and port to the number of that endpoint. Immutable after it is made; small enough to stay in
 * the nearest caches.
 *
 * <pre>
 *   63       56 55       48 47            32 31                             0
 *  +-----------+-----------+----------------+--------------------------------+
 *  |     1     | protocol  |  port, wire    |         address, wire          |
 *  +-----------+-----------+----------------+--------------------------------+
 * </pre>
 *
 * An entry is this key and a number, eight bytes each; the table is at most half full.
 */
public final class Endpoints implements AutoCloseable {
    /** The number of no endpoint. */
    public static final int NONE = 0;
    /** The largest endpoint number. */
    public static final int MAX = 0xFFFF;

    private static final int BYTES = 16;
    private static final int LINE = 64;
    private static final int NUMBER = 8;
    private static final long PRESENT = 1L << 56;
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

    private final MemoryAllocator memory;
    private final long base;
    private final long mask;
    private final int shift;

    /**
     * Makes the table.
     *
     * @param memory  where it lives.
     * @param numbers numbers by {@link #key}.
     */
    public Endpoints(final MemoryAllocator memory, final Map<Long, Integer> numbers) {
        this.memory = memory;
        final int slots = Integer.highestOneBit(Math.max(4, numbers.size())) << 2;
        this.mask = slots - 1L;
        this.shift = Long.numberOfLeadingZeros(mask);
        this.base = memory.allocate("endpoints", (long) slots * BYTES, LINE);
        numbers.forEach(this::put);
    }

    /**
     * Packs a key.
     *
     * @param protocol protocol number of the IP header.
     * @param address  wire order.
     * @param port     wire order.
     * @return never 0.
     */
    public static long key(final int protocol, final int address, final int port) {
        return PRESENT | (long) protocol << 48 | (long) port << 32 | (address & 0xFFFF_FFFFL);
    }

    /**
     * Finds a number. From any worker's thread.
     *
     * @param key what {@link #key} answered.
     * @return the number, or {@link #NONE}.
     */
    public int find(final long key) {
        long index = (key * MULTIPLIER) >>> shift;
        while (true) {
            final long entry = base + index * BYTES;
            final long found = NativeMemory.int64(entry);
            if (found == key) {
                return NativeMemory.int32(entry + NUMBER);
            }
            if (found == 0) {
                return NONE;
            }
            index = (index + 1) & mask;
        }
    }

    /** Frees the memory; nothing may be called afterwards. */
    @Override
    public void close() {
        memory.free(base);
    }

    private void put(final long key, final int number) {
        long index = (key * MULTIPLIER) >>> shift;
        while (NativeMemory.int64(base + index * BYTES) != 0) {
            index = (index + 1) & mask;
        }
        NativeMemory.int64(base + index * BYTES, key);
        NativeMemory.int32(base + index * BYTES + NUMBER, number);
    }
}
