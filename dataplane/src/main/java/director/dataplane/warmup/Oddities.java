/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.warmup;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.dataplane.address.IpAddress;
import director.dataplane.address.WireAddress;
import director.dataplane.header.Arp;
import director.dataplane.header.Ethernet;
import director.dataplane.header.Icmp;
import director.dataplane.header.Icmpv6;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv6;
import director.dataplane.header.Tcp;
import director.dataplane.local.NeighbourMessage;

/**
 * What arrives besides packets of connections: each kind comes from time to time in the place of such a packet, so that
 * the compiler does not take for granted that there is none. From the thread that drives the worker.
 */
final class Oddities {
    /** How many kinds there are. */
    static final int KINDS = 14;

    private static final long STRANGER = 0x02FC_0000_0001L;
    private static final int ECHO = 0x0001_0001;
    private static final int TYPE_LLDP = Integer.reverseBytes(0x88CC) >>> Short.SIZE;
    private static final int VERSION_AND_LONGER_HEADER = 0x46;
    private static final int NO_OPERATION = 0x01;
    private static final int OPTIONS = 4;
    private static final int CLOSED_PORT = 9;

    private final long mac;
    private final IpAddress own4;
    private final IpAddress own6;

    /**
     * Oddities that one port gets.
     *
     * @param mac  its MAC address.
     * @param own4 an address of its link, IPv4.
     * @param own6 an address of its link, IPv6.
     */
    Oddities(final long mac, final IpAddress own4, final IpAddress own6) {
        this.mac = mac;
        this.own4 = own4;
        this.own6 = own6;
    }

    /**
     * Writes a frame into an empty mbuf.
     *
     * @param kind   0 to {@link #KINDS} - 1.
     * @param target a service.
     * @param client 0 to {@link SyntheticClients#COUNT} - 1.
     */
    void write(final long mbuf, final int kind, final Target target, final int client) {
        switch (kind) {
            case 0 -> question(mbuf);
            case 1 -> solicitation(mbuf);
            case 2 -> unknownType(mbuf);
            case 3 -> echo(mbuf);
            case 4 -> echo6(mbuf);
            case 5 -> SyntheticClients.write(mbuf, mac, target.withPort(CLOSED_PORT), client, Tcp.SYN);
            default -> altered(mbuf, kind, target, client);
        }
    }

    /** A packet of a client with something about it. */
    private void altered(final long mbuf, final int kind, final Target target, final int client) {
        SyntheticClients.write(mbuf, mac, target, client, Tcp.ACK);
        final long frame = Mbuf.data(mbuf);
        final long ip = frame + Ethernet.LENGTH;
        switch (kind) {
            case 6 -> Ethernet.mac(frame, STRANGER);
            case 7 -> Ethernet.mac(frame, Ethernet.BROADCAST);
            case 8 -> lastHop(ip, target);
            case 9 -> Mbuf.trim(mbuf, Mbuf.dataLength(mbuf) - Ethernet.LENGTH - Ipv4.MIN_LENGTH);
            case 10 -> longer(mbuf);
            case 11 -> damaged(ip, target);
            case 12 -> fragment(ip, target);
            default -> options(mbuf, target);
        }
    }

    private void question(final long mbuf) {
        final long frame = start(mbuf, Ethernet.MIN_FRAME, Ethernet.TYPE_ARP, Ethernet.BROADCAST);
        Arp.write(frame + Ethernet.LENGTH, Arp.REQUEST, STRANGER, SyntheticClients.address(0), 0,
            WireAddress.ipv4(own4.wireLow()));
    }

    private void solicitation(final long mbuf) {
        final long frame = start(mbuf, Ethernet.LENGTH + NeighbourMessage.LENGTH, Ethernet.TYPE_IPV6, mac);
        final long ip = frame + Ethernet.LENGTH;
        NeighbourMessage.write(ip, NeighbourMessage.SOLICITATION, 0, own6.wireHigh(), own6.wireLow(), STRANGER);
        NeighbourMessage.addresses(
            ip, SyntheticClients.high(), SyntheticClients.low(0), own6.wireHigh(), own6.wireLow());
    }

    private void unknownType(final long mbuf) {
        start(mbuf, Ethernet.MIN_FRAME, TYPE_LLDP, Ethernet.BROADCAST);
    }

    private void echo(final long mbuf) {
        final long ip = start(mbuf, Ethernet.MIN_FRAME, Ethernet.TYPE_IPV4, mac) + Ethernet.LENGTH;
        Ipv4.write(ip, 0, Ipv4.MIN_LENGTH + Icmp.LENGTH, 0, 0, SyntheticClients.HOPS, Ipv4.ICMP);
        Ipv4.addresses(ip, SyntheticClients.address(0), WireAddress.ipv4(own4.wireLow()));
        Ipv4.computeChecksum(ip);
        Icmp.write(ip + Ipv4.MIN_LENGTH, Icmp.ECHO_REQUEST, 0, ECHO);
        Icmp.computeChecksum(ip + Ipv4.MIN_LENGTH, Icmp.LENGTH);
    }

    private void echo6(final long mbuf) {
        final long ip = start(mbuf, Ethernet.LENGTH + Ipv6.LENGTH + Icmpv6.LENGTH, Ethernet.TYPE_IPV6, mac)
            + Ethernet.LENGTH;
        Ipv6.write(ip, 0, 0, Icmpv6.LENGTH, Icmpv6.PROTOCOL, SyntheticClients.HOPS);
        Ipv6.addresses(
            ip, SyntheticClients.high(), SyntheticClients.low(0), own6.wireHigh(), own6.wireLow());
        Icmpv6.write(ip + Ipv6.LENGTH, Icmpv6.ECHO_REQUEST, 0, ECHO);
        Icmpv6.computeChecksum(ip, ip + Ipv6.LENGTH, Icmpv6.LENGTH);
    }

    private static long start(final long mbuf, final int length, final int type, final long to) {
        final long frame = Mbuf.append(mbuf, length);
        NativeMemory.zero(frame, length);
        Ethernet.addresses(frame, to, STRANGER);
        Ethernet.type(frame, type);
        return frame;
    }

    private static void lastHop(final long ip, final Target target) {
        if (target.address().ipv6()) {
            Ipv6.hopLimit(ip, 1);
        } else {
            Ipv4.ttl(ip, 1);
            Ipv4.computeChecksum(ip);
        }
    }

    /** Bytes behind the packet, as short frames have. */
    private static void longer(final long mbuf) {
        NativeMemory.uint8(Mbuf.append(mbuf, 1), 0);
    }

    private static void damaged(final long ip, final Target target) {
        if (target.address().ipv6()) {
            Ipv6.payloadLength(ip, 0xFFFF);
        } else {
            Ipv4.checksum(ip, ~Ipv4.checksum(ip));
        }
    }

    /** The first one of which the others never come. */
    private static void fragment(final long ip, final Target target) {
        if (!target.address().ipv6()) {
            Ipv4.fragment(ip, Ipv4.MORE_FRAGMENTS);
            Ipv4.computeChecksum(ip);
        }
    }

    private static void options(final long mbuf, final Target target) {
        if (target.address().ipv6()) {
            return;
        }
        final long end = Mbuf.append(mbuf, OPTIONS);
        final long ip = Mbuf.data(mbuf) + Ethernet.LENGTH;
        for (long at = end - 1; at >= ip + Ipv4.MIN_LENGTH; at--) {
            NativeMemory.uint8(at + OPTIONS, NativeMemory.uint8(at));
        }
        NativeMemory.uint8(ip, VERSION_AND_LONGER_HEADER);
        for (int i = 0; i < OPTIONS; i++) {
            NativeMemory.uint8(ip + Ipv4.MIN_LENGTH + i, NO_OPERATION);
        }
        Ipv4.totalLength(ip, Ipv4.totalLength(ip) + OPTIONS);
        Ipv4.computeChecksum(ip);
    }
}
