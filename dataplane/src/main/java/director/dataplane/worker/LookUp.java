/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.connection.ConnectionTable;
import director.dataplane.connection.Openings;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv6;

/** Looks for the connections of packets. From the worker's thread. */
final class LookUp {
    private final ConnectionTable connections;
    private final Openings openings;

    LookUp(final ConnectionTable connections) {
        this.connections = connections;
        this.openings = connections.flows().openings();
    }

    long hash(final Packet packet) {
        return hash(packet, packet.ports(), packet.protocol);
    }

    /** Hashes a packet that has ports. */
    void rehash(final Packet packet) {
        if (packet.kind == Packet.TRANSPORT) {
            packet.hash = hash(packet);
        }
    }

    long hash(final Packet packet, final int portsOf, final int protocol) {
        return packet.ipv6 ? connections.hashIpv6(Ipv6.sourceHigh(packet.ip), Ipv6.sourceLow(packet.ip),
            Ipv6.destinationHigh(packet.ip), Ipv6.destinationLow(packet.ip), portsOf, protocol)
            : connections.hashIpv4(Ipv4.source(packet.ip), Ipv4.destination(packet.ip), portsOf, protocol);
    }

    /** The connection of a packet whose hash is known, with the direction in bit 0; 0 if there is none. */
    long find(final Packet packet, final int portsOf, final int protocol) {
        if (openings.concerns(packet.hash)) {
            openings.settle();
        }
        return packet.ipv6 ? connections.findIpv6(packet.hash, Ipv6.sourceHigh(packet.ip),
            Ipv6.sourceLow(packet.ip), Ipv6.destinationHigh(packet.ip), Ipv6.destinationLow(packet.ip), portsOf,
            protocol)
            : connections.findIpv4(packet.hash, Ipv4.source(packet.ip), Ipv4.destination(packet.ip), portsOf,
                protocol);
    }

    /** The connection of a packet with ports, with the direction in bit 0; 0 if there is none. */
    long find(final Packet packet) {
        packet.hash = hash(packet);
        return find(packet, packet.ports(), packet.protocol);
    }
}
