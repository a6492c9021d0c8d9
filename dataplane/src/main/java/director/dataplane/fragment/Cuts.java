/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fragment;

/**
 * Where a datagram was cut when it arrived. Counted from its end, so that headers put in front of it change nothing.
 * From one worker's thread alone.
 */
public final class Cuts {
    private final int[] fromEnd;
    private int count;

    Cuts(final int capacity) {
        fromEnd = new int[capacity];
    }

    void clear() {
        count = 0;
    }

    void add(final int bytesFromEnd) {
        fromEnd[count++] = bytesFromEnd;
    }

    /**
     * How many fragments there were.
     *
     * @return at least 1.
     */
    public int count() {
        return count;
    }

    /**
     * Where a fragment began.
     *
     * @param fragment 0 to {@link #count} - 1, in the order of their offsets.
     * @return bytes from there to the end of the datagram.
     */
    public int fromEnd(final int fragment) {
        return fromEnd[fragment];
    }
}
