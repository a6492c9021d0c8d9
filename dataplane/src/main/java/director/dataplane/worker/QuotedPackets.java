/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.address.WireAddress;
import director.dataplane.connection.ConnectionTable;
import director.dataplane.forward.Quote;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv6;

/**
 * Finds the connections of packets of which perhaps only the beginning is there. From the worker's thread.
 *
 * <p>Both answer as {@link ConnectionTable} does, with the direction in bit 0.
 */
final class QuotedPackets {
    private final ConnectionTable connections;
    private long hash;

    QuotedPackets(final ConnectionTable connections) {
        this.connections = connections;
    }

    /** The connection that the packet is of, 0 if there is none. */
    long find(final boolean ipv6, final long ip, final long quote) {
        final int ports = Quote.ports(ip, quote);
        final int protocol = Quote.connectionProtocol(quote);
        return ipv6 ? find(Ipv6.sourceHigh(ip), Ipv6.sourceLow(ip), Ipv6.destinationHigh(ip), Ipv6.destinationLow(ip),
            ports, protocol) : find(Ipv4.source(ip), Ipv4.destination(ip), ports, protocol);
    }

    /** The connection that an answer to the packet would be of, 0 if there is none. */
    long findAnswered(final boolean ipv6, final long ip, final long quote) {
        final int ports = Integer.rotateLeft(Quote.ports(ip, quote), Short.SIZE);
        final int protocol = Quote.connectionProtocol(quote);
        return ipv6 ? find(Ipv6.destinationHigh(ip), Ipv6.destinationLow(ip), Ipv6.sourceHigh(ip), Ipv6.sourceLow(ip),
            ports, protocol) : find(Ipv4.destination(ip), Ipv4.source(ip), ports, protocol);
    }

    /** The hash of what was looked for last. */
    long hash() {
        return hash;
    }

    private long find(final int source, final int destination, final int ports, final int protocol) {
        hash = connections.hashIpv4(source, destination, ports, protocol);
        return connections.findIpv4(hash, source, destination, ports, protocol);
    }

    /** Addresses that stand for IPv4 inside the director do not come from outside: such a packet is forged. */
    private long find(final long sourceHigh, final long sourceLow, final long high, final long low, final int ports,
        final int protocol) {
        if (WireAddress.isIpv4(sourceHigh, sourceLow) || WireAddress.isIpv4(high, low)) {
            return 0;
        }
        hash = connections.hashIpv6(sourceHigh, sourceLow, high, low, ports, protocol);
        return connections.findIpv6(hash, sourceHigh, sourceLow, high, low, ports, protocol);
    }
}
