/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.dataplane.time.Ticks;

/**
 * Connections that a burst opens. The tuple of replies is known only when the scheduler has chosen, and its line of the
 * index is in no cache then; so tuples of replies are collected, and entered together after all their lines were read.
 * Until {@link #settle} replies do not find these connections: whoever has a packet that could be of one of them, see
 * {@link #concerns}, and whoever removes connections, has to settle first. From the thread of the table's worker.
 */
public final class Openings {
    private static final int MAX = 64;
    private static final int FILTER_WORDS = 64;

    private final Tuples tuples;
    private final Lifetimes lives;
    private final long[] records = new long[MAX];
    private final long[] clients = new long[MAX];
    private final long[] replies = new long[MAX];
    private final int[] ticks = new int[MAX];
    private final long[] lines = new long[MAX];
    /** A bit for each hash that is concerned: a word by its lowest six bits, a place in it by the next six. */
    private final long[] filter = new long[FILTER_WORDS];
    private int count;
    /** Keeps loads from being removed as useless. */
    @SuppressWarnings("UnusedVariable")
    private long touched;

    Openings(final Tuples tuples, final Lifetimes lives) {
        this.tuples = tuples;
        this.lives = lives;
    }

    /**
     * Puts a connection into the table and starts its timer. The client's packets find it from now on, the real
     * server's after {@link #settle}.
     *
     * @param record address of a record that {@link ConnectionTable#create} answered, filled, not for one packet only.
     * @param nowNs  the present.
     * @return as {@link ConnectionTable#insert} answers it.
     */
    public boolean insert(final long record, final long nowNs) {
        final int tick = Ticks.of(nowNs);
        if (tuples.index.isCrowded() || Connection.method(record) != Connection.MASQUERADE) {
            if (!tuples.insert(record, tick)) {
                return false;
            }
        } else {
            if (count == MAX) {
                settle();
            }
            final long client = tuples.hash.inbound(record);
            if (!tuples.insertInbound(record, client)) {
                return false;
            }
            await(record, client, tick);
        }
        lives.enter(record, tick);
        return true;
    }

    /**
     * As {@link #insert}, for a connection of whose client's tuple the index has neither hash nor record, in the state
     * that its first packet leads to.
     *
     * @param record address of a record that {@link ConnectionTable#create} answered, filled, not for one packet only.
     * @param tuple  hash of the client's packets.
     * @param state  id of the state.
     * @param nowNs  the present.
     * @return as {@link ConnectionTable#insert} answers it; false also when memory to grow was refused.
     */
    public boolean insertNew(final long record, final long tuple, final int state, final long nowNs) {
        if (count == MAX) {
            settle();
        }
        if (tuples.index.isCrowded() || !tuples.index.insert(tuple, Bookkeeping.number(record), 0)) {
            return false;
        }
        final int tick = Ticks.of(nowNs);
        Bookkeeping.live(record, Bookkeeping.INDEXED_INBOUND);
        Bookkeeping.state(record, state);
        if (Connection.method(record) == Connection.MASQUERADE) {
            await(record, tuple, tick);
        }
        lives.enter(record, tick);
        return true;
    }

    /**
     * Counts a connection of TCP as active if its state is such a one.
     *
     * @param record that {@link #insertNew} has entered.
     */
    public void count(final long record) {
        lives.count(record, TcpState.of(Connection.state(record)).isActive());
    }

    /**
     * Whether a packet could be one that does not find what it has to find before {@link #settle}.
     *
     * @param tuple hash of the packet.
     * @return true also of some others.
     */
    public boolean concerns(final long tuple) {
        return count > 0 && (filter[word(tuple)] & bit(tuple)) != 0;
    }

    /** Has the replies of all connections find them. One that there is no room for in the index ends. */
    public void settle() {
        if (count == 0) {
            return;
        }
        touched = tuples.index.homes(replies, lines, count);
        for (int i = 0; i < count; i++) {
            if (!tuples.insertOutbound(records[i], replies[i], ticks[i])) {
                lives.expireNow(records[i]);
            }
            filter[word(clients[i])] = 0;
            filter[word(replies[i])] = 0;
        }
        count = 0;
    }

    private void await(final long record, final long client, final int tick) {
        final long reply = tuples.outboundHash(record);
        records[count] = record;
        clients[count] = client;
        replies[count] = reply;
        ticks[count] = tick;
        filter[word(client)] |= bit(client);
        filter[word(reply)] |= bit(reply);
        count++;
    }

    private static int word(final long tuple) {
        return (int) tuple & FILTER_WORDS - 1;
    }

    private static long bit(final long tuple) {
        return 1L << (tuple >>> 6);
    }
}
