/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fragment;

import java.util.Arrays;

/**
 * The datagrams of which parts are here, found by key and in the order in which they began, each IP version for itself:
 * so the first of either order is the first to time out. From one worker's thread alone.
 */
final class Datagrams {
    static final int NONE = -1;

    private static final int KEY_WORDS = 5;
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

    /** When the first fragment to arrive did. */
    final long[] sinceNs;
    final int[] port;
    final boolean[] ipv6;
    final int[] fragments;
    /** Bytes of payload that are here. */
    final int[] received;
    /** Where the payload ends, as far as known. */
    final int[] length;
    final boolean[] lastIn;
    final int[] largest;
    final int[] largestDontFragment;
    final int[] ecn;
    /** Of the first fragment; 0 until it is here. */
    final int[] headerLength;
    final int[] nextHeaderAt;
    final int[] firstLength;

    private final long seed;
    private final long[] keys;
    private final int[] buckets;
    private final int[] chained;
    private final int[] newer;
    private final int[] older;
    private final int[] oldest = {NONE, NONE};
    private final int[] newest = {NONE, NONE};
    private int free;
    private int size;

    Datagrams(final int capacity, final long seed) {
        this.seed = seed | 1;
        sinceNs = new long[capacity];
        port = new int[capacity];
        ipv6 = new boolean[capacity];
        fragments = new int[capacity];
        received = new int[capacity];
        length = new int[capacity];
        lastIn = new boolean[capacity];
        largest = new int[capacity];
        largestDontFragment = new int[capacity];
        ecn = new int[capacity];
        headerLength = new int[capacity];
        nextHeaderAt = new int[capacity];
        firstLength = new int[capacity];
        keys = new long[capacity * KEY_WORDS];
        chained = new int[capacity];
        newer = new int[capacity];
        older = new int[capacity];
        buckets = new int[Integer.highestOneBit(capacity) << 2];
        Arrays.fill(buckets, NONE);
        for (int i = 0; i < capacity; i++) {
            chained[i] = i + 1 == capacity ? NONE : i + 1;
        }
    }

    int size() {
        return size;
    }

    /** The datagram of a fragment, or {@link #NONE}. */
    int find(final Piece piece) {
        int datagram = buckets[bucket(piece)];
        while (datagram != NONE && !isOf(datagram, piece)) {
            datagram = chained[datagram];
        }
        return datagram;
    }

    /** A datagram for a fragment that has none yet, or {@link #NONE} when there are as many as may be. */
    int open(final Piece piece, final long nowNs) {
        final int datagram = free;
        if (datagram == NONE) {
            return NONE;
        }
        free = chained[datagram];
        size++;
        writeKey(datagram, piece);
        final int bucket = bucket(piece);
        chained[datagram] = buckets[bucket];
        buckets[bucket] = datagram;
        clear(datagram);
        sinceNs[datagram] = nowNs;
        port[datagram] = piece.port;
        ipv6[datagram] = piece.ipv6;
        link(datagram);
        return datagram;
    }

    /** Forgets a datagram. */
    void close(final int datagram) {
        final int bucket = bucketOf(datagram);
        if (buckets[bucket] == datagram) {
            buckets[bucket] = chained[datagram];
        } else {
            int before = buckets[bucket];
            while (chained[before] != datagram) {
                before = chained[before];
            }
            chained[before] = chained[datagram];
        }
        unlink(datagram);
        chained[datagram] = free;
        free = datagram;
        size--;
    }

    /** The datagram of one IP version that began first, or {@link #NONE}. */
    int oldest(final boolean version6) {
        return oldest[version6 ? 1 : 0];
    }

    /** The datagram that began first of all but one, or {@link #NONE}. */
    int oldestBut(final int excepted) {
        final int four = notExcepted(oldest[0], excepted);
        final int six = notExcepted(oldest[1], excepted);
        if (four == NONE || six == NONE) {
            return four == NONE ? six : four;
        }
        return sinceNs[four] - sinceNs[six] <= 0 ? four : six;
    }

    private int notExcepted(final int datagram, final int excepted) {
        return datagram != NONE && datagram == excepted ? newer[datagram] : datagram;
    }

    private void clear(final int datagram) {
        fragments[datagram] = 0;
        received[datagram] = 0;
        length[datagram] = 0;
        lastIn[datagram] = false;
        largest[datagram] = 0;
        largestDontFragment[datagram] = 0;
        ecn[datagram] = 0;
        headerLength[datagram] = 0;
        nextHeaderAt[datagram] = 0;
        firstLength[datagram] = 0;
    }

    private void link(final int datagram) {
        final int version = ipv6[datagram] ? 1 : 0;
        final int last = newest[version];
        older[datagram] = last;
        newer[datagram] = NONE;
        newest[version] = datagram;
        if (last == NONE) {
            oldest[version] = datagram;
        } else {
            newer[last] = datagram;
        }
    }

    private void unlink(final int datagram) {
        final int version = ipv6[datagram] ? 1 : 0;
        final int before = older[datagram];
        final int after = newer[datagram];
        if (before == NONE) {
            oldest[version] = after;
        } else {
            newer[before] = after;
        }
        if (after == NONE) {
            newest[version] = before;
        } else {
            older[after] = before;
        }
    }

    private void writeKey(final int datagram, final Piece piece) {
        final int at = datagram * KEY_WORDS;
        keys[at] = piece.identity;
        keys[at + 1] = piece.sourceHigh;
        keys[at + 2] = piece.sourceLow;
        keys[at + 3] = piece.destinationHigh;
        keys[at + 4] = piece.destinationLow;
    }

    private boolean isOf(final int datagram, final Piece piece) {
        final int at = datagram * KEY_WORDS;
        return keys[at] == piece.identity && keys[at + 1] == piece.sourceHigh && keys[at + 2] == piece.sourceLow
            && keys[at + 3] == piece.destinationHigh && keys[at + 4] == piece.destinationLow;
    }

    private int bucket(final Piece piece) {
        return bucket(piece.identity, piece.sourceHigh, piece.sourceLow, piece.destinationHigh, piece.destinationLow);
    }

    private int bucketOf(final int datagram) {
        final int at = datagram * KEY_WORDS;
        return bucket(keys[at], keys[at + 1], keys[at + 2], keys[at + 3], keys[at + 4]);
    }

    private int bucket(final long a, final long b, final long c, final long d, final long e) {
        return (int) (mix(mix(mix(mix(mix(seed, a), b), c), d), e) >>> Integer.SIZE) & (buckets.length - 1);
    }

    private static long mix(final long hash, final long word) {
        final long product = (hash ^ word) * MULTIPLIER;
        return ((product ^ (product >>> 32)) * MULTIPLIER) ^ (hash >>> 29);
    }
}
