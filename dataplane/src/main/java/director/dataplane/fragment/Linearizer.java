/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fragment;

import director.bindings.Mbuf;
import director.bindings.MemoryAllocator;
import director.bindings.NativeMemory;
import director.bindings.PacketPool;

/**
 * Packets that do not fit one mbuf: from a chain of mbufs into one piece of memory and back. From one worker's thread
 * alone.
 */
public final class Linearizer implements AutoCloseable {
    /** Bytes in front of the packet that may be written. */
    public static final int HEADROOM = 256;

    private final MemoryAllocator memory;
    private final int capacity;
    private final long base;

    /**
     * Room for one packet.
     *
     * @param memory   where it lives.
     * @param capacity bytes of the longest packet, at least 1.
     * @throws IllegalArgumentException if the capacity is less.
     */
    public Linearizer(final MemoryAllocator memory, final int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity=" + capacity);
        }
        this.memory = memory;
        this.capacity = capacity;
        base = memory.allocate("a packet in one piece", (long) HEADROOM + capacity, 64);
    }

    /**
     * Copies a packet, from the start of its first segment's data on.
     *
     * @param mbuf its first segment, which stays as it is; the lengths of the segments count, not that of the packet.
     * @return the address of the copy with {@link #HEADROOM} bytes in front, good until the next call; 0 if the packet
     *     is longer than the capacity.
     */
    public long linearize(final long mbuf) {
        final long start = base + HEADROOM;
        int length = 0;
        for (long segment = mbuf; segment != 0; segment = Mbuf.next(segment)) {
            final int bytes = Mbuf.dataLength(segment);
            if (bytes > capacity - length) {
                return 0;
            }
            NativeMemory.copy(Mbuf.data(segment), start + length, bytes);
            length += bytes;
        }
        return start;
    }

    /**
     * Copies a packet into as few mbufs as hold it, each with its usual headroom.
     *
     * @param pool   that the mbufs come from.
     * @param packet address of the first byte.
     * @param length its bytes, at least 1.
     * @return the first segment; 0, and nothing is taken from the pool, if that has too few.
     */
    public static long scatter(final PacketPool pool, final long packet, final int length) {
        final int room = pool.dataRoom() - Mbuf.HEADROOM;
        // From the last segment to the first, so that each has only one to be chained to.
        int start = (length - 1) / room * room;
        int end = length;
        long chain = 0;
        while (start >= 0) {
            final long mbuf = pool.allocate();
            if (mbuf == 0) {
                if (chain != 0) {
                    pool.free(chain);
                }
                return 0;
            }
            NativeMemory.copy(packet + start, Mbuf.append(mbuf, end - start), end - start);
            if (chain != 0) {
                Mbuf.chain(mbuf, chain);
            }
            chain = mbuf;
            end = start;
            start -= room;
        }
        return chain;
    }

    @Override
    public void close() {
        memory.free(base);
    }
}
