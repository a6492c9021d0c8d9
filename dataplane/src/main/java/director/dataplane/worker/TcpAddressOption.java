/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.NativeMemory;
import director.dataplane.connection.AddressOptionState;
import director.dataplane.header.Tcp;
import director.dataplane.header.TcpOptions;

/**
 * TOA: the client's address in the options of its TCP segments until the real server has a connection. Its kernel reads
 * it from the segment that ends the handshake, and that may be any of them. An option of that kind that a client sends
 * itself is taken out. A SYN begins anew. From the worker's thread.
 */
final class TcpAddressOption {
    private static final int MAX_HEADER = 60;

    private TcpAddressOption() {
    }

    /** Tells the real server. Answers false if there was no room. */
    static boolean tell(final Packet packet, final long connection, final int mtu) {
        final int headerLength = Tcp.headerLength(packet.transport);
        if (headerLength > packet.transportLength()) {
            return true;
        }
        TcpOptions.eraseKind(packet.transport, headerLength, AddressOptionState.option(connection));
        if ((Tcp.flags(packet.transport) & Tcp.RST) != 0) {
            return true;
        }
        if ((Tcp.flags(packet.transport) & Tcp.SYN) != 0) {
            AddressOptionState.first(connection, Tcp.sequence(packet.transport) + 1);
        }
        final int bytes = AddressOptions.length(connection);
        if (headerLength + bytes > MAX_HEADER || !AddressOptions.isRoom(packet, bytes, mtu)) {
            return false;
        }
        TcpSegments.grow(packet, bytes);
        AddressOptions.write(packet.transport + Tcp.MIN_LENGTH, connection);
        TcpSegments.sum(packet, bytes);
        return true;
    }

    /** A segment of a real server: the client's segments are to be so much shorter that an option fits in. */
    static void hear(final Packet packet, final long connection) {
        final int flags = Tcp.flags(packet.transport);
        final int headerLength = Math.min(Tcp.headerLength(packet.transport), packet.transportLength());
        if ((flags & Tcp.SYN) != 0) {
            final int at = Tcp.mssAt(packet.transport, headerLength);
            if (at != 0) {
                Tcp.clampMss(packet.transport, headerLength,
                    Math.max(1, NativeMemory.uint16Be(packet.transport + at) - AddressOptions.length(connection)));
            }
        } else if ((flags & Tcp.ACK) != 0 && TcpSegments.isIntact(packet) && isConnected(packet, connection)) {
            AddressOptionState.end(connection);
        }
    }

    /**
     * Whether only who has a connection says that. Who has got no more than a SYN acknowledges that again for every
     * segment that does not fit (RFC 9293 §3.10.7.4).
     */
    private static boolean isConnected(final Packet packet, final long connection) {
        return Tcp.acknowledgment(packet.transport) != AddressOptionState.first(connection)
            || Tcp.sequenceLength(packet.transport, packet.transportLength()) > 0;
    }
}
