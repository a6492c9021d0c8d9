/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.testkit;

import director.bindings.HeapPool;
import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.bindings.PacketPool;
import org.agrona.collections.Long2LongHashMap;

/**
 * A pool that notices when something was written before or behind the data of an mbuf. Where memory is checked anyway,
 * that finds more, and sooner.
 */
public final class GuardedPool implements PacketPool, AutoCloseable {
    private static final long GUARD = 0xC0FF_EE00_DEAD_BEEFL;

    private final HeapPool pool;
    /** Where the memory of an mbuf begins, whatever was put in front of its data or taken away. */
    private final Long2LongHashMap buffers = new Long2LongHashMap(0);
    private final Long2LongHashMap arrived = new Long2LongHashMap(-1);
    private final Long2LongHashMap headrooms = new Long2LongHashMap(-1);

    /** A full pool; the data room is a multiple of eight. */
    public GuardedPool(final int size, final int dataRoom) {
        pool = new HeapPool(size, dataRoom);
    }

    @Override
    public long allocate() {
        final long mbuf = pool.allocate();
        if (mbuf != 0 && !NativeMemory.isChecked()) {
            final long buffer = Mbuf.data(mbuf) - Mbuf.HEADROOM;
            buffers.put(mbuf, buffer);
            for (int i = 0; i < pool.dataRoom(); i += Long.BYTES) {
                NativeMemory.int64(buffer + i, GUARD);
            }
        }
        return mbuf;
    }

    @Override
    public void free(final long mbuf) {
        for (long segment = NativeMemory.isChecked() ? 0 : mbuf; segment != 0; segment = Mbuf.next(segment)) {
            final long buffer = buffers.get(segment);
            final int begin = (int) (Mbuf.data(segment) - buffer);
            final int headroom = headrooms.containsKey(segment) ? (int) headrooms.remove(segment) : Mbuf.HEADROOM;
            check(buffer, 0, Math.min(begin, headroom) & -Long.BYTES);
            final int end = Math.max(Mbuf.HEADROOM + (int) arrived.remove(segment), begin + Mbuf.dataLength(segment));
            check(buffer, end, pool.dataRoom());
        }
        pool.free(mbuf);
    }

    @Override
    public void free(final long mbufArray, final int from, final int to) {
        for (int i = from; i < to; i++) {
            free(NativeMemory.int64(mbufArray + (long) i * Long.BYTES));
        }
    }

    /** Says that a device has written the data of an mbuf: these bytes may be there even when they are cut off. */
    void arrived(final long mbuf) {
        arrived.put(mbuf, Mbuf.dataLength(mbuf));
        headrooms.put(mbuf, Mbuf.headroom(mbuf));
    }

    @Override
    public int size() {
        return pool.size();
    }

    @Override
    public int inUse() {
        return pool.inUse();
    }

    @Override
    public int dataRoom() {
        return pool.dataRoom();
    }

    @Override
    public void close() {
        pool.close();
    }

    private static void check(final long buffer, final int from, final int to) {
        int at = from;
        for (; at < to && at % Long.BYTES != 0; at++) {
            if (NativeMemory.uint8(buffer + at) != (GUARD >>> (at % Long.BYTES * Byte.SIZE) & 0xFF)) {
                throw new AssertionError("byte " + at + " of a buffer was written, which is outside its data");
            }
        }
        for (; at < to; at += Long.BYTES) {
            if (NativeMemory.int64(buffer + at) != GUARD) {
                throw new AssertionError("bytes from " + at + " of a buffer were written, which is outside its data");
            }
        }
    }
}
