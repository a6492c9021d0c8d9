/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.replay;

import director.bindings.Mbuf;
import director.dataplane.address.WireAddress;
import director.dataplane.header.Ethernet;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv6;
import director.dataplane.header.Ports;
import director.dataplane.ownership.Owners;
import director.dataplane.ownership.Ownership;

/**
 * Shares packets out among queues as a network card does that hashes one end of them: the source of what clients send,
 * the destination of what real servers send. From the thread that drives the worker.
 *
 * @param owners who gets what.
 * @param side   where packets come from.
 */
record EndHash(Owners owners, Side side) {
    /** The queue of a packet; the first one for what has no ports. */
    int queue(final long mbuf) {
        final long ip = Mbuf.data(mbuf) + Ethernet.LENGTH;
        final boolean source = side == Side.CLIENT;
        final int type = Ethernet.type(Mbuf.data(mbuf));
        if (type == Ethernet.TYPE_IPV4) {
            return owners.owner(Ownership.BY_PORT, WireAddress.IPV4_HIGH,
                WireAddress.low(source ? Ipv4.source(ip) : Ipv4.destination(ip)),
                port(ip + Ipv4.headerLength(ip), source));
        }
        return type == Ethernet.TYPE_IPV6 ? owners.owner(Ownership.BY_PORT,
                source ? Ipv6.sourceHigh(ip) : Ipv6.destinationHigh(ip),
                source ? Ipv6.sourceLow(ip) : Ipv6.destinationLow(ip), port(ip + Ipv6.LENGTH, source)) : 0;
    }

    private static int port(final long transport, final boolean source) {
        return source ? Ports.source(transport) : Ports.destination(transport);
    }
}
