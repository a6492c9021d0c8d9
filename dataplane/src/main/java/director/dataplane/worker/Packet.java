/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.address.WireAddress;
import director.dataplane.fragment.Cuts;
import director.dataplane.fragment.Fragmenter;
import director.dataplane.header.Icmpv6;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv6;
import director.dataplane.header.Ports;
import director.dataplane.header.Tcp;

/**
 * An IP packet on its way through a worker: where its headers are, and what is known of it. One object for each place
 * in a burst is used again and again. From the worker's thread.
 *
 * <p>The packet lies in one piece at {@link #ip}: in an mbuf, or, if it was put together, in memory of the worker, from
 * which it is copied into mbufs when it leaves.
 */
final class Packet {
    /** Fate met: sent, handed over or dropped. */
    static final int DONE = 0;
    /** ARP. */
    static final int ARP = 1;
    /** TCP, UDP or SCTP, whole, with ports. */
    static final int TRANSPORT = 2;
    /** Whole, of another protocol. */
    static final int OTHER = 3;
    /** A part of a packet. */
    static final int FRAGMENT = 4;
    /** Neighbour discovery. */
    static final int DISCOVERY = 6;
    /** IPv4 with options, whatever else it is. */
    static final int OPTIONS = 7;
    /** Perhaps the first one of a connection; nothing else is known here. */
    static final int FIRST = 8;
    /** Nothing is known here yet. */
    static final int UNREAD = 9;
    /** Has the tag of a VLAN that is no port. */
    static final int TAGGED = 10;
    /** In several segments. */
    static final int SCATTERED = 5;

    /** What it is. */
    int kind;
    /** The mbuf that it lies in; 0 if it lies in memory of the worker. */
    long mbuf;
    /** Place of the port where it arrived. */
    int port;
    /** Whether this is IPv6. */
    boolean ipv6;
    /** Address of the IP header. */
    long ip;
    /** Bytes of the packet, from the IP header on. */
    int length;
    /** The transport protocol, behind IPv6's extension headers. */
    int protocol;
    /** Where the packet names that protocol: bytes from the IP header on. */
    int namedAt;
    /** Address of what follows the IP header and its extensions. */
    long transport;
    /** For look-ups in the connection table. */
    long hash;
    /** The connection, with the direction in bit 0; 0 if there is none. */
    long connection;
    /** Bytes of its largest fragment if it was put together from fragments, else 0. */
    int largestFragment;
    /** The identification of those fragments. */
    int identification;
    /** Where it was cut. */
    Cuts cuts = Fragmenter.anywhere();

    /** Whether it still has to be parsed. */
    boolean isUnread() {
        return kind == FIRST || kind == UNREAD;
    }

    /** Bytes from the transport header to the end. */
    int transportLength() {
        return length - (int) (transport - ip);
    }

    /** Both ports as they stand in the packet, the source in the lower half. */
    int ports() {
        return Ports.both(transport);
    }

    long sourceHigh() {
        return ipv6 ? Ipv6.sourceHigh(ip) : WireAddress.IPV4_HIGH;
    }

    long sourceLow() {
        return ipv6 ? Ipv6.sourceLow(ip) : WireAddress.low(Ipv4.source(ip));
    }

    long destinationHigh() {
        return ipv6 ? Ipv6.destinationHigh(ip) : WireAddress.IPV4_HIGH;
    }

    long destinationLow() {
        return ipv6 ? Ipv6.destinationLow(ip) : WireAddress.low(Ipv4.destination(ip));
    }

    /** Hops that it may still make. */
    int hops() {
        return ipv6 ? Ipv6.hopLimit(ip) : Ipv4.ttl(ip);
    }

    /** Takes a hop from it. */
    void hop() {
        if (ipv6) {
            Ipv6.decrementHopLimit(ip);
        } else {
            Ipv4.decrementTtl(ip);
        }
    }

    /** Flags of its TCP header, 0 for other protocols. */
    int tcpFlags() {
        return protocol == Ipv4.TCP ? Tcp.flags(transport) : 0;
    }

    /** Whether it is a message of ICMP, in the version of the packet. */
    boolean isControl() {
        return protocol == (ipv6 ? Icmpv6.PROTOCOL : Ipv4.ICMP);
    }

    /** Whether it must not be cut up on its way. */
    boolean isDontFragment() {
        return ipv6 || Ipv4.isDontFragment(ip);
    }
}
