/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.bindings.NativeMemory;

/**
 * What the record of a {@link Connection} of full NAT has beside what others have while its real server is told the
 * client's address by a header of the PROXY protocol in front of the client's stream.
 *
 * <pre>
 *      0               2               4               6               8
 *     +-------+-------+-------+-------+-------------------------------+
 *  48 |       |       | marks | length|                               |
 *     +-------+-------+-------+-------+-------------------------------+
 *  56 | first byte's sequence number  | that of the real server       |
 *     +-------------------------------+-------------------------------+
 * </pre>
 *
 * <p>The last line is where other connections are chained whose replies look alike: a connection of full NAT has its
 * local port for itself. From the thread of the table's worker.
 */
public final class ProxyState {
    /** Mark: the header is of version 1. */
    public static final int VERSION_1 = 1;
    /** Mark: the header is of version 2. */
    public static final int VERSION_2 = 2;
    /** Mark: the real server has answered the SYN. */
    public static final int ANSWERED = 4;
    /** Mark: the header has been sent. */
    public static final int SENT = 8;
    /** Mark: the header has to be sent (again). */
    public static final int DUE = 16;
    /** Mark: what the client's stream begins with has been sent since the header was. */
    public static final int BEGUN = 32;
    /** Mark: the real server has acknowledged the header. */
    public static final int ACKNOWLEDGED = 64;
    /** Mark: the real server has acknowledged so much that sequence numbers may come around. */
    public static final int FAR = 128;

    /** Below the window of any TCP (RFC 7323 §2.3): numbers cannot come around between two segments. */
    private static final int FAR_SHIFT = 30;
    private static final int MARKS = 50;
    private static final int LENGTH = 51;
    private static final int FIRST = 56;
    private static final int SERVER_FIRST = 60;

    private ProxyState() {
    }

    /**
     * Whether a connection is one.
     *
     * @param record address of the record.
     * @return false for all others, and for templates.
     */
    public static boolean is(final long record) {
        return FullNat.is(record) && NativeMemory.uint8(record + MARKS) != 0;
    }

    /**
     * Makes a connection one, before its real server has seen anything.
     *
     * @param record  address of the record of a connection of full NAT, which is not in the table yet.
     * @param version {@link #VERSION_1} or {@link #VERSION_2}.
     * @param length  bytes of the header, 1 to 255.
     * @param first   the sequence number of the client's first byte.
     */
    public static void begin(final long record, final int version, final int length, final int first) {
        NativeMemory.uint8(record + MARKS, version | DUE);
        NativeMemory.uint8(record + LENGTH, length);
        NativeMemory.int32(record + FIRST, first);
    }

    /**
     * Whether some mark is set.
     *
     * @param record address of the record.
     * @param mark   one of the marks.
     * @return whether it is.
     */
    public static boolean has(final long record, final int mark) {
        return (NativeMemory.uint8(record + MARKS) & mark) != 0;
    }

    /**
     * Sets marks.
     *
     * @param record address of the record.
     * @param marks  or-ed.
     */
    public static void set(final long record, final int marks) {
        NativeMemory.uint8(record + MARKS, NativeMemory.uint8(record + MARKS) | marks);
    }

    /**
     * Takes marks away.
     *
     * @param record address of the record.
     * @param marks  or-ed.
     */
    public static void clear(final long record, final int marks) {
        NativeMemory.uint8(record + MARKS, NativeMemory.uint8(record + MARKS) & ~marks);
    }

    /**
     * By how much the sequence numbers that the real server sees are greater than the client's.
     *
     * @param record address of the record.
     * @return bytes of the header, 1 to 255.
     */
    public static int length(final long record) {
        return NativeMemory.uint8(record + LENGTH);
    }

    /**
     * The sequence number of the client's first byte, as the client has it: there the header is to the real server.
     *
     * @param record address of the record.
     * @return 32 bits.
     */
    public static int first(final long record) {
        return NativeMemory.int32(record + FIRST);
    }

    /**
     * The sequence number of the real server's first byte, once it has {@link #ANSWERED}.
     *
     * @param record address of the record.
     * @return 32 bits.
     */
    public static int serverFirst(final long record) {
        return NativeMemory.int32(record + SERVER_FIRST);
    }

    /**
     * Notes that the real server has answered the SYN.
     *
     * @param record address of the record.
     * @param first  the sequence number of the real server's first byte.
     */
    public static void answered(final long record, final int first) {
        NativeMemory.int32(record + SERVER_FIRST, first);
        set(record, ANSWERED);
    }

    /**
     * Notes how much the real server acknowledges, which may set {@link #FAR}.
     *
     * @param record         address of the record.
     * @param acknowledgment a number behind the header.
     */
    public static void reached(final long record, final int acknowledgment) {
        if ((acknowledgment - first(record)) >>> FAR_SHIFT != 0 && !has(record, FAR)) {
            set(record, FAR);
        }
    }
}
