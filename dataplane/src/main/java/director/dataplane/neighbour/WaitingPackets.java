/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.neighbour;

import java.util.Arrays;

/** Packets that wait for neighbours' addresses: a chain each, in a fixed array. From one worker's thread. */
final class WaitingPackets {
    static final int NONE = -1;

    private final int most;
    private final long[] mbufs;
    private final int[] next;
    private final int[] first;
    private final int[] last;
    private final int[] lengths;
    private int free;
    private int count;

    /** Room for so many packets of all neighbours, so many of each, and neighbours' numbers up to the highest. */
    WaitingPackets(final int capacity, final int most, final int highest) {
        this.most = most;
        mbufs = new long[capacity];
        next = new int[capacity];
        first = new int[highest + 1];
        last = new int[highest + 1];
        lengths = new int[highest + 1];
        Arrays.fill(first, NONE);
        for (int i = 0; i < capacity; i++) {
            next[i] = i + 1 == capacity ? NONE : i + 1;
        }
    }

    /** Puts a packet behind those of a neighbour. Answers false if there is no room. */
    boolean add(final int neighbour, final long mbuf) {
        final int place = free;
        if (place == NONE || lengths[neighbour] == most) {
            return false;
        }
        free = next[place];
        mbufs[place] = mbuf;
        next[place] = NONE;
        if (first[neighbour] == NONE) {
            first[neighbour] = place;
        } else {
            next[last[neighbour]] = place;
        }
        last[neighbour] = place;
        lengths[neighbour]++;
        count++;
        return true;
    }

    /** Takes all packets of a neighbour. Answers the place of the first, or {@link #NONE}: see {@link #release}. */
    int take(final int neighbour) {
        final int place = first[neighbour];
        first[neighbour] = NONE;
        count -= lengths[neighbour];
        lengths[neighbour] = 0;
        return place;
    }

    long mbuf(final int place) {
        return mbufs[place];
    }

    /** Gives the place of a packet that was taken back. Answers the place of the next, or {@link #NONE}. */
    int release(final int place) {
        final int following = next[place];
        next[place] = free;
        free = place;
        return following;
    }

    int count() {
        return count;
    }
}
