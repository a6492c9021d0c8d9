/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.dataplane.address.WireAddress;
import director.dataplane.connection.Connection;
import director.dataplane.connection.ToaState;
import director.dataplane.header.Ethernet;
import director.dataplane.header.Tcp;
import director.dataplane.header.TcpOptions;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;

/**
 * Puts the client's port and address into the options of its TCP segments (TOA) until the real server has a connection:
 * its kernel reads it from the segment that ends the handshake, and that may be any of them.
 *
 * <pre>
 *      0       1       2               4
 *     +-------+-------+---------------+---------------//--------------+
 *     | kind  | 8, 20 |  client port  |  client address, 4 or 16      |
 *     +-------+-------+---------------+---------------//--------------+
 * </pre>
 *
 * <p>An option of that kind that a client sends itself is taken out. From the worker's thread.
 */
final class AddressOption {
    private static final int IPV4_LENGTH = 8;
    private static final int IPV6_LENGTH = 20;
    private static final int MAX_HEADER = 60;

    private final WorkerCounters counters;

    AddressOption(final WorkerCounters counters) {
        this.counters = counters;
    }

    /** Tells the real server with a client's segment, which is not translated yet, unless there is no room in it. */
    void tell(final Packet packet, final long connection, final int mtu) {
        final int headerLength = Tcp.headerLength(packet.transport);
        if (headerLength > packet.transportLength()) {
            return;
        }
        TcpOptions.eraseKind(packet.transport, headerLength, ToaState.option(connection));
        if ((Tcp.flags(packet.transport) & Tcp.RST) != 0) {
            return;
        }
        final int bytes = length(packet);
        if (headerLength + bytes > MAX_HEADER || packet.length + bytes > mtu || room(packet) < bytes) {
            counters.add(WorkerCounter.ADDRESS_OPTIONS_OMITTED, 1);
            return;
        }
        TcpSegments.grow(packet, bytes);
        write(packet, packet.transport + Tcp.MIN_LENGTH, connection);
        TcpSegments.sum(packet, bytes);
    }

    /** A segment of a real server: the client's segments are to be so much shorter that an option fits in. */
    static void hear(final Packet packet, final long connection) {
        final int flags = Tcp.flags(packet.transport);
        final int headerLength = Math.min(Tcp.headerLength(packet.transport), packet.transportLength());
        if ((flags & Tcp.SYN) != 0) {
            final int at = Tcp.mssAt(packet.transport, headerLength);
            if (at != 0) {
                Tcp.clampMss(packet.transport, headerLength,
                    Math.max(1, NativeMemory.uint16Be(packet.transport + at) - length(packet)));
            }
        } else if ((flags & Tcp.ACK) != 0 && TcpSegments.isIntact(packet)) {
            // Only who has a connection says that.
            ToaState.option(connection, 0);
        }
    }

    private static int length(final Packet packet) {
        return packet.ipv6 ? IPV6_LENGTH : IPV4_LENGTH;
    }

    /** Bytes in front of the packet that are free. */
    private static int room(final Packet packet) {
        return packet.mbuf == 0 ? 0
            : Mbuf.headroom(packet.mbuf) + (int) (packet.ip - Mbuf.data(packet.mbuf)) - Ethernet.LENGTH;
    }

    private static void write(final Packet packet, final long to, final long connection) {
        NativeMemory.uint8(to, ToaState.option(connection));
        NativeMemory.uint8(to + 1, length(packet));
        NativeMemory.uint16(to + 2, Connection.clientPort(connection));
        if (packet.ipv6) {
            NativeMemory.int64(to + 4, Connection.clientHigh(connection));
            NativeMemory.int64(to + 12, Connection.clientLow(connection));
        } else {
            NativeMemory.int32(to + 4, WireAddress.ipv4(Connection.clientLow(connection)));
        }
    }
}
