/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ownership;

import director.bindings.NativeMemory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A bounded queue of mbufs from one worker to another: one thread offers, one thread polls. Each entry is one word.
 *
 * <pre>
 *   63                48 47                                               0
 *  +--------------------+--------------------------------------------------+
 *  |        mark        |                 address of an mbuf               |
 *  +--------------------+--------------------------------------------------+
 * </pre>
 *
 * Both ends work on many entries at a time and publish them with one store. Each remembers how far the other had come
 * when it looked last, and looks again only when that does not do: as long as the ring is neither full nor empty, no
 * cache line goes back and forth but those of the entries.
 */
public final class MbufRing {
    /** Bits of an entry that are an address: user space ends there. */
    public static final int ADDRESS_BITS = 48;

    private static final long ADDRESS = (1L << ADDRESS_BITS) - 1;
    private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);
    /** Positions lie two cache lines from each other and from the ends of the array: processors fetch pairs. */
    private static final int APART = 16;
    private static final int TAIL = APART;
    private static final int SEEN_HEAD = TAIL + 1;
    private static final int HEAD = 3 * APART;
    private static final int SEEN_TAIL = HEAD + 1;

    private final long[] entries;
    private final int mask;
    private final long[] positions = new long[5 * APART];
    /** Of the consumer. */
    private int mark;

    /**
     * An empty ring.
     *
     * @param capacity how many entries fit: a power of two.
     */
    public MbufRing(final int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity=" + capacity + " is no power of two");
        }
        entries = new long[capacity];
        mask = capacity - 1;
    }

    /**
     * An entry.
     *
     * @param mbuf its address.
     * @param mark 16 bits for the one who polls.
     * @return the word.
     */
    public static long entry(final long mbuf, final int mark) {
        return mbuf | (long) mark << ADDRESS_BITS;
    }

    /**
     * The mbuf of an entry.
     *
     * @param entry of {@link #entry}.
     * @return its address.
     */
    public static long mbuf(final long entry) {
        return entry & ADDRESS;
    }

    /**
     * Puts entries in, the first ones if there is no room for all. From the producer's thread.
     *
     * @param array what to put in.
     * @param count how many, from the start of the array.
     * @return how many went in.
     */
    public int offer(final long[] array, final int count) {
        final long tail = positions[TAIL];
        long room = entries.length - (tail - positions[SEEN_HEAD]);
        if (room < count) {
            positions[SEEN_HEAD] = (long) WORDS.getAcquire(positions, HEAD);
            room = entries.length - (tail - positions[SEEN_HEAD]);
        }
        final int fitting = (int) Math.min(room, count);
        for (int i = 0; i < fitting; i++) {
            entries[(int) (tail + i) & mask] = array[i];
        }
        WORDS.setRelease(positions, TAIL, tail + fitting);
        return fitting;
    }

    /**
     * Takes entries out that have the same mark, which is {@link #mark} then. From the consumer's thread.
     *
     * @param mbufArray where the addresses of mbufs go, as a receive queue puts them.
     * @param limit     how many at most, at least 1.
     * @return how many, perhaps fewer than there are; 0 if the ring is empty.
     */
    public int poll(final long mbufArray, final int limit) {
        final long head = positions[HEAD];
        long available = positions[SEEN_TAIL] - head;
        if (available == 0) {
            positions[SEEN_TAIL] = (long) WORDS.getAcquire(positions, TAIL);
            available = positions[SEEN_TAIL] - head;
            if (available == 0) {
                return 0;
            }
        }
        final long first = entries[(int) head & mask];
        mark = (int) (first >>> ADDRESS_BITS);
        final int most = (int) Math.min(available, limit);
        int count = 0;
        long entry = first;
        do {
            NativeMemory.int64(mbufArray + (long) count * Long.BYTES, entry & ADDRESS);
            count++;
            entry = count < most ? entries[(int) (head + count) & mask] : ~first;
        } while ((entry ^ first) >>> ADDRESS_BITS == 0);
        WORDS.setRelease(positions, HEAD, head + count);
        return count;
    }

    /**
     * The mark of what was polled last. From the consumer's thread.
     *
     * @return 16 bits.
     */
    public int mark() {
        return mark;
    }
}
