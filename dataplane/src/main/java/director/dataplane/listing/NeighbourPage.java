/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.listing;

/** Neighbours, in no particular order. Who owns the page reads rows by their number, 0 to {@link #rows} - 1. */
public final class NeighbourPage extends TablePage {
    private static final int MAC = 2;
    private static final int AGE = 3;
    private static final int WORDS = 4;

    private final long[] words;
    private final int[] ports;
    private final String[] states;

    /**
     * An empty page.
     *
     * @param capacity how many rows fit, at least 1.
     */
    public NeighbourPage(final int capacity) {
        super(capacity);
        words = new long[capacity * WORDS];
        ports = new int[capacity];
        states = new String[capacity];
    }

    /**
     * Adds a neighbour. From the worker's thread.
     *
     * @param port  the place of its port in the configuration.
     * @param high  bytes 0 to 7 of its address, wire order.
     * @param low   bytes 8 to 15, wire order.
     * @param mac   its link-layer address, 48 bits; 0 if it is not known.
     * @param state a constant.
     * @param ageNs for how long it has been in that state.
     */
    public void add(
        final int port, final long high, final long low, final long mac, final String state, final long ageNs) {
        final int row = next();
        ports[row] = port;
        states[row] = state;
        final int at = row * WORDS;
        words[at] = high;
        words[at + 1] = low;
        words[at + MAC] = mac;
        words[at + AGE] = ageNs;
    }

    /**
     * The port that it is behind.
     *
     * @param row 0 to {@link #rows} - 1.
     * @return its place in the configuration.
     */
    public int port(final int row) {
        return ports[checked(row)];
    }

    /**
     * Its address.
     *
     * @param row 0 to {@link #rows} - 1.
     * @return bytes 0 to 7, wire order.
     */
    public long high(final int row) {
        return words[checked(row) * WORDS];
    }

    /**
     * Its address.
     *
     * @param row 0 to {@link #rows} - 1.
     * @return bytes 8 to 15, wire order.
     */
    public long low(final int row) {
        return words[checked(row) * WORDS + 1];
    }

    /**
     * Its link-layer address.
     *
     * @param row 0 to {@link #rows} - 1.
     * @return 48 bits; 0 if it is not known.
     */
    public long mac(final int row) {
        return words[checked(row) * WORDS + MAC];
    }

    /**
     * Its state.
     *
     * @param row 0 to {@link #rows} - 1.
     * @return in capitals, such as {@code REACHABLE}.
     */
    public String state(final int row) {
        return states[checked(row)];
    }

    /**
     * For how long it has been in its state.
     *
     * @param row 0 to {@link #rows} - 1.
     * @return nanoseconds.
     */
    public long ageNs(final int row) {
        return words[checked(row) * WORDS + AGE];
    }
}
