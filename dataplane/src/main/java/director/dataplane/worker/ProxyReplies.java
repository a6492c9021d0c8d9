/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.connection.ProxyState;
import director.dataplane.header.Tcp;
import director.dataplane.header.TcpOptions;

/**
 * Reads from segments of a real server how much it knows of the header in front of the client's stream, and takes out
 * what only who sent that header would understand. What is damaged says nothing. From the worker's thread.
 */
final class ProxyReplies {
    private ProxyReplies() {
    }

    /**
     * Answers whether a segment of a real server belongs to a connection. If not it has accepted another SYN, which may
     * be none of this client: the connection is over, and the client's next SYN begins a new one.
     */
    static boolean accept(final Packet packet, final long connection) {
        final long tcp = packet.transport;
        final int flags = Tcp.flags(tcp);
        final int headerLength = Tcp.headerLength(tcp);
        if ((flags & Tcp.ACK) == 0 || headerLength > packet.transportLength()) {
            return true;
        }
        if ((flags & Tcp.SYN) != 0) {
            return !TcpSegments.isIntact(packet) || acceptAnswer(tcp, connection);
        }
        final boolean known = ProxyState.has(connection, ProxyState.ACKNOWLEDGED)
            || (TcpSegments.isIntact(packet) && acknowledges(tcp, connection));
        if (!known || Sequences.isWithin(Tcp.acknowledgment(tcp), connection)) {
            // To the client nothing is missing before what is there.
            TcpOptions.eraseSack(tcp, headerLength);
            return true;
        }
        ProxyState.reached(connection, Tcp.acknowledgment(tcp));
        TcpOptions.lowerSack(tcp, headerLength, ProxyState.length(connection), ProxyState.first(connection));
        return true;
    }

    /** The answer to the SYN: the client may fill the window but for the header. */
    private static boolean acceptAnswer(final long tcp, final long connection) {
        final int serverFirst = Tcp.sequence(tcp) + 1;
        if (Tcp.acknowledgment(tcp) != ProxyState.first(connection)) {
            return false;
        }
        if (!ProxyState.has(connection, ProxyState.ACKNOWLEDGED)) {
            ProxyState.answered(connection, serverFirst);
            ProxyState.set(connection, ProxyState.DUE);
        } else if (serverFirst != ProxyState.serverFirst(connection)) {
            return false;
        }
        Tcp.changeWindow(tcp, Math.max(0, Tcp.window(tcp) - ProxyState.length(connection)));
        return true;
    }

    /** Whether the real server has all of the header now. If not, it is sent again with the client's next segment. */
    private static boolean acknowledges(final long tcp, final long connection) {
        final int bytes = Tcp.acknowledgment(tcp) - ProxyState.first(connection);
        if (!ProxyState.has(connection, ProxyState.SENT)) {
            return false;
        }
        if (bytes >= ProxyState.length(connection)) {
            ProxyState.clear(connection, ProxyState.DUE);
            ProxyState.set(connection, ProxyState.ACKNOWLEDGED);
            return true;
        }
        ProxyState.set(connection, ProxyState.DUE);
        return false;
    }
}
