/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.listing;

import director.dataplane.connection.StateLabel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Connections and persistence templates, in no particular order. Who owns the page reads rows by their number, 0 to
 * {@link #rows} - 1. Addresses are in the form of {@link director.dataplane.address.WireAddress}, ports 0 to 65,535.
 */
public final class ConnectionPage extends TablePage {
    /** The longest data that a persistence engine keeps, in bytes. */
    public static final int MAX_DATA = 256;

    private static final int CLIENT = 0;
    private static final int VIRTUAL = 2;
    private static final int REAL_SERVER = 4;
    private static final int PORTS = 6;
    private static final int KIND = 7;
    private static final int EXPIRES = 8;
    private static final int DATA = 9;
    private static final int LOCAL = 10;
    private static final int WORDS = 12;
    /** Room for the longest data of a few rows, and for short data of all of them. */
    private static final int LEAST_DATA = 32 * MAX_DATA;
    private static final int DATA_PER_ROW = 16;
    private static final int PORT_BITS = 16;
    private static final int PORT_MASK = 0xFFFF;
    private static final int BYTE_MASK = 0xFF;
    private static final int METHOD_SHIFT = 8;
    private static final int TEMPLATE_BIT = 16;
    private static final int FULL_NAT_BIT = 17;
    private static final int SNAT_BIT = 18;
    private static final int NUMBER_SHIFT = 32;

    private final long[] words;
    private final String[] states;
    private final byte[] data;
    private int dataUsed;

    /**
     * An empty page.
     *
     * @param capacity how many rows fit, at least 1.
     */
    public ConnectionPage(final int capacity) {
        super(capacity);
        words = new long[capacity * WORDS];
        states = new String[capacity];
        data = new byte[Math.max(capacity * DATA_PER_ROW, LEAST_DATA)];
    }

    /**
     * Begins a row, which the other methods of the worker fill. From the worker's thread.
     *
     * @param state     as Linux names it, a constant.
     * @param kind      the number of the IP protocol, the forwarding method and whether it is a template, as
     *                  {@link #kind} puts them together.
     * @param ports     client's, virtual and real server's port, as {@link #ports} puts them together.
     * @param expiresNs how long it lives without another packet.
     * @return the number of the row.
     */
    public int add(final String state, final long kind, final long ports, final long expiresNs) {
        final int row = next();
        if (row == 0) {
            dataUsed = 0;
        }
        states[row] = state;
        final int at = row * WORDS;
        words[at + KIND] = kind;
        words[at + PORTS] = ports;
        words[at + EXPIRES] = expiresNs;
        words[at + DATA] = 0;
        words[at + LOCAL] = 0;
        words[at + LOCAL + 1] = 0;
        return row;
    }

    /**
     * Three numbers in one word.
     *
     * @param protocol    0 to 255.
     * @param method      0 to 3, as IPVS numbers them.
     * @param template    whether it is a template.
     * @param realServer  the number of the real server, 0 to 65,535.
     * @return for {@link #add}.
     */
    public static long kind(final int protocol, final int method, final boolean template, final int realServer) {
        return protocol | (long) method << METHOD_SHIFT | (template ? 1L << TEMPLATE_BIT : 0)
            | (long) realServer << NUMBER_SHIFT;
    }

    /**
     * Three ports in one word.
     *
     * @param client     0 to 65,535.
     * @param virtual    0 to 65,535.
     * @param realServer 0 to 65,535.
     * @return for {@link #add}.
     */
    public static long ports(final int client, final int virtual, final int realServer) {
        return client | (long) virtual << PORT_BITS | (long) realServer << (PORT_BITS + PORT_BITS);
    }

    /**
     * Sets the client's address. From the worker's thread.
     *
     * @param row  what {@link #add} answered.
     * @param high bytes 0 to 7, wire order.
     * @param low  bytes 8 to 15, wire order.
     */
    public void client(final int row, final long high, final long low) {
        address(row, CLIENT, high, low);
    }

    /**
     * Sets the virtual address. From the worker's thread.
     *
     * @param row  what {@link #add} answered.
     * @param high bytes 0 to 7, wire order.
     * @param low  bytes 8 to 15, wire order.
     */
    public void virtual(final int row, final long high, final long low) {
        address(row, VIRTUAL, high, low);
    }

    /**
     * Sets the real server's address. From the worker's thread.
     *
     * @param row  what {@link #add} answered.
     * @param high bytes 0 to 7, wire order.
     * @param low  bytes 8 to 15, wire order.
     */
    public void realServer(final int row, final long high, final long low) {
        address(row, REAL_SERVER, high, low);
    }

    /**
     * The local address and port of full NAT, in the row that was added last.
     *
     * @param row  of {@link #add}.
     * @param high address, wire order.
     * @param low  address, wire order.
     * @param port 0 to 65,535; 0 of a template, which has none.
     */
    public void local(final int row, final long high, final long low, final int port) {
        address(row, LOCAL, high, low);
        words[row * WORDS + PORTS] |= (long) port << (3 * PORT_BITS);
        words[row * WORDS + KIND] |= 1L << FULL_NAT_BIT;
    }

    /**
     * Whether a connection is of full NAT, and so has a local address and port.
     *
     * @param row its number.
     * @return false for all other methods.
     */
    public boolean isFullNat(final int row) {
        return (word(row, KIND) & 1L << FULL_NAT_BIT) != 0;
    }

    /**
     * Says that a connection which has a local address is of SNAT. From the worker's thread.
     *
     * @param row of {@link #add}.
     */
    public void snat(final int row) {
        words[row * WORDS + KIND] |= 1L << SNAT_BIT;
    }

    /**
     * Whether a connection is of SNAT: the virtual address and the real server are both the other end, and the number
     * of the real server is that of the rule.
     *
     * @param row its number.
     * @return false for connections of services.
     */
    public boolean isSnat(final int row) {
        return (word(row, KIND) & 1L << SNAT_BIT) != 0;
    }

    /**
     * The local address of full NAT.
     *
     * @param row its number.
     * @return bytes 0 to 7, wire order.
     */
    public long localHigh(final int row) {
        return word(row, LOCAL);
    }

    /**
     * The local address of full NAT.
     *
     * @param row its number.
     * @return bytes 8 to 15, wire order.
     */
    public long localLow(final int row) {
        return word(row, LOCAL + 1);
    }

    /**
     * The local port of full NAT.
     *
     * @param row its number.
     * @return 0 to 65,535; 0 of other methods and of templates.
     */
    public int localPort(final int row) {
        return (int) (word(row, PORTS) >>> (3 * PORT_BITS)) & PORT_MASK;
    }

    /**
     * Whether there is room for the data of a persistence engine. From the worker's thread.
     *
     * @param length 0 to {@link #MAX_DATA} bytes.
     * @return false if the row has to wait for the next page; never if the page is empty.
     */
    public boolean fits(final int length) {
        return rows() == 0 || length <= data.length - dataUsed;
    }

    /**
     * Adds a byte to what the persistence engine keeps of a row, which is the newest. From the worker's thread.
     *
     * @param row   what {@link #add} answered.
     * @param value the byte.
     */
    public void data(final int row, final int value) {
        data[dataUsed++] = (byte) value;
        words[row * WORDS + DATA] = (long) dataUsed << NUMBER_SHIFT | (words[row * WORDS + DATA] & PORT_MASK) + 1;
    }

    /**
     * The client's address.
     *
     * @param row 0 to {@link #rows} - 1.
     * @return bytes 0 to 7, wire order.
     */
    public long clientHigh(final int row) {
        return word(row, CLIENT);
    }

    /**
     * The client's address.
     *
     * @param row 0 to {@link #rows} - 1.
     * @return bytes 8 to 15, wire order.
     */
    public long clientLow(final int row) {
        return word(row, CLIENT + 1);
    }

    /**
     * The virtual address.
     *
     * @param row 0 to {@link #rows} - 1.
     * @return bytes 0 to 7, wire order.
     */
    public long virtualHigh(final int row) {
        return word(row, VIRTUAL);
    }

    /**
     * The virtual address.
     *
     * @param row 0 to {@link #rows} - 1.
     * @return bytes 8 to 15, wire order.
     */
    public long virtualLow(final int row) {
        return word(row, VIRTUAL + 1);
    }

    /**
     * The real server's address.
     *
     * @param row 0 to {@link #rows} - 1.
     * @return bytes 0 to 7, wire order.
     */
    public long realServerHigh(final int row) {
        return word(row, REAL_SERVER);
    }

    /**
     * The real server's address.
     *
     * @param row 0 to {@link #rows} - 1.
     * @return bytes 8 to 15, wire order.
     */
    public long realServerLow(final int row) {
        return word(row, REAL_SERVER + 1);
    }

    /**
     * The client's port.
     *
     * @param row 0 to {@link #rows} - 1.
     * @return 0 to 65,535.
     */
    public int clientPort(final int row) {
        return (int) word(row, PORTS) & PORT_MASK;
    }

    /**
     * The virtual port.
     *
     * @param row 0 to {@link #rows} - 1.
     * @return 0 to 65,535.
     */
    public int virtualPort(final int row) {
        return (int) (word(row, PORTS) >>> PORT_BITS) & PORT_MASK;
    }

    /**
     * The real server's port.
     *
     * @param row 0 to {@link #rows} - 1.
     * @return 0 to 65,535.
     */
    public int realServerPort(final int row) {
        return (int) (word(row, PORTS) >>> (PORT_BITS + PORT_BITS)) & PORT_MASK;
    }

    /**
     * The IP protocol.
     *
     * @param row 0 to {@link #rows} - 1.
     * @return its number; 0 for templates of firewall marks.
     */
    public int protocol(final int row) {
        return (int) word(row, KIND) & BYTE_MASK;
    }

    /**
     * The forwarding method.
     *
     * @param row 0 to {@link #rows} - 1.
     * @return as IPVS numbers them: 0 masquerading, 1 local, 2 tunnel, 3 direct routing.
     */
    public int method(final int row) {
        return (int) (word(row, KIND) >>> METHOD_SHIFT) & BYTE_MASK;
    }

    /**
     * Whether it is a persistence template.
     *
     * @param row 0 to {@link #rows} - 1.
     * @return false for a connection.
     */
    public boolean isTemplate(final int row) {
        return (word(row, KIND) & 1L << TEMPLATE_BIT) != 0;
    }

    /**
     * The number by which the real server is counted.
     *
     * @param row 0 to {@link #rows} - 1.
     * @return 0 to 65,535, the last for none.
     */
    public int realServerNumber(final int row) {
        return (int) (word(row, KIND) >>> NUMBER_SHIFT);
    }

    /**
     * The names of all states that a row can have.
     *
     * @return as Linux names them.
     */
    public static List<String> everyState() {
        return StateLabel.all();
    }

    /**
     * The state.
     *
     * @param row 0 to {@link #rows} - 1.
     * @return as Linux names it, such as {@code ESTABLISHED}.
     */
    public String state(final int row) {
        return states[checked(row)];
    }

    /**
     * How long it lives without another packet.
     *
     * @param row 0 to {@link #rows} - 1.
     * @return nanoseconds, at least 0.
     */
    public long expiresNs(final int row) {
        return word(row, EXPIRES);
    }

    /**
     * What a persistence engine knows the client by, such as the Call-ID of SIP.
     *
     * @param row 0 to {@link #rows} - 1.
     * @return a character for each byte; empty if there is no engine.
     */
    public String data(final int row) {
        final long word = word(row, DATA);
        final int length = (int) word & PORT_MASK;
        return length == 0 ? ""
            : new String(data, (int) (word >>> NUMBER_SHIFT) - length, length, StandardCharsets.ISO_8859_1);
    }

    private void address(final int row, final int field, final long high, final long low) {
        words[row * WORDS + field] = high;
        words[row * WORDS + field + 1] = low;
    }

    private long word(final int row, final int field) {
        return words[checked(row) * WORDS + field];
    }
}
