/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.clientaddress;

import director.bindings.NativeMemory;
import director.dataplane.address.WireAddress;
import director.dataplane.connection.Connection;
import director.dataplane.connection.ProxyState;

/**
 * The header of the PROXY protocol that tells the client's and the virtual address and port of a TCP connection ("The
 * PROXY protocol, versions 1 and 2", HAProxy Technologies, §2.1 and §2.2). Version 1 is a line of text:
 *
 * <pre>
 *   PROXY TCP4 192.0.2.1 10.0.0.100 40000 80\r\n
 *   PROXY TCP6 2001:db8:0:0:0:0:0:1 fd00:0:0:0:0:0:0:100 40000 80\r\n
 * </pre>
 *
 * <p>and version 2 is binary, without further fields:
 *
 * <pre>
 *      0               2               4               6               8
 *     +---------------------------------------------------------------+
 *   0 |  0D    0A      0D      0A      00      0D      0A      51     |
 *     +-------------------------------+-------+-------+---------------+
 *   8 |  55    49      54      0A     | 21 (2)|11, 21 |  length       |
 *     +-------------------------------+-------+-------+---------------+
 *  16 |  client's address, virtual address (4 or 16 bytes each)       |
 *     +---------------+---------------+-------------------------------+
 *     | client's port | virtual port  |
 *     +---------------+---------------+
 * </pre>
 *
 * <p>Keeps nothing; from the worker's thread.
 */
public final class ProxyHeader {
    /** Bytes of the longest header: version 1 with addresses of 39 and ports of 5 characters. */
    public static final int MAX_LENGTH = 104;

    private static final int PREFIX_2 = 16;
    private static final int PORTS = 4;
    private static final int BYTES_4 = 8;
    private static final int BYTES_6 = 32;
    private static final long SIGNATURE_1 = 0x0D0A_0D0A_000D_0A51L;
    private static final int SIGNATURE_2 = 0x5549_540A;
    private static final int PROXIED = 0x21;
    private static final int TCP_4 = 0x11;
    private static final int TCP_6 = 0x21;
    /** "PROXY TC", "P4 " and "P6 ". */
    private static final long WORD = 0x5052_4F58_5920_5443L;
    private static final int FAMILY_4 = 0x5034;
    private static final int FAMILY_6 = 0x5036;
    /** All but addresses and ports: "PROXY TCP4", a space before each of the four, and the end of the line. */
    private static final int TEXT = 16;
    private static final int BYTE_MASK = 0xFF;
    private static final int PORT_MASK = 0xFFFF;

    private ProxyHeader() {
    }

    /**
     * How long the header of a connection is.
     *
     * @param connection its record, complete but for its {@link ProxyState}.
     * @param version    {@link ProxyState#VERSION_1} or {@link ProxyState#VERSION_2}.
     * @return 28 to {@link #MAX_LENGTH}.
     */
    public static int length(final long connection, final int version) {
        final boolean ipv4 = isIpv4(connection);
        if (version == ProxyState.VERSION_2) {
            return PREFIX_2 + (ipv4 ? BYTES_4 : BYTES_6) + PORTS;
        }
        return TEXT + DecimalText.length(port(Connection.clientPort(connection)))
            + DecimalText.length(port(Connection.virtualPort(connection)))
            + (ipv4 ? lengthIpv4(Connection.clientLow(connection)) + lengthIpv4(Connection.virtualLow(connection))
                : HexText.length(Connection.clientHigh(connection), Connection.clientLow(connection))
                + HexText.length(Connection.virtualHigh(connection), Connection.virtualLow(connection)));
    }

    /**
     * Writes the header of a connection.
     *
     * @param to         where to write {@link ProxyState#length} bytes.
     * @param connection its record, with its {@link ProxyState}.
     */
    public static void write(final long to, final long connection) {
        if (ProxyState.has(connection, ProxyState.VERSION_2)) {
            write2(to, connection);
        } else {
            write1(to, connection);
        }
    }

    private static boolean isIpv4(final long connection) {
        return WireAddress.isIpv4(Connection.clientHigh(connection), Connection.clientLow(connection));
    }

    private static void write2(final long to, final long connection) {
        final boolean ipv4 = isIpv4(connection);
        NativeMemory.int64Be(to, SIGNATURE_1);
        NativeMemory.int32Be(to + 8, SIGNATURE_2);
        NativeMemory.uint8(to + 12, PROXIED);
        NativeMemory.uint8(to + 13, ipv4 ? TCP_4 : TCP_6);
        NativeMemory.uint16Be(to + 14, (ipv4 ? BYTES_4 : BYTES_6) + PORTS);
        if (ipv4) {
            NativeMemory.int32(to + PREFIX_2, WireAddress.ipv4(Connection.clientLow(connection)));
            NativeMemory.int32(to + PREFIX_2 + 4, WireAddress.ipv4(Connection.virtualLow(connection)));
        } else {
            NativeMemory.int64(to + PREFIX_2, Connection.clientHigh(connection));
            NativeMemory.int64(to + PREFIX_2 + 8, Connection.clientLow(connection));
            NativeMemory.int64(to + PREFIX_2 + 16, Connection.virtualHigh(connection));
            NativeMemory.int64(to + PREFIX_2 + 24, Connection.virtualLow(connection));
        }
        final long ports = to + PREFIX_2 + (ipv4 ? BYTES_4 : BYTES_6);
        NativeMemory.uint16(ports, Connection.clientPort(connection));
        NativeMemory.uint16(ports + 2, Connection.virtualPort(connection));
    }

    private static void write1(final long to, final long connection) {
        final boolean ipv4 = isIpv4(connection);
        NativeMemory.int64Be(to, WORD);
        NativeMemory.uint16Be(to + 8, ipv4 ? FAMILY_4 : FAMILY_6);
        long at = to + 10;
        at = address(space(at), ipv4, Connection.clientHigh(connection), Connection.clientLow(connection));
        at = address(space(at), ipv4, Connection.virtualHigh(connection), Connection.virtualLow(connection));
        at = DecimalText.write(space(at), port(Connection.clientPort(connection)));
        at = DecimalText.write(space(at), port(Connection.virtualPort(connection)));
        NativeMemory.uint8(at, '\r');
        NativeMemory.uint8(at + 1, '\n');
    }

    private static long space(final long at) {
        NativeMemory.uint8(at, ' ');
        return at + 1;
    }

    private static long address(final long to, final boolean ipv4, final long high, final long low) {
        if (!ipv4) {
            return HexText.write(to, high, low);
        }
        final int address = WireAddress.ipv4(low);
        long at = to;
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            at = DecimalText.write(at, (address >>> shift) & BYTE_MASK);
            if (shift < Integer.SIZE - Byte.SIZE) {
                NativeMemory.uint8(at, '.');
                at++;
            }
        }
        return at;
    }

    private static int lengthIpv4(final long low) {
        final int address = WireAddress.ipv4(low);
        int length = 3;
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            length += DecimalText.length((address >>> shift) & BYTE_MASK);
        }
        return length;
    }

    private static int port(final int wire) {
        return (Integer.reverseBytes(wire) >>> Short.SIZE) & PORT_MASK;
    }
}
