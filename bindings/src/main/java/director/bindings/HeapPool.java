/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Mbufs in memory of the C library: for tests and for replay, where there is no DPDK. They look exactly like those of a
 * DPDK pool, but only this pool's own {@code free} takes them back, and it notices one that is freed twice.
 */
public final class HeapPool implements PacketPool, AutoCloseable {
    private static final int CACHE_LINE = 64;

    private final int size;
    private final int dataRoom;
    private final long stride;
    private final long start;
    private final int[] inside;
    private final BitSet outside;
    /** Where memory is checked: bytes of each mbuf that were written beside its data since it was taken. */
    private final BitSet[] written;
    private int insideCount;
    private boolean closed;

    /**
     * Makes a full pool.
     *
     * @param size how many mbufs, at least 1.
     * @param dataRoom bytes of each buffer, {@link Mbuf#HEADROOM} included, at most 65,535.
     * @throws IllegalArgumentException if a parameter is out of its range.
     */
    public HeapPool(final int size, final int dataRoom) {
        if (size < 1 || dataRoom < Mbuf.HEADROOM || dataRoom > 0xffff) {
            throw new IllegalArgumentException("size=" + size + " dataRoom=" + dataRoom);
        }
        this.size = size;
        this.dataRoom = dataRoom;
        stride = Mbuf.SIZE + dataRoom + CACHE_LINE - 1L & -CACHE_LINE;
        start = NativeMemory.allocate(stride * size, CACHE_LINE);
        inside = new int[size];
        outside = new BitSet(size);
        written = new BitSet[MemoryGuard.CHECKED ? size : 0];
        for (int i = 0; i < size; i++) {
            Mbuf.initialize(start + i * stride, dataRoom);
            inside[insideCount++] = size - 1 - i;
        }
        if (MemoryGuard.CHECKED) {
            Arrays.setAll(written, index -> new BitSet());
            MemoryGuard.narrow(start, this::permits);
        }
    }

    /**
     * Of an mbuf that is outside: all of its structure, and of its buffer what is data at the moment. Headers may be
     * written beside the data, which grows over them later, and read again; bytes there that nobody wrote may not.
     */
    private synchronized boolean permits(final long address, final long bytes, final boolean write) {
        final int index = (int) ((address - start) / stride);
        final long mbuf = start + index * stride;
        final long end = address + bytes;
        if (!outside.get(index) || end > mbuf + Mbuf.SIZE + dataRoom) {
            return false;
        }
        if (end <= mbuf + Mbuf.SIZE) {
            return true;
        }
        final long data = Mbuf.data(mbuf);
        final long dataEnd = data + Mbuf.dataLength(mbuf);
        if (address >= data && end <= dataEnd) {
            return true;
        }
        final BitSet bits = written[index];
        final int from = (int) (address - mbuf);
        if (write) {
            bits.set(from, from + (int) bytes);
        }
        for (long at = address; at < end; at++) {
            if ((at < data || at >= dataEnd) && !bits.get((int) (at - mbuf))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public synchronized long allocate() {
        if (insideCount == 0) {
            return 0;
        }
        final int index = takeInside();
        outside.set(index);
        if (MemoryGuard.CHECKED) {
            written[index].clear();
        }
        final long mbuf = start + index * stride;
        Mbuf.reset(mbuf);
        return mbuf;
    }

    @Override
    public synchronized void free(final long mbuf) {
        long segment = mbuf;
        while (segment != 0) {
            segment = freeSegment(segment);
        }
    }

    /** The one freed last, whose memory is warm; where memory is checked the one freed first, to find late users. */
    private int takeInside() {
        insideCount--;
        final int index = inside[MemoryGuard.CHECKED ? 0 : insideCount];
        if (MemoryGuard.CHECKED) {
            System.arraycopy(inside, 1, inside, 0, insideCount);
        }
        return index;
    }

    /** Answers the next segment. */
    private long freeSegment(final long mbuf) {
        final long index = (mbuf - start) / stride;
        if (mbuf < start || index >= size || start + index * stride != mbuf) {
            throw new IllegalArgumentException("0x" + Long.toHexString(mbuf) + " is not an mbuf of this pool");
        }
        if (!outside.get((int) index)) {
            throw new IllegalStateException("mbuf 0x" + Long.toHexString(mbuf) + " is freed twice");
        }
        final long next = Mbuf.next(mbuf);
        if (Mbuf.refCount(mbuf) > 1) {
            Mbuf.releaseShare(mbuf);
            return next;
        }
        Mbuf.release(mbuf);
        outside.clear((int) index);
        inside[insideCount++] = (int) index;
        return next;
    }

    @Override
    public void free(final long mbufArray, final int from, final int to) {
        for (int i = from; i < to; i++) {
            free(NativeMemory.int64(mbufArray + (long) i * Long.BYTES));
        }
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public synchronized int inUse() {
        return size - insideCount;
    }

    @Override
    public int dataRoom() {
        return dataRoom;
    }

    /** Gives the memory back; no mbuf of this pool may be used any more, in use or not. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            insideCount = 0;
            NativeMemory.free(start);
        }
    }
}
