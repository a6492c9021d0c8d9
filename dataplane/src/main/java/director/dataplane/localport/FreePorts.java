/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.localport;

import director.dataplane.time.Ticks;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The free ports of one local address and protocol at one worker: what was given back first is taken first. A port that
 * a real server may still remember rests before it is free again.
 *
 * <pre>
 *   put back ──► resting ──after the delay──► ready ──► taken
 *      └──── has rested while its connection was idle ───┘
 * </pre>
 *
 * Both are rings that hold all ports, so that nothing is ever searched or allocated. How long ports have rested is
 * noted once for all that were put back within a thirty-second part of the delay. From the worker's thread, but for
 * {@link #size}, {@link #used}, {@link #resting} and {@link #refused}, which any thread may ask.
 */
public final class FreePorts {
    /** No port: none of a protocol has this number. */
    public static final int NONE = 0;

    private static final int MARKS = 64;
    private static final int MARK_MASK = MARKS - 1;
    private static final int PARTS = 32;
    private static final int SETTLED_AT_ONCE = 2;
    private static final VarHandle USED = handle("used");
    private static final VarHandle RESTING = handle("resting");
    private static final VarHandle REFUSED = handle("refused");

    private final int size;
    private final int delay;
    private final char[] ready;
    private final char[] rest;
    /** Where the ports of a mark end among those that rest, and when the first and the last of them were put back. */
    private final int[] markEnds = new int[MARKS];
    private final int[] markFirsts = new int[MARKS];
    private final int[] markLasts = new int[MARKS];
    private int readyHead;
    private int readyTail;
    private int restHead;
    private int restTail;
    /** Those before this have rested. */
    private int rested;
    private int markHead;
    private int markTail;
    @SuppressWarnings("UnusedVariable") // Written and read by its handle.
    private int used;
    @SuppressWarnings("UnusedVariable")
    private int resting;
    @SuppressWarnings("UnusedVariable")
    private long refused;

    /**
     * All are free.
     *
     * @param ports        in the order in which they are to be taken, wire order, none of them {@link #NONE}; copied.
     * @param delaySeconds how long a port rests, 0 for not at all.
     */
    FreePorts(final char[] ports, final int delaySeconds) {
        this.size = ports.length;
        this.delay = delay(delaySeconds);
        this.ready = new char[room(size)];
        this.rest = new char[delay == 0 ? 1 : ready.length];
        System.arraycopy(ports, 0, ready, 0, size);
        this.readyTail = size;
    }

    /** A tick was counted when it began, so one more has to pass. */
    private static int delay(final int seconds) {
        return seconds == 0 ? 0 : Ticks.ceil(seconds) + 1;
    }

    private static int room(final int count) {
        return Math.max(1, Integer.highestOneBit(Math.max(1, 2 * count - 1)));
    }

    private static VarHandle handle(final String field) {
        try {
            final MethodHandles.Lookup lookup = MethodHandles.lookup();
            return lookup.findVarHandle(FreePorts.class, field, field.equals("refused") ? long.class : int.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * Takes the port that has been free for longest.
     *
     * @param nowTick the present.
     * @return wire order, or {@link #NONE}.
     */
    int take(final int nowTick) {
        settle(nowTick, SETTLED_AT_ONCE);
        if (readyHead == readyTail) {
            return NONE;
        }
        final int port = ready[readyHead++ & ready.length - 1];
        USED.setRelease(this, (int) USED.get(this) + 1);
        return port;
    }

    /** Counts a connection that got no port. */
    void refuse() {
        REFUSED.setRelease(this, (long) REFUSED.get(this) + 1);
    }

    /**
     * Puts a port back.
     *
     * @param port      wire order, as taken.
     * @param idleTicks for how long no packet had used it already.
     * @param nowTick   the present.
     */
    void put(final int port, final int idleTicks, final int nowTick) {
        USED.setRelease(this, (int) USED.get(this) - 1);
        if (idleTicks >= delay) {
            ready[readyTail++ & ready.length - 1] = (char) port;
            return;
        }
        rest[restTail++ & rest.length - 1] = (char) port;
        RESTING.setRelease(this, restTail - restHead);
        mark(nowTick);
    }

    /**
     * Lets ports that have rested be free.
     *
     * @param nowTick the present.
     * @param limit   how many at most.
     * @return how many.
     */
    int settle(final int nowTick, final int limit) {
        int settled = 0;
        while (settled < limit && restHead != restTail && hasRested(nowTick)) {
            ready[readyTail++ & ready.length - 1] = rest[restHead++ & rest.length - 1];
            settled++;
        }
        if (settled > 0) {
            RESTING.setRelease(this, restTail - restHead);
        }
        return settled;
    }

    private boolean hasRested(final int nowTick) {
        while (restHead == rested && markHead != markTail
            && nowTick - markLasts[markHead & MARK_MASK] >= delay) {
            rested = markEnds[markHead & MARK_MASK];
            markHead++;
        }
        return restHead != rested;
    }

    private void mark(final int nowTick) {
        final int last = markTail - 1 & MARK_MASK;
        final boolean joins = markHead != markTail
            && (nowTick - markFirsts[last] < delay / PARTS || markTail - markHead == MARKS);
        if (!joins) {
            markFirsts[markTail & MARK_MASK] = nowTick;
            markTail++;
        }
        final int at = markTail - 1 & MARK_MASK;
        markLasts[at] = nowTick;
        markEnds[at] = restTail;
    }

    /**
     * All ports there are.
     *
     * @return free or not.
     */
    public int size() {
        return size;
    }

    /**
     * Ports of connections.
     *
     * @return a moment's value.
     */
    public int used() {
        return (int) USED.getAcquire(this);
    }

    /**
     * Ports that rest.
     *
     * @return a moment's value.
     */
    public int resting() {
        return (int) RESTING.getAcquire(this);
    }

    /**
     * Connections that got no port, for which this was looked at first.
     *
     * @return since it was made.
     */
    public long refused() {
        return (long) REFUSED.getAcquire(this);
    }
}
