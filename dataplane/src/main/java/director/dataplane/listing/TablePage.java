/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.listing;

/**
 * Room for some rows of a worker's table. Its owner is the asker until it is {@link WorkerListing#read asked for}, then
 * the worker until it is done, then the asker again, who may ask for the next rows with the same page.
 */
public abstract sealed class TablePage permits ConnectionPage, NeighbourPage {
    private final int capacity;
    private int rows;
    private int cursor;
    private volatile boolean done;

    TablePage(final int capacity) {
        this.capacity = capacity;
    }

    /**
     * How many rows fit. From any thread.
     *
     * @return at least 1.
     */
    public final int capacity() {
        return capacity;
    }

    /**
     * How many rows there are. From the owner's thread.
     *
     * @return 0 to {@link #capacity}.
     */
    public final int rows() {
        return rows;
    }

    /**
     * Where the table goes on. From the owner's thread.
     *
     * @return 0 to begin, and when nothing is left.
     */
    public final int cursor() {
        return cursor;
    }

    /**
     * How many rows still fit. From the worker's thread.
     *
     * @return 0 to {@link #capacity}.
     */
    public final int room() {
        return capacity - rows;
    }

    /**
     * Notes how far the worker has come. From the worker's thread.
     *
     * @param next where the table goes on; 0 at its end.
     */
    public final void reached(final int next) {
        cursor = next;
    }

    /** Gives the page back to the asker. From the worker's thread, which must not touch it afterwards. */
    public final void done() {
        done = true;
    }

    /** Takes the next row. From the worker's thread. */
    final int next() {
        return rows++;
    }

    /** Empties the page to begin at a row. From the asker's thread. */
    final void begin(final int from) {
        rows = 0;
        cursor = from;
        done = false;
    }

    /** Whether the worker has given it back. From the asker's thread. */
    final boolean isDone() {
        return done;
    }

    /** Throws unless there is such a row. */
    final int checked(final int row) {
        if (row < 0 || row >= rows) {
            throw new IndexOutOfBoundsException("row " + row + " of " + rows);
        }
        return row;
    }
}
