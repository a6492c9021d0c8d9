/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.neighbour;

import director.dataplane.address.WireAddress;

/**
 * Numbers of neighbours, from 1, by port and address: an open-addressed table, at most half full, whose gaps are closed
 * when a neighbour is forgotten. From one worker's thread.
 */
final class NeighbourIndex {
    static final int NONE = 0;

    private static final long PORT_FACTOR = 0xD6E8_FEB8_6659_FD93L;

    private final int[] places;
    private final int[] ports;
    private final long[] words;
    private final int[] free;
    private int freed;
    private int highest;

    NeighbourIndex(final int capacity) {
        places = new int[Integer.highestOneBit(Math.max(1, capacity)) * 4];
        ports = new int[capacity + 1];
        words = new long[(capacity + 1) * 2];
        free = new int[capacity];
    }

    int find(final int port, final long high, final long low) {
        int place = home(port, high, low);
        int number = places[place];
        while (number != NONE && !matches(number, port, high, low)) {
            place = following(place);
            number = places[place];
        }
        return number;
    }

    /** Gives a number to a neighbour that has none. Answers it, or {@link #NONE} if all are in use. */
    int add(final int port, final long high, final long low) {
        final int number;
        if (freed > 0) {
            number = free[--freed];
        } else if (highest < free.length) {
            number = ++highest;
        } else {
            return NONE;
        }
        ports[number] = port;
        words[number * 2] = high;
        words[number * 2 + 1] = low;
        int place = home(port, high, low);
        while (places[place] != NONE) {
            place = following(place);
        }
        places[place] = number;
        return number;
    }

    /** Forgets a neighbour; its number may be given to another. */
    void remove(final int number) {
        int gap = home(number);
        while (places[gap] != number) {
            gap = following(gap);
        }
        // Who comes later and was pushed past the gap moves into it, or would not be found.
        for (int place = following(gap); places[place] != NONE; place = following(place)) {
            final int pushed = place - home(places[place]) & places.length - 1;
            if (pushed >= (place - gap & places.length - 1)) {
                places[gap] = places[place];
                gap = place;
            }
        }
        places[gap] = NONE;
        free[freed++] = number;
    }

    int port(final int number) {
        return ports[number];
    }

    long high(final int number) {
        return words[number * 2];
    }

    long low(final int number) {
        return words[number * 2 + 1];
    }

    /** No greater number was ever given. */
    int highest() {
        return highest;
    }

    private boolean matches(final int number, final int port, final long high, final long low) {
        return words[number * 2 + 1] == low && words[number * 2] == high && ports[number] == port;
    }

    private int following(final int place) {
        return place + 1 & places.length - 1;
    }

    private int home(final int number) {
        return home(ports[number], high(number), low(number));
    }

    private int home(final int port, final long high, final long low) {
        return (int) (WireAddress.hash(high ^ port * PORT_FACTOR, low) >>> Integer.SIZE) & places.length - 1;
    }
}
