/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.bindings.NativeMemory;

/**
 * What the index knows of one tuple, and all that a packet of an established connection needs of it: four to a cache
 * line.
 *
 * <pre>
 *   63            48 47             30 29 28 27 26                 1 0
 *  +----------------------------------------------------------------+
 *  |                    hash of the tuple; 0: empty                 |
 *  +----------------+------------------+-----+--+-----------------+-+     d: 1 for the tuple of replies
 *  |   destination  |   tick of use    |meth.|s |  record number  |d|     s: steady, see {@link #STEADY}
 *  +----------------+------------------+-----+--+-----------------+-+
 * </pre>
 *
 * Destination, tick and method mean something only while the slot is steady. Static accessors over its address. From
 * the thread of the table's worker.
 */
public final class FlowSlot {
    /** Bytes of a slot, and its alignment. */
    public static final int BYTES = 16;
    /**
     * Packets with this hash that change nothing but the time of use may be forwarded by what is here, and their time
     * of use is noted here, not in the record.
     */
    public static final long STEADY = 1L << 27;
    /** The tuple is that of replies. */
    public static final long OUTBOUND = 1;
    /**
     * The method of connections of full NAT and of SNAT, which their records tell from others of NAT by a flag. Packets
     * of connections to the director's own host are never forwarded, so their number is free.
     */
    public static final int FULL_NAT = Connection.LOCAL;
    /** How many different ticks a slot can hold. */
    static final int TICKS = 1 << 18;

    private static final int VALUE = 8;
    private static final long TUPLE_MASK = (1L << 27) - 1;
    private static final int METHOD_SHIFT = 28;
    private static final long METHOD_MASK = 3;
    private static final int TICK_SHIFT = 30;
    private static final long TICK_MASK = TICKS - 1;
    private static final int DESTINATION_SHIFT = 48;

    private FlowSlot() {
    }

    /** The value of a slot that is not steady. */
    static long tuple(final int record, final int direction) {
        return ((long) record << 1) | direction;
    }

    static void set(final long slot, final long hash, final long value) {
        NativeMemory.int64(slot, hash);
        NativeMemory.int64(slot + VALUE, value);
    }

    static void copy(final long from, final long to) {
        set(to, hash(from), value(from));
    }

    static void clear(final long slot) {
        set(slot, 0, 0);
    }

    /**
     * The steady slot with a hash in a line of four.
     *
     * @param line its address.
     * @param hash of a packet.
     * @return the address of the slot, or 0.
     */
    public static long steadyIn(final long line, final long hash) {
        final long slot = line + offsetIn(line, hash);
        return hash(slot) == hash && isSteady(slot) ? slot : 0;
    }

    /**
     * Where in a line of four the slot with a hash is; 0 if none has it, and anywhere in the line if several have.
     * Without a branch: which one it is cannot be foretold.
     */
    static int offsetIn(final long line, final long hash) {
        return (hash(line + BYTES) == hash ? BYTES : 0)
            | (hash(line + 2 * BYTES) == hash ? 2 * BYTES : 0)
            | (hash(line + 3 * BYTES) == hash ? 3 * BYTES : 0);
    }

    static long hash(final long slot) {
        return NativeMemory.int64(slot);
    }

    /** Record number and direction, as {@link #tuple(int, int)} has them. */
    static long tuple(final long slot) {
        return value(slot) & TUPLE_MASK;
    }

    static int record(final long slot) {
        return recordOf(value(slot));
    }

    static int recordOf(final long value) {
        return (int) (value & TUPLE_MASK) >>> 1;
    }

    static int direction(final long slot) {
        return (int) value(slot) & 1;
    }

    static void steady(final long slot, final int destination, final int method, final int tick) {
        NativeMemory.int64(slot + VALUE, tuple(slot) | STEADY | ((long) method << METHOD_SHIFT)
            | ((tick & TICK_MASK) << TICK_SHIFT) | ((long) destination << DESTINATION_SHIFT));
    }

    static boolean isSteady(final long slot) {
        return (value(slot) & STEADY) != 0;
    }

    static void unsteady(final long slot) {
        NativeMemory.int64(slot + VALUE, tuple(slot));
    }

    /** How many ticks ago it was used. It was within the last {@link #TICKS}. */
    static int idle(final long slot, final int nowTick) {
        return (int) ((nowTick - (value(slot) >>> TICK_SHIFT)) & TICK_MASK);
    }

    /**
     * Whether a slot that was steady still is, and of the same tuple, and that is one of a client's packets.
     *
     * @param slot  its address; what was there may have moved since, but not longer ago than in this duty cycle.
     * @param value what {@link #value} answers now.
     * @param hash  of the packet that it was looked for.
     * @return false if it has to be looked for again.
     */
    public static boolean isStillInbound(final long slot, final long value, final long hash) {
        return hash(slot) == hash && (value & (STEADY | OUTBOUND)) == STEADY;
    }

    /**
     * Like {@link #isStillInbound}, for the tuple of replies.
     *
     * @param slot  its address.
     * @param value what {@link #value} answers now.
     * @param hash  of the packet that it was looked for.
     * @return false if it has to be looked for again, or is that of a client's packets.
     */
    public static boolean isStillOutbound(final long slot, final long value, final long hash) {
        return hash(slot) == hash && (value & (STEADY | OUTBOUND)) == (STEADY | OUTBOUND);
    }

    /**
     * All but the hash.
     *
     * @param slot its address.
     * @return the second word.
     */
    public static long value(final long slot) {
        return NativeMemory.int64(slot + VALUE);
    }

    /**
     * Number of the real server.
     *
     * @param value of a slot that is steady.
     * @return 0 to 65,534.
     */
    public static int destination(final long value) {
        return (int) (value >>> DESTINATION_SHIFT);
    }

    /**
     * The forwarding method.
     *
     * @param value of a slot that is steady.
     * @return as {@link Connection#method} answers it, or {@link #FULL_NAT}.
     */
    public static int method(final long value) {
        return (int) (value >>> METHOD_SHIFT) & (int) METHOD_MASK;
    }

    /**
     * Notes that a slot is used.
     *
     * @param slot  its address.
     * @param value what {@link #value} answered.
     * @param tick  the present.
     */
    public static void use(final long slot, final long value, final int tick) {
        final long change = (value ^ ((long) tick << TICK_SHIFT)) & (TICK_MASK << TICK_SHIFT);
        if (change != 0) {
            NativeMemory.int64(slot + VALUE, value ^ change);
        }
    }
}
