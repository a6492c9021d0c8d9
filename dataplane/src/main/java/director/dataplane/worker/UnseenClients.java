/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.MemoryAllocator;
import director.bindings.NativeMemory;
import director.dataplane.forward.Quote;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv6;
import director.dataplane.header.Ports;
import director.dataplane.header.Tcp;

/**
 * With {@code schedule_icmp}, opens connections for ICMP errors about packets of none, so that they reach a real server
 * all the same: where several directors share an address, routers may send errors to another one than the client's
 * packets. What is opened is the connection of the client that the quoted packet was for. From the worker's thread.
 */
final class UnseenClients {
    private static final int BYTES = Ipv6.LENGTH + Tcp.MIN_LENGTH;
    private static final int TTL = 64;

    private final ConnectionOpener opener;
    private final MemoryAllocator memory;
    private final long scratch;
    /** What the client could have sent: headers without data. */
    private final Packet packet = new Packet();

    UnseenClients(final ConnectionOpener opener, final MemoryAllocator memory) {
        this.opener = opener;
        this.memory = memory;
        this.scratch = memory.allocate("a packet of a client", BYTES, Long.BYTES);
    }

    /** Whether an error about such a packet can be scheduled: what has no ports is of no service. */
    static boolean isSchedulable(final long quote) {
        return quote != Quote.NONE && Quote.hasPorts(quote);
    }

    /**
     * Opens the connection that an answer to a quoted packet is of. Answers 0 if there is none to open: the opener
     * says why.
     */
    long open(final Packet error, final long inner, final long quote, final long hash) {
        NativeMemory.zero(scratch, BYTES);
        packet.ipv6 = error.ipv6;
        packet.port = error.port;
        packet.ip = scratch;
        packet.protocol = Quote.protocol(quote);
        packet.transport = scratch + (error.ipv6 ? Ipv6.LENGTH : Ipv4.MIN_LENGTH);
        packet.length = (int) (packet.transport - scratch) + Tcp.MIN_LENGTH;
        packet.hash = hash;
        if (error.ipv6) {
            Ipv6.write(scratch, 0, 0, Tcp.MIN_LENGTH, packet.protocol, TTL);
            final long clientHigh = Ipv6.destinationHigh(inner);
            final long clientLow = Ipv6.destinationLow(inner);
            Ipv6.addresses(scratch, clientHigh, clientLow, Ipv6.sourceHigh(inner), Ipv6.sourceLow(inner));
        } else {
            Ipv4.write(scratch, 0, packet.length, 0, 0, TTL, packet.protocol);
            final int client = Ipv4.destination(inner);
            final int virtual = Ipv4.source(inner);
            Ipv4.addresses(scratch, client, virtual);
        }
        final long ports = inner + Quote.transport(quote);
        Ports.source(packet.transport, Ports.destination(ports));
        Ports.destination(packet.transport, Ports.source(ports));
        return opener.openUnseen(packet);
    }

    ConnectionOpener opener() {
        return opener;
    }

    void close() {
        memory.free(scratch);
    }
}
