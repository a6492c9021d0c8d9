/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.NativeMemory;
import director.dataplane.connection.ProxyState;
import director.dataplane.forward.Quote;
import director.dataplane.header.Icmp;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Tcp;

/**
 * Sequence numbers of connections whose client's stream has a header in front of it that the client knows nothing of.
 *
 * <pre>
 *   client        | SYN |                    | data ...
 *   real server   | SYN | header             | data ...
 *                       ^ first              ^ first + length
 * </pre>
 *
 * <p>SYNs have the numbers that they had. Checksums are updated by what changed. From the worker's thread.
 */
final class Sequences {
    private static final int QUOTED_SEQUENCE = 4;
    private static final int QUOTED_ACKNOWLEDGMENT = 8;
    private static final int NUMBER = 4;

    private Sequences() {
    }

    /** Moves a client's segment behind the header. */
    static void toRealServer(final long tcp, final long connection) {
        if (isMoved(tcp, connection)) {
            Tcp.changeSequence(tcp, Tcp.sequence(tcp) + ProxyState.length(connection));
        }
    }

    /** Has a real server's segment acknowledge what the client sent of what it acknowledges. */
    static void toClient(final long tcp, final long connection) {
        if ((Tcp.flags(tcp) & (Tcp.ACK | Tcp.SYN)) != Tcp.ACK) {
            return;
        }
        final int acknowledgment = Tcp.acknowledgment(tcp);
        if (isWithin(acknowledgment, connection)) {
            if (acknowledgment != ProxyState.first(connection)) {
                Tcp.changeAcknowledgment(tcp, ProxyState.first(connection));
            }
        } else if (ProxyState.has(connection, ProxyState.ACKNOWLEDGED)) {
            Tcp.changeAcknowledgment(tcp, acknowledgment - ProxyState.length(connection));
        }
    }

    /** Undoes {@link #toRealServer}. */
    static void backToClient(final long tcp, final long connection) {
        if (isMoved(tcp, connection)) {
            Tcp.changeSequence(tcp, Tcp.sequence(tcp) - ProxyState.length(connection));
        }
    }

    /** Undoes {@link #toClient}, but for parts of the header. */
    static void backToRealServer(final long tcp, final long connection) {
        if ((Tcp.flags(tcp) & (Tcp.ACK | Tcp.SYN)) == Tcp.ACK
            && ProxyState.has(connection, ProxyState.ACKNOWLEDGED)) {
            Tcp.changeAcknowledgment(tcp, Tcp.acknowledgment(tcp) + ProxyState.length(connection));
        }
    }

    /**
     * Has an ICMP error about a client's segment quote the sequence number that the client knows, by which it tells
     * true errors from forged ones (RFC 5927 §4.1). The checksum of ICMP has to be computed anew.
     */
    static void errorToClient(final Packet packet, final long connection) {
        final long number = quoted(packet, QUOTED_SEQUENCE);
        if (number == 0) {
            return;
        }
        final int sequence = NativeMemory.int32Be(number);
        if (ProxyState.has(connection, ProxyState.ACKNOWLEDGED) || sequence != ProxyState.first(connection) - 1) {
            NativeMemory.int32Be(number, sequence - ProxyState.length(connection));
        }
    }

    /** The same of what a real server's segment acknowledged. */
    static void errorToRealServer(final Packet packet, final long connection) {
        final long number = quoted(packet, QUOTED_ACKNOWLEDGMENT);
        if (number != 0 && ProxyState.has(connection, ProxyState.ACKNOWLEDGED)) {
            NativeMemory.int32Be(number, NativeMemory.int32Be(number) + ProxyState.length(connection));
        }
    }

    /** Where an ICMP error quotes a number of a TCP header; 0 if that is not there. */
    private static long quoted(final Packet packet, final int at) {
        final int available = packet.transportLength() - Icmp.LENGTH;
        final long inner = packet.transport + Icmp.LENGTH;
        final long quote = Quote.read(packet.ipv6, inner, available);
        return quote != Quote.NONE && Quote.protocol(quote) == Ipv4.TCP
            && available - Quote.transport(quote) >= at + NUMBER ? inner + Quote.transport(quote) + at : 0;
    }

    /**
     * Whether the real server is to see, or saw, a client's segment behind the header. A reset has to have the number
     * that the real server expects next (RFC 5961 §3), so as long as there was no header it has the client's.
     */
    private static boolean isMoved(final long tcp, final long connection) {
        final int flags = Tcp.flags(tcp);
        return (flags & Tcp.SYN) == 0 && ((flags & Tcp.RST) == 0 || !ProxyState.has(connection, ProxyState.DUE));
    }

    /** Whether a real server acknowledges no more than a part of the header, perhaps long after it has all of it. */
    static boolean isWithin(final int acknowledgment, final long connection) {
        final int bytes = acknowledgment - ProxyState.first(connection);
        return bytes >= 0 && bytes < ProxyState.length(connection) && !ProxyState.has(connection, ProxyState.FAR);
    }
}
