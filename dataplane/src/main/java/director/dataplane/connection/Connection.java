/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.bindings.NativeMemory;
import director.dataplane.time.Ticks;

/**
 * A connection or a template: a record of two cache lines that stays where it is for as long as the connection lives.
 * A packet needs the first line only; the second one is for changes, timers and counters.
 *
 * <pre>
 *      0               2               4               6               8
 *     +---------------------------------------------------------------+
 *   0 |                        client address                         |
 *     |                          (16 bytes)                           |
 *     +---------------------------------------------------------------+
 *  16 |                        virtual address                        |
 *     |                          (16 bytes)                           |
 *     +---------------------------------------------------------------+
 *  32 |                      destination address                      |
 *     |                          (16 bytes)                           |
 *     +---------------+---------------+---------------+-------+-------+
 *  48 |  client port  | virtual port  |  destin. port |proto. | flags |
 *     +---------------+---------------+-------+-------+-------+-------+
 *  56 |  destination  | state | marks |        tick of last use       |
 *     +===============+=======+=======+===============================+
 *  64 |         record number         |      next of expiry tick      |
 *     +-------------------------------+-------------------------------+
 *  72 |    previous of expiry tick    |       deadline, a tick        |
 *     +-------------------------------+-------------------------------+
 *  80 |    timeout in ticks, or 0     |    record that controls it    |
 *     +-------------------------------+-------------------------------+
 *  88 |   how many it controls        | local address | local port    |
 *     +-------------------------------+-------------------------------+
 *  96 |         firewall mark         |       packets received        |
 *     +-------------------------------+-------+-------+---------------+
 * 104 | persistence data, or counted  |old st.| life  | PROXY header  |
 *     +-------------------------------+-------+-------+---------------+
 * 112 |    newer of same replies      |     older of same replies     |
 *     +-------------------------------+-------------------------------+
 * 120 |  its service's timeout, or 0  |   the same after a FIN, or 0   |
 *     +---------------------------------------------------------------+
 * </pre>
 *
 * Bytes 110 and 111, and 112 to 119 for connections with such a header, are {@link ProxyState}'s.
 *
 * <p>Addresses are in the form of {@link director.dataplane.address.WireAddress}, ports in wire order. Only the thread
 * that owns the table may call any of this, with an address that {@link ConnectionTable} answered (bit 0 cleared).
 * Addresses, ports, protocol, method and {@link #TEMPLATE} must not change once the record is in the table.
 */
public final class Connection {
    /** Bytes of a record, and its alignment. */
    public static final int BYTES = 128;
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
    static final int PORTS = 48;
    static final int MARKS = 59;
    static final int STATE = 58;
    static final int LAST_USED = 60;
    static final int TIMEOUT = 80;
    static final int CONTROLLED = 88;
    static final int OLD_STATE = 108;
    static final int ACTIVE = 1;
    private static final int METHOD_MASK = 3;

    private static final int CLIENT_LOW = 8;
    private static final int VIRTUAL_HIGH = 16;
    private static final int VIRTUAL_LOW = 24;
    private static final int DESTINATION_HIGH = 32;
    private static final int DESTINATION_LOW = 40;
    private static final int VIRTUAL_PORT = 50;
    private static final int DESTINATION_PORT = 52;
    private static final int PROTOCOL = 54;
    private static final int FLAGS = 55;
    private static final int DESTINATION = 56;
    private static final int FIREWALL_MARK = 96;
    private static final int PACKETS = 100;
    static final int SERVICE_TIMEOUT = 120;
    static final int SERVICE_FIN_TIMEOUT = 124;

    private Connection() {
    }

    /**
     * Bytes 0 to 7 of the client's address.
     *
     * @param record address of the record.
     * @return wire order.
     */
    public static long clientHigh(final long record) {
        return NativeMemory.int64(record);
    }

    /**
     * Bytes 8 to 15 of the client's address.
     *
     * @param record address of the record.
     * @return wire order.
     */
    public static long clientLow(final long record) {
        return NativeMemory.int64(record + CLIENT_LOW);
    }

    /**
     * Sets the client's address.
     *
     * @param record address of the record.
     * @param high   bytes 0 to 7, wire order.
     * @param low    bytes 8 to 15, wire order.
     */
    public static void client(final long record, final long high, final long low) {
        NativeMemory.int64(record, high);
        NativeMemory.int64(record + CLIENT_LOW, low);
    }

    /**
     * Bytes 0 to 7 of the virtual's address.
     *
     * @param record address of the record.
     * @return wire order.
     */
    public static long virtualHigh(final long record) {
        return NativeMemory.int64(record + VIRTUAL_HIGH);
    }

    /**
     * Bytes 8 to 15 of the virtual's address.
     *
     * @param record address of the record.
     * @return wire order.
     */
    public static long virtualLow(final long record) {
        return NativeMemory.int64(record + VIRTUAL_LOW);
    }

    /**
     * Sets the virtual's address.
     *
     * @param record address of the record.
     * @param high   bytes 0 to 7, wire order.
     * @param low    bytes 8 to 15, wire order.
     */
    public static void virtual(final long record, final long high, final long low) {
        NativeMemory.int64(record + VIRTUAL_HIGH, high);
        NativeMemory.int64(record + VIRTUAL_LOW, low);
    }

    /**
     * Bytes 0 to 7 of the destination's address.
     *
     * @param record address of the record.
     * @return wire order.
     */
    public static long destinationHigh(final long record) {
        return NativeMemory.int64(record + DESTINATION_HIGH);
    }

    /**
     * Bytes 8 to 15 of the destination's address.
     *
     * @param record address of the record.
     * @return wire order.
     */
    public static long destinationLow(final long record) {
        return NativeMemory.int64(record + DESTINATION_LOW);
    }

    /**
     * Sets the destination's address.
     *
     * @param record address of the record.
     * @param high   bytes 0 to 7, wire order.
     * @param low    bytes 8 to 15, wire order.
     */
    public static void destination(final long record, final long high, final long low) {
        NativeMemory.int64(record + DESTINATION_HIGH, high);
        NativeMemory.int64(record + DESTINATION_LOW, low);
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
        NativeMemory.uint16(record + PORTS, value);
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
        NativeMemory.uint16(record + VIRTUAL_PORT, value);
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
        NativeMemory.uint16(record + DESTINATION_PORT, value);
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
        return (NativeMemory.uint8(record + MARKS) & ACTIVE) != 0;
    }

    /**
     * Seven bits that belong to the owner of the table.
     *
     * @param record address of the record.
     * @return 0 to 127, at first 0.
     */
    public static int marks(final long record) {
        return NativeMemory.uint8(record + MARKS) >>> 1;
    }

    /**
     * Sets the seven bits of the owner.
     *
     * @param record address of the record.
     * @param marks  0 to 127.
     */
    public static void marks(final long record, final int marks) {
        NativeMemory.uint8(record + MARKS, marks << 1 | (NativeMemory.uint8(record + MARKS) & ACTIVE));
    }

    /**
     * How long it lives without a packet, whatever its state.
     *
     * @param record  address of the record.
     * @param seconds at least 1; 0 if its state shall say.
     */
    public static void timeout(final long record, final long seconds) {
        NativeMemory.int32(record + TIMEOUT, Ticks.ceil(seconds));
    }

    /**
     * How long it lives without a packet where its service says so.
     *
     * @param record     address of the record.
     * @param seconds    of an established TCP connection, or of UDP; 0 for what holds for all.
     * @param finSeconds of a TCP connection after a FIN of the real server; 0 for what holds for all.
     */
    public static void timeouts(final long record, final long seconds, final long finSeconds) {
        NativeMemory.int32(record + SERVICE_TIMEOUT, Ticks.ceil(seconds));
        NativeMemory.int32(record + SERVICE_FIN_TIMEOUT, Ticks.ceil(finSeconds));
    }

    /**
     * How many connections it controls.
     *
     * @param record address of the record.
     * @return at least 0.
     */
    public static int controlled(final long record) {
        return NativeMemory.int32(record + CONTROLLED);
    }

    /**
     * The firewall mark that it was opened under.
     *
     * @param record address of the record.
     * @return any, 0 for none.
     */
    public static int firewallMark(final long record) {
        return NativeMemory.int32(record + FIREWALL_MARK);
    }

    /**
     * Sets the firewall mark.
     *
     * @param record address of the record.
     * @param value  any, 0 for none.
     */
    public static void firewallMark(final long record, final int value) {
        NativeMemory.int32(record + FIREWALL_MARK, value);
    }

    /**
     * Packets of the client.
     *
     * @param record address of the record.
     * @return goes around at 2³².
     */
    public static int packets(final long record) {
        return NativeMemory.int32(record + PACKETS);
    }

    /**
     * Sets the packets of the client. The packet path counts the first sixteen.
     *
     * @param record address of the record.
     * @param value  goes around at 2³².
     */
    public static void packets(final long record, final int value) {
        NativeMemory.int32(record + PACKETS, value);
    }
}
