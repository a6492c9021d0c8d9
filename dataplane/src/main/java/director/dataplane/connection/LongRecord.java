/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.bindings.NativeMemory;
import director.dataplane.time.Ticks;

/**
 * What only a long record of a {@link Connection} has, in the place of the addresses of a short one and in its second
 * cache line:
 *
 * <pre>
 *      0               2               4               6               8
 *     +-------------------------------+-------------------------------+
 *   0 | service's timeout or number   |    timeout after a FIN, or 0  |
 *     | of controlled                 |                               |
 *     +-------------------------------+-------------------------------+
 *   8 |         firewall mark         |         (record number)       |
 *     +===============================+===============================+
 *  64 |                        client address                         |
 *     |                          (16 bytes)                           |
 *     +---------------------------------------------------------------+
 *  80 |                        virtual address                        |
 *     |                          (16 bytes)                           |
 *     +---------------------------------------------------------------+
 *  96 |                      destination address                      |
 *     |                          (16 bytes)                           |
 *     +-------------------------------+-------------------------------+
 * 112 |   record that controls it,    |   timeout of its own in       |
 *     |   or persistence data         |   ticks, or 0                 |
 *     +---------------+---------------+---------------+---------------+
 * 120 |  client port  | virtual port  | destin. port  |     free      |
 *     +---------------+---------------+---------------+---------------+
 * </pre>
 *
 * The ports stand here once more, so that a packet of IPv6 is told by this line alone. Of the words with two meanings,
 * the second one is that of templates. From the thread of the table's worker; the accessors of addresses and ports are
 * for records that are known to be long.
 */
public final class LongRecord {
    /** Bytes of a long record. */
    public static final int BYTES = 128;

    static final int CLIENT = 64;
    static final int VIRTUAL = 80;
    static final int DESTINATION = 96;
    static final int PORTS = 120;
    static final int DESTINATION_PORT = 124;

    private static final int SERVICE_TIMEOUT = 0;
    private static final int CONTROLLED = 0;
    private static final int SERVICE_FIN_TIMEOUT = 4;
    private static final int FIREWALL_MARK = 8;
    private static final int CONTROLLER = 112;
    private static final int DATA = 112;
    private static final int TIMEOUT = 116;

    private LongRecord() {
    }

    /**
     * Bytes 0 to 7 of the client's address.
     *
     * @param record address of the record.
     * @return wire order.
     */
    public static long clientHigh(final long record) {
        return NativeMemory.int64(record + CLIENT);
    }

    /**
     * Bytes 8 to 15 of the client's address.
     *
     * @param record address of the record.
     * @return wire order.
     */
    public static long clientLow(final long record) {
        return NativeMemory.int64(record + CLIENT + Long.BYTES);
    }

    /**
     * Bytes 0 to 7 of the virtual address.
     *
     * @param record address of the record.
     * @return wire order.
     */
    public static long virtualHigh(final long record) {
        return NativeMemory.int64(record + VIRTUAL);
    }

    /**
     * Bytes 8 to 15 of the virtual address.
     *
     * @param record address of the record.
     * @return wire order.
     */
    public static long virtualLow(final long record) {
        return NativeMemory.int64(record + VIRTUAL + Long.BYTES);
    }

    /**
     * Bytes 0 to 7 of the real server's address.
     *
     * @param record address of the record.
     * @return wire order.
     */
    public static long destinationHigh(final long record) {
        return NativeMemory.int64(record + DESTINATION);
    }

    /**
     * Bytes 8 to 15 of the real server's address.
     *
     * @param record address of the record.
     * @return wire order.
     */
    public static long destinationLow(final long record) {
        return NativeMemory.int64(record + DESTINATION + Long.BYTES);
    }

    /**
     * Client's and virtual port, as {@link Connection#ports} has them.
     *
     * @param record address of the record.
     * @return the client's port in the low half.
     */
    public static int ports(final long record) {
        return NativeMemory.int32(record + PORTS);
    }

    /**
     * The client's port.
     *
     * @param record address of the record.
     * @return wire order.
     */
    public static int clientPort(final long record) {
        return NativeMemory.uint16(record + PORTS);
    }

    /**
     * The port that the client talks to.
     *
     * @param record address of the record.
     * @return wire order.
     */
    public static int virtualPort(final long record) {
        return NativeMemory.uint16(record + PORTS + Short.BYTES);
    }

    /**
     * The real server's port.
     *
     * @param record address of the record.
     * @return wire order.
     */
    public static int destinationPort(final long record) {
        return NativeMemory.uint16(record + DESTINATION_PORT);
    }

    /**
     * The firewall mark that a connection was opened under, or that a template is of.
     *
     * @param record address of any record.
     * @return any, 0 for none, as of all short records.
     */
    public static int firewallMark(final long record) {
        return Connection.isShort(record) ? 0 : NativeMemory.int32(record + FIREWALL_MARK);
    }

    /**
     * Sets the firewall mark.
     *
     * @param record address of a long record.
     * @param value  any, 0 for none.
     */
    public static void firewallMark(final long record, final int value) {
        NativeMemory.int32(record + FIREWALL_MARK, value);
    }

    /**
     * How long it lives without a packet, whatever its state.
     *
     * @param record  address of a long record.
     * @param seconds at least 1; 0 if its state shall say.
     */
    public static void timeout(final long record, final long seconds) {
        NativeMemory.int32(record + TIMEOUT, Ticks.ceil(seconds));
    }

    /**
     * How long a connection lives without a packet where its service says so.
     *
     * @param record     address of a long record of a connection.
     * @param seconds    of an established TCP connection, or of UDP; 0 for what holds for all.
     * @param finSeconds of a TCP connection after a FIN of the real server; 0 for what holds for all.
     */
    public static void timeouts(final long record, final long seconds, final long finSeconds) {
        NativeMemory.int32(record + SERVICE_TIMEOUT, Ticks.ceil(seconds));
        NativeMemory.int32(record + SERVICE_FIN_TIMEOUT, Ticks.ceil(finSeconds));
    }

    /**
     * How many connections a template controls.
     *
     * @param record address of any record.
     * @return at least 0; 0 for connections.
     */
    public static int controlled(final long record) {
        return Connection.isTemplate(record) ? NativeMemory.int32(record + CONTROLLED) : 0;
    }

    static void controlled(final long template, final int count) {
        NativeMemory.int32(template + CONTROLLED, count);
    }

    /** The timeout of its own, or 0; of any record. */
    static int timeoutTicks(final long record) {
        return Connection.isShort(record) ? 0 : NativeMemory.int32(record + TIMEOUT);
    }

    /** What the service says of a connection that has no more to say than that; of a long record. */
    static int serviceTimeout(final long record) {
        return NativeMemory.int32(record + SERVICE_TIMEOUT);
    }

    static int serviceFinTimeout(final long record) {
        return NativeMemory.int32(record + SERVICE_FIN_TIMEOUT);
    }

    /** The number of the template that controls a connection, or none; of any record. */
    static int controller(final long record) {
        return Connection.isShort(record) || Connection.isTemplate(record)
            ? Bookkeeping.NONE : NativeMemory.int32(record + CONTROLLER);
    }

    static void controller(final long connection, final int value) {
        NativeMemory.int32(connection + CONTROLLER, value);
    }

    static int data(final long template) {
        return NativeMemory.int32(template + DATA);
    }

    static void data(final long template, final int value) {
        NativeMemory.int32(template + DATA, value);
    }
}
