/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.bindings.NativeMemory;
import director.dataplane.header.Ipv4;

/** The part of a {@link Connection}'s record that only the table itself touches. */
final class Bookkeeping {
    /** The number of no record. */
    static final int NONE = 0;

    /** Flag: a template that is found by a persistence engine's data and not by the client; set by the table. */
    static final int HAS_DATA = 1 << 5;

    static final int KIND = 22;
    /** The bits of protocol and flags that tell what a look-up is after. */
    static final int KIND_MASK = 0xFF | (Connection.TEMPLATE | HAS_DATA) << 8;

    /** The record is in the table. */
    static final int LIVE = 1;
    /** The inbound or template tuple is in the index. */
    static final int INDEXED_INBOUND = 2;
    /** The outbound tuple is in the index, or this waits behind a newer one of the same. */
    static final int INDEXED_OUTBOUND = 4;
    /** On its way out: not found, not listed, and gone with the next expiry. */
    static final int LEAVING = 8;
    /** Goes as soon as it controls nothing any more. */
    static final int UNWANTED = 16;
    /** The slot of the inbound tuple is steady, and may know of a later use than the record. */
    static final int STEADY_INBOUND = 32;
    /** The same of the outbound tuple. */
    static final int STEADY_OUTBOUND = 64;
    /** It is a short one; set before anything else is, and for as long as its cache line holds a record. */
    static final int SHORT = 128;

    private static final int NUMBER = 12;
    private static final int NEXT = 32;
    private static final int PREVIOUS = 36;
    private static final int DEADLINE = 40;
    private static final int LIFE = 49;
    private static final int NEWER = 56;
    private static final int OLDER = 60;

    private Bookkeeping() {
    }

    /** What its service says of the state that it is in, or 0. */
    static int serviceTicks(final long record) {
        if (Connection.isShort(record) || Connection.isTemplate(record)) {
            return 0;
        }
        final int state = Connection.state(record);
        if (Connection.protocol(record) != Ipv4.TCP || state == TcpState.ESTABLISHED.id()) {
            return LongRecord.serviceTimeout(record);
        }
        // A connection of SNAT is as little over when our side has no more to say as when the other has.
        return state == TcpState.FIN_WAIT.id() || (state == TcpState.CLOSE_WAIT.id() && Snat.is(record))
            ? LongRecord.serviceFinTimeout(record) : 0;
    }

    static int lastUsed(final long record) {
        return NativeMemory.int32(record + Connection.LAST_USED);
    }

    static void lastUsed(final long record, final int value) {
        NativeMemory.int32(record + Connection.LAST_USED, value);
    }

    static int number(final long record) {
        return NativeMemory.int32(record + NUMBER);
    }

    static void number(final long record, final int value) {
        NativeMemory.int32(record + NUMBER, value);
    }

    static int next(final long record) {
        return NativeMemory.int32(record + NEXT);
    }

    static void next(final long record, final int value) {
        NativeMemory.int32(record + NEXT, value);
    }

    static int previous(final long record) {
        return NativeMemory.int32(record + PREVIOUS);
    }

    static void previous(final long record, final int value) {
        NativeMemory.int32(record + PREVIOUS, value);
    }

    static int deadline(final long record) {
        return NativeMemory.int32(record + DEADLINE);
    }

    static void deadline(final long record, final int value) {
        NativeMemory.int32(record + DEADLINE, value);
    }

    /** Whether it is a template, in the table or on its way there, that has what a persistence engine took. */
    static boolean hasData(final long record) {
        return (Connection.flags(record) & HAS_DATA) != 0;
    }

    static int life(final long record) {
        return NativeMemory.uint8(record + LIFE);
    }

    static void life(final long record, final int value) {
        NativeMemory.uint8(record + LIFE, value);
    }

    static int newer(final long record) {
        return NativeMemory.int32(record + NEWER);
    }

    static void newer(final long record, final int value) {
        NativeMemory.int32(record + NEWER, value);
    }

    static int older(final long record) {
        return NativeMemory.int32(record + OLDER);
    }

    static void older(final long record, final int value) {
        NativeMemory.int32(record + OLDER, value);
    }

    static void state(final long record, final int state) {
        NativeMemory.uint8(record + Connection.STATE, state);
    }

    static void active(final long record, final boolean active) {
        NativeMemory.uint8(record + Connection.ACTIVITY, active ? 1 : 0);
    }

    static boolean lives(final long record, final int mark) {
        return (life(record) & mark) != 0;
    }

    static void live(final long record, final int mark) {
        life(record, life(record) | mark);
    }

    static void unlive(final long record, final int mark) {
        life(record, life(record) & ~mark);
    }

    /** Real server's and client's port as the first four bytes of the real server's transport header. */
    static int replyPorts(final long record) {
        return Connection.destinationPort(record) | Connection.clientPort(record) << Short.SIZE;
    }

    /** Protocol and the flags that tell tuples apart. */
    static int kind(final long record) {
        return NativeMemory.uint16(record + KIND) & KIND_MASK;
    }

    static void oldState(final long record, final int state) {
        NativeMemory.uint8(record + Connection.OLD_STATE, state);
    }
}
