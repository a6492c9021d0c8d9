/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.neighbour;

/** Packets that wait for a neighbour's address: chains in a fixed array. From one worker's thread. */
final class PendingPackets {
    static final int NONE = -1;

    private final long[] mbufs;
    private final int[] next;
    private int free;

    PendingPackets(final int capacity) {
        mbufs = new long[capacity];
        next = new int[capacity];
        for (int i = 0; i < capacity; i++) {
            next[i] = i + 1 == capacity ? NONE : i + 1;
        }
        free = 0;
    }

    /** Puts a packet behind the last of a chain, or alone if that is {@link #NONE}. Answers its place, or NONE. */
    int append(final int last, final long mbuf) {
        final int place = free;
        if (place == NONE) {
            return NONE;
        }
        free = next[place];
        mbufs[place] = mbuf;
        next[place] = NONE;
        if (last != NONE) {
            next[last] = place;
        }
        return place;
    }

    long mbuf(final int place) {
        return mbufs[place];
    }

    /** Gives a place back. Answers the next of its chain. */
    int release(final int place) {
        final int following = next[place];
        next[place] = free;
        free = place;
        return following;
    }
}
