/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

/**
 * Deadlines of one worker's connections: a ring of ticks, each the head of a chain of records.
 *
 * <p>A packet does not move its connection's deadline: it only notes the tick of last use. When the deadline comes, the
 * table sees whether the connection was used since and sets it anew. So the wheel costs a packet nothing, and a
 * connection one visit in a timeout.
 */
final class ExpiryWheel {
    /** What happens to a connection whose deadline has come. */
    interface Handler {
        /**
         * The deadline came; the record is in no chain.
         *
         * @param record  address of the record.
         * @param nowTick the present.
         */
        void onDeadline(long record, int nowTick);
    }

    /** Ticks in the ring: 18 minutes; a later deadline is put at the end and looked at again there. */
    private static final int TICKS = 1 << 14;
    private static final int MASK = TICKS - 1;
    /** Empty ticks passed over in one poll, so that a poll after a long pause stays short. */
    private static final int MAX_TICKS_PER_POLL = 256;

    private final Records records;
    private final int[] heads = new int[TICKS];
    /** The tick whose chain is worked on: all before it are empty. */
    private int current;

    ExpiryWheel(final Records records, final int nowTick) {
        this.records = records;
        this.current = nowTick;
    }

    void schedule(final long record, final int deadline) {
        final int ahead = Math.min(Math.max(deadline - current, 1), TICKS - 1);
        final int tick = current + ahead;
        final int number = Bookkeeping.number(record);
        final int head = heads[tick & MASK];
        Bookkeeping.deadline(record, tick);
        Bookkeeping.next(record, head);
        Bookkeeping.previous(record, Bookkeeping.NONE);
        if (head != Bookkeeping.NONE) {
            Bookkeeping.previous(records.address(head), number);
        }
        heads[tick & MASK] = number;
    }

    void cancel(final long record) {
        final int next = Bookkeeping.next(record);
        final int previous = Bookkeeping.previous(record);
        if (previous == Bookkeeping.NONE) {
            heads[Bookkeeping.deadline(record) & MASK] = next;
        } else {
            Bookkeeping.next(records.address(previous), next);
        }
        if (next != Bookkeeping.NONE) {
            Bookkeeping.previous(records.address(next), previous);
        }
    }

    /** Hands over at most {@code limit} records whose tick is over. Answers how many. */
    int poll(final int nowTick, final int limit, final Handler handler) {
        int handled = 0;
        for (int passed = 0; nowTick - current > 0 && passed < MAX_TICKS_PER_POLL; passed++) {
            int number = heads[current & MASK];
            while (number != Bookkeeping.NONE) {
                if (handled == limit) {
                    return handled;
                }
                final long record = records.address(number);
                cancel(record);
                handled++;
                handler.onDeadline(record, nowTick);
                number = heads[current & MASK];
            }
            current++;
        }
        return handled;
    }
}
