/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import java.util.Arrays;

/**
 * Deadlines of one worker's connections: a ring of ticks, each the head of a chain of {@link Records}.
 *
 * <p>A packet does not move its connection's deadline: the {@link Slot} only notes the tick of last use. When the
 * deadline comes, the table sees whether the connection was used since and sets it anew. So the wheel costs a packet
 * nothing, and a connection one visit in a timeout.
 */
final class ExpiryWheel {
    /** What happens to a connection whose deadline has come. */
    interface Handler {
        /**
         * The deadline came; the record is in no chain.
         *
         * @param record  which.
         * @param nowTick the present.
         */
        void onDeadline(int record, long nowTick);
    }

    /** Ticks in the ring: 18 minutes; a later deadline is put at the end and looked at again there. */
    private static final int TICKS = 1 << 14;
    private static final int MASK = TICKS - 1;
    /** Empty ticks passed over in one poll, so that a poll after a long pause stays short. */
    private static final int MAX_TICKS_PER_POLL = 256;

    private final Records records;
    private final int[] heads = new int[TICKS];
    /** The tick whose chain is worked on: all before it are empty. */
    private long current;

    ExpiryWheel(final Records records, final long nowTick) {
        this.records = records;
        this.current = nowTick;
        Arrays.fill(heads, Records.NONE);
    }

    void schedule(final int record, final long deadlineTick) {
        final long tick = Math.min(Math.max(deadlineTick, current + 1), current + TICKS - 1);
        final int index = (int) tick & MASK;
        final int head = heads[index];
        records.deadline(record, tick);
        records.next(record, head);
        records.previous(record, Records.NONE);
        if (head != Records.NONE) {
            records.previous(head, record);
        }
        heads[index] = record;
    }

    void cancel(final int record) {
        final int next = records.next(record);
        final int previous = records.previous(record);
        if (previous == Records.NONE) {
            heads[(int) records.deadline(record) & MASK] = next;
        } else {
            records.next(previous, next);
        }
        if (next != Records.NONE) {
            records.previous(next, previous);
        }
    }

    /** Hands over at most {@code limit} records whose tick is over. Answers how many. */
    int poll(final long nowTick, final int limit, final Handler handler) {
        int handled = 0;
        final long lastTick = Math.min(nowTick, current + MAX_TICKS_PER_POLL);
        while (current < lastTick) {
            final int index = (int) current & MASK;
            int record = heads[index];
            while (record != Records.NONE) {
                if (handled == limit) {
                    return handled;
                }
                cancel(record);
                handled++;
                handler.onDeadline(record, nowTick);
                record = heads[index];
            }
            current++;
        }
        return handled;
    }
}
