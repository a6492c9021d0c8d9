/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.bindings.NativeMemory;
import director.dataplane.address.WireAddress;

/**
 * A connection or a template: a record that stays where it is for as long as the connection lives. A <i>short</i> one
 * is a cache line, for connections of IPv4 that need no more:
 *
 * <pre>
 *      0               2               4               6               8
 *     +-------------------------------+-------------------------------+
 *   0 |        client address         |        virtual address        |
 *     +-------------------------------+-------------------------------+
 *   8 |      destination address      |         record number         |
 *     +---------------+---------------+---------------+-------+-------+
 *  16 |  client port  | virtual port  | destin. port  |proto. | flags |
 *     +---------------+-------+-------+---------------+-------+-------+
 *  24 |  destination  | state |active |        tick of last use       |
 *     +---------------+-------+-------+-------------------------------+
 *  32 |      next of expiry tick      |    previous of expiry tick    |
 *     +-------------------------------+---------------+---------------+
 *  40 |        deadline, a tick       |    packets    | where counted |
 *     +-------+-------+---------------+---------------+---------------+
 *  48 |old st.| life  | PROXY header  | local address |  local port   |
 *     +-------+-------+---------------+---------------+---------------+
 *  56 |     newer of same replies     |     older of same replies     |
 *     +-------------------------------+-------------------------------+
 * </pre>
 *
 * A {@link LongRecord long} one has a second line, with addresses of sixteen bytes and what a connection has that
 * belongs to a template, a firewall mark, or a service with timeouts of its own. Bytes 50 and 51, and 56 to 63 for
 * connections with such a header, are {@link ProxyState}'s, or for those with an option {@link AddressOptionState}'s.
 *
 * <p>Addresses are in the form of {@link director.dataplane.address.WireAddress}, ports in wire order. Only the thread
 * that owns the table may call any of this, with an address that {@link ConnectionTable} answered (bit 0 cleared).
 * Addresses, ports, protocol, method and {@link #TEMPLATE} must not change once the record is in the table.
 */
public final class Connection {
    /** Bytes of a short record, and the alignment of all. */
    public static final int BYTES = 64;
    /** The destination number of a connection that has no real server now. */
    public static final int NO_DESTINATION = 0xFFFF;

    /** Method: source network address translation both ways. */
    public static final int MASQUERADE = 0;
    /** Method: delivered to the director's own host. */
    public static final int LOCAL = 1;
    /** Method: encapsulated for the real server. */
    public static final int TUNNEL = 2;
    /** Method: forwarded unchanged to the real server's link address. */
    public static final int DIRECT = 3;

    /** Flag: a persistence template, which no packet finds. */
    public static final int TEMPLATE = 1 << 2;
    /** Flag: for one packet only; is never found. */
    public static final int ONE_PACKET = 1 << 3;
    /** Flag: no packet of the real server was seen, and perhaps none ever will be. */
    public static final int NO_OUTPUT = 1 << 4;

    static final int STATE = 26;
    static final int ACTIVITY = 27;
    static final int LAST_USED = 28;
    static final int OLD_STATE = 48;

    private static final int METHOD_MASK = 3;
    private static final int CLIENT = 0;
    private static final int VIRTUAL = 4;
    private static final int DESTINATION_ADDRESS = 8;
    private static final int PORTS = 16;
    private static final int VIRTUAL_PORT = 18;
    private static final int DESTINATION_PORT = 20;
    private static final int PROTOCOL = 22;
    private static final int FLAGS = 23;
    private static final int DESTINATION = 24;
    private static final int PACKETS = 44;

    private Connection() {
    }

    /**
     * Whether the record is short.
     *
     * @param record address of the record.
     * @return false if it has a second line.
     */
    public static boolean isShort(final long record) {
        return Bookkeeping.lives(record, Bookkeeping.SHORT);
    }

    private static long high(final long record, final int atLong) {
        return isShort(record) ? WireAddress.IPV4_HIGH : NativeMemory.int64(record + atLong);
    }

    private static long low(final long record, final int atShort, final int atLong) {
        return isShort(record) ? WireAddress.low(NativeMemory.int32(record + atShort))
            : NativeMemory.int64(record + atLong + Long.BYTES);
    }

    private static void address(
        final long record, final int atShort, final int atLong, final long high, final long low) {
        if (isShort(record)) {
            NativeMemory.int32(record + atShort, WireAddress.ipv4(low));
        } else {
            NativeMemory.int64(record + atLong, high);
            NativeMemory.int64(record + atLong + Long.BYTES, low);
        }
    }

    /**
     * Bytes 0 to 7 of the client's address.
     *
     * @param record address of the record.
     * @return wire order.
     */
    public static long clientHigh(final long record) {
        return high(record, LongRecord.CLIENT);
    }

    /**
     * Bytes 8 to 15 of the client's address.
     *
     * @param record address of the record.
     * @return wire order.
     */
    public static long clientLow(final long record) {
        return low(record, CLIENT, LongRecord.CLIENT);
    }

    /**
     * Sets the client's address.
     *
     * @param record address of the record; a short one takes IPv4 only.
     * @param high   bytes 0 to 7, wire order.
     * @param low    bytes 8 to 15, wire order.
     */
    public static void client(final long record, final long high, final long low) {
        address(record, CLIENT, LongRecord.CLIENT, high, low);
    }

    /**
     * Bytes 0 to 7 of the virtual's address.
     *
     * @param record address of the record.
     * @return wire order.
     */
    public static long virtualHigh(final long record) {
        return high(record, LongRecord.VIRTUAL);
    }

    /**
     * Bytes 8 to 15 of the virtual's address.
     *
     * @param record address of the record.
     * @return wire order.
     */
    public static long virtualLow(final long record) {
        return low(record, VIRTUAL, LongRecord.VIRTUAL);
    }

    /**
     * Sets the virtual's address.
     *
     * @param record address of the record; a short one takes IPv4 only.
     * @param high   bytes 0 to 7, wire order.
     * @param low    bytes 8 to 15, wire order.
     */
    public static void virtual(final long record, final long high, final long low) {
        address(record, VIRTUAL, LongRecord.VIRTUAL, high, low);
    }

    /**
     * Bytes 0 to 7 of the destination's address.
     *
     * @param record address of the record.
     * @return wire order.
     */
    public static long destinationHigh(final long record) {
        return high(record, LongRecord.DESTINATION);
    }

    /**
     * Bytes 8 to 15 of the destination's address.
     *
     * @param record address of the record.
     * @return wire order.
     */
    public static long destinationLow(final long record) {
        return low(record, DESTINATION_ADDRESS, LongRecord.DESTINATION);
    }

    /**
     * Sets the destination's address.
     *
     * @param record address of the record; a short one takes IPv4 only.
     * @param high   bytes 0 to 7, wire order.
     * @param low    bytes 8 to 15, wire order.
     */
    public static void destination(final long record, final long high, final long low) {
        address(record, DESTINATION_ADDRESS, LongRecord.DESTINATION, high, low);
    }

    private static void port(final long record, final int at, final int atLong, final int value) {
        NativeMemory.uint16(record + at, value);
        if (!isShort(record)) {
            NativeMemory.uint16(record + atLong, value);
        }
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
     * Sets the client's port.
     *
     * @param record address of the record.
     * @param value  wire order.
     */
    public static void clientPort(final long record, final int value) {
        port(record, PORTS, LongRecord.PORTS, value);
    }

    /**
     * The port that the client talks to.
     *
     * @param record address of the record.
     * @return wire order.
     */
    public static int virtualPort(final long record) {
        return NativeMemory.uint16(record + VIRTUAL_PORT);
    }

    /**
     * Sets the port that the client talks to.
     *
     * @param record address of the record.
     * @param value  wire order.
     */
    public static void virtualPort(final long record, final int value) {
        port(record, VIRTUAL_PORT, LongRecord.PORTS + Short.BYTES, value);
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
     * Sets the real server's port.
     *
     * @param record address of the record.
     * @param value  wire order.
     */
    public static void destinationPort(final long record, final int value) {
        port(record, DESTINATION_PORT, LongRecord.DESTINATION_PORT, value);
    }

    /**
     * Client's and virtual port as the first four bytes of the client's transport header.
     *
     * @param record address of the record.
     * @return the bytes as a native integer: the client's port in the low half.
     */
    public static int ports(final long record) {
        return NativeMemory.int32(record + PORTS);
    }

    /**
     * Sets both.
     *
     * @param record address of the record.
     * @param value  the bytes as a native integer: the client's port in the low half.
     */
    public static void ports(final long record, final int value) {
        NativeMemory.int32(record + PORTS, value);
        if (!isShort(record)) {
            NativeMemory.int32(record + LongRecord.PORTS, value);
        }
    }

    /**
     * The IP protocol.
     *
     * @param record address of the record.
     * @return its number, 0 for templates of firewall marks.
     */
    public static int protocol(final long record) {
        return NativeMemory.uint8(record + PROTOCOL);
    }

    /**
     * Sets the IP protocol.
     *
     * @param record address of the record.
     * @param value  its number, 0 for templates of firewall marks.
     */
    public static void protocol(final long record, final int value) {
        NativeMemory.uint8(record + PROTOCOL, value);
    }

    /**
     * Method and flags.
     *
     * @param record address of the record.
     * @return a method, or-ed with flags.
     */
    public static int flags(final long record) {
        return NativeMemory.uint8(record + FLAGS);
    }

    /**
     * Sets method and flags.
     *
     * @param record address of the record.
     * @param value  a method, or-ed with flags.
     */
    public static void flags(final long record, final int value) {
        NativeMemory.uint8(record + FLAGS, value);
    }

    /**
     * The forwarding method.
     *
     * @param record address of the record.
     * @return {@link #MASQUERADE}, {@link #LOCAL}, {@link #TUNNEL} or {@link #DIRECT}.
     */
    public static int method(final long record) {
        return flags(record) & METHOD_MASK;
    }

    /**
     * Whether it is a template.
     *
     * @param record address of the record.
     * @return false for a connection.
     */
    public static boolean isTemplate(final long record) {
        return (flags(record) & TEMPLATE) != 0;
    }

    /**
     * Whether no packet of the real server was seen.
     *
     * @param record address of the record.
     * @return true if the input-only transitions hold.
     */
    public static boolean noOutput(final long record) {
        return (flags(record) & NO_OUTPUT) != 0;
    }

    /**
     * Notes that a packet of the real server was seen.
     *
     * @param record address of the record.
     */
    public static void outputSeen(final long record) {
        flags(record, flags(record) & ~NO_OUTPUT);
    }

    /**
     * Number of the real server.
     *
     * @param record address of the record.
     * @return a number, or {@link #NO_DESTINATION}.
     */
    public static int destinationNumber(final long record) {
        return NativeMemory.uint16(record + DESTINATION);
    }

    /**
     * Binds the connection to a real server.
     *
     * @param record address of the record.
     * @param value  a number, or {@link #NO_DESTINATION}.
     */
    public static void destinationNumber(final long record, final int value) {
        NativeMemory.uint16(record + DESTINATION, value);
    }

    /**
     * The protocol's state.
     *
     * @param record address of the record.
     * @return an id of {@link TcpState}, {@link SctpState} or {@link UdpState}.
     */
    public static int state(final long record) {
        return NativeMemory.uint8(record + STATE);
    }

    /**
     * The state before the last transition.
     *
     * @param record address of the record.
     * @return an id as {@link #state} answers it.
     */
    public static int oldState(final long record) {
        return NativeMemory.uint8(record + OLD_STATE);
    }

    /**
     * Whether the connection counts as active.
     *
     * @param record address of the record.
     * @return false if it counts as inactive, as every connection does at first.
     */
    public static boolean isActive(final long record) {
        return NativeMemory.uint8(record + ACTIVITY) != 0;
    }

    /**
     * Packets of the client.
     *
     * @param record address of the record.
     * @return 0 to 65,535.
     */
    public static int packets(final long record) {
        return NativeMemory.uint16(record + PACKETS);
    }

    /**
     * Sets the packets of the client. The packet path counts the first nine.
     *
     * @param record address of the record.
     * @param value  0 to 65,535.
     */
    public static void packets(final long record, final int value) {
        NativeMemory.uint16(record + PACKETS, value);
    }
}
