/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.bindings.NativeMemory;

/**
 * The part of a connection that every packet touches: sixteen bytes, four to a cache line.
 *
 * <pre>
 *  0                                                                8 bytes
 *  +------------------------------------------------------------------+
 *  |                          ConnectionKey                           |
 *  +----------------+------+-----------------------+------------------+
 *  | destination 16 |state4|    last use, ticks 20  |  connection 24  |
 *  +----------------+------+-----------------------+------------------+
 *  63             48 47  44 43                   24 23               0
 * </pre>
 *
 * The second word is a value that is built, read and replaced whole; {@link Ticks} says what a tick is.
 */
public final class Slot {
    /** Bytes of a slot. */
    static final int BYTES = 16;
    /** The largest connection index. */
    static final int MAX_CONNECTION = (1 << 24) - 1;
    /** The largest destination number. */
    public static final int MAX_DESTINATION = 0xFFFF;

    private static final int VALUE = 8;
    private static final int TICK_SHIFT = 24;
    private static final long TICK_BITS = (long) Ticks.MASK << TICK_SHIFT;
    private static final int STATE_SHIFT = 44;
    private static final long STATE_BITS = 0xFL << STATE_SHIFT;
    private static final int DESTINATION_SHIFT = 48;

    private Slot() {
    }

    static long value(final int connection, final int destination, final int state, final int tick) {
        return (long) destination << DESTINATION_SHIFT | (long) state << STATE_SHIFT | (long) tick << TICK_SHIFT
            | connection;
    }

    static long key(final long slot) {
        return NativeMemory.int64(slot);
    }

    static void key(final long slot, final long key) {
        NativeMemory.int64(slot, key);
    }

    /**
     * The value of a slot.
     *
     * @param slot address of the slot.
     * @return the second word.
     */
    public static long value(final long slot) {
        return NativeMemory.int64(slot + VALUE);
    }

    static void value(final long slot, final long value) {
        NativeMemory.int64(slot + VALUE, value);
    }

    static int connection(final long value) {
        return (int) value & MAX_CONNECTION;
    }

    /**
     * Number of the real server.
     *
     * @param value a slot's value.
     * @return 0 to {@link #MAX_DESTINATION}.
     */
    public static int destination(final long value) {
        return (int) (value >>> DESTINATION_SHIFT);
    }

    /**
     * The protocol's state.
     *
     * @param value a slot's value.
     * @return 0 to 15.
     */
    public static int state(final long value) {
        return (int) (value >>> STATE_SHIFT) & 0xF;
    }

    static int tick(final long value) {
        return (int) (value >>> TICK_SHIFT) & Ticks.MASK;
    }

    static long withTick(final long value, final int tick) {
        return (value & ~TICK_BITS) | (long) tick << TICK_SHIFT;
    }

    static long withState(final long value, final int state) {
        return (value & ~STATE_BITS) | (long) state << STATE_SHIFT;
    }
}
