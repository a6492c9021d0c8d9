/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.forward;

import director.bindings.NativeMemory;
import director.dataplane.address.WireAddress;
import director.dataplane.header.Checksum;
import director.dataplane.header.Fragment;
import director.dataplane.header.Icmpv6;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv6;
import director.dataplane.header.Ports;
import director.dataplane.header.Sctp;
import director.dataplane.header.Tcp;
import director.dataplane.header.Udp;

/**
 * Puts an IPv6 header in the place of an IPv4 one, and the other way round (RFC 7915 §4.1 and §5.1). What follows the
 * header stays where it is; the new header ends where the old one, with its options or extension headers, ended.
 *
 * <pre>
 *        | IPv4 header | options | transport ...
 *   |      IPv6 header           | transport ...
 *
 *   | IPv6 header | extension headers | transport ...
 *                       | IPv4 header | transport ...
 * </pre>
 *
 * <p>Type of service and traffic class, and hops, are the same. The flow label is 0. Addresses are two words, in the
 * form of {@link WireAddress}. Keeps nothing; any thread.
 */
public final class VersionChange {
    /** By how many bytes an IPv6 header is longer. */
    public static final int GROWTH = Ipv6.LENGTH - Ipv4.MIN_LENGTH;
    /** The longest IPv4 packet that may still be cut on its way: its IPv6 packet fits every link (RFC 7915 §5.1). */
    public static final int LONGEST_TO_CUT = Ipv6.MIN_MTU - GROWTH;

    private static final int LONGEST = 0xFFFF;
    private static final int IPV4_ADDRESSES = 12;
    private static final int IPV4_BYTES = 8;
    private static final int IPV6_ADDRESSES = 8;
    private static final int IPV6_BYTES = 32;
    private static final int TCP_CHECKSUM_END = 18;

    private VersionChange() {
    }

    /**
     * Puts an IPv6 header in the place of an IPv4 header. A protocol of ICMP becomes that of ICMPv6, whose header is
     * not looked at. If the packet is a first fragment, a fragment header follows (RFC 7915 §4.1).
     *
     * @param ip              address of the IPv4 header, in front of which at least 28 bytes may be written.
     * @param transport       address of what follows it.
     * @param sourceHigh      of the source that the packet gets.
     * @param sourceLow       of it.
     * @param destinationHigh of the destination that the packet gets.
     * @param destinationLow  of it.
     * @return address of the IPv6 header.
     */
    public static long toIpv6(final long ip, final long transport, final long sourceHigh, final long sourceLow,
        final long destinationHigh, final long destinationLow) {
        final int tos = Ipv4.tos(ip);
        final int ttl = Ipv4.ttl(ip);
        final int protocol = Ipv4.protocol(ip) == Ipv4.ICMP ? Icmpv6.PROTOCOL : Ipv4.protocol(ip);
        final int payload = Math.max(0, Ipv4.totalLength(ip) - Ipv4.headerLength(ip));
        final boolean fragment = Ipv4.hasMoreFragments(ip);
        final int identification = Ipv4.identification(ip) << Short.SIZE;
        final int extension = fragment ? Fragment.LENGTH : 0;
        final long to = transport - extension - Ipv6.LENGTH;
        Ipv6.write(to, tos, 0, payload + extension, fragment ? Fragment.HEADER : protocol, ttl);
        Ipv6.addresses(to, sourceHigh, sourceLow, destinationHigh, destinationLow);
        if (fragment) {
            Fragment.write(transport - extension, protocol, 0, true, identification);
        }
        return to;
    }

    /**
     * Puts an IPv4 header in the place of an IPv6 header and its extension headers. A protocol of ICMPv6 becomes that
     * of ICMP, whose header is not looked at. The packet may be cut on its way if it is short, or a fragment. A length
     * that IPv4 does not have becomes the greatest: only quoted packets may be that long.
     *
     * @param ip             address of the IPv6 header.
     * @param transport      address of what follows it and its extension headers.
     * @param protocol       of what follows.
     * @param identification wire order.
     * @param fragment       whether the packet is the first of some fragments, or was put together from such.
     * @param more           whether others follow.
     * @param source         that the packet gets, wire order.
     * @param destination    that the packet gets, wire order.
     * @return address of the IPv4 header, whose checksum is right.
     */
    public static long toIpv4(final long ip, final long transport, final int protocol, final int identification,
        final boolean fragment, final boolean more, final int source, final int destination) {
        final int trafficClass = Ipv6.trafficClass(ip);
        final int hopLimit = Ipv6.hopLimit(ip);
        final int length = Math.clamp(
            Ipv6.totalLength(ip) - (transport - ip) + Ipv4.MIN_LENGTH, Ipv4.MIN_LENGTH, LONGEST);
        final boolean mayBeCut = fragment || length <= LONGEST_TO_CUT;
        final long to = transport - Ipv4.MIN_LENGTH;
        Ipv4.write(to, trafficClass, length, identification,
            (mayBeCut ? 0 : Ipv4.DONT_FRAGMENT) | (more ? Ipv4.MORE_FRAGMENTS : 0), hopLimit,
            protocol == Icmpv6.PROTOCOL ? Ipv4.ICMP : protocol);
        Ipv4.addresses(to, source, destination);
        Ipv4.computeChecksum(to);
        return to;
    }

    /**
     * What the addresses of a packet add to the checksum of its transport header.
     *
     * @param ipv6 its version.
     * @param ip   address of its IP header.
     * @return folded to 16 bits.
     */
    public static int addressSum(final boolean ipv6, final long ip) {
        return Checksum.fold(ipv6 ? Checksum.sum(ip + IPV6_ADDRESSES, IPV6_BYTES, 0)
            : Checksum.sum(ip + IPV4_ADDRESSES, IPV4_BYTES, 0));
    }

    /**
     * Sets the ports of a packet whose header has changed, and updates its checksum by what changed (RFC 1624). A UDP
     * datagram without a checksum gets one if IPv6 is what it has to have one for (RFC 7915 §4.5); an SCTP packet whose
     * ports change, a new CRC.
     *
     * @param ipv6      the version that the packet has now.
     * @param ip        address of its IP header.
     * @param transport address of its transport header.
     * @param protocol  its transport protocol.
     * @param length    bytes of the transport header and what follows.
     * @param before    what {@link #addressSum} was for the old header.
     * @param ports     both, the source port in the lower half, wire order.
     */
    public static void transport(final boolean ipv6, final long ip, final long transport, final int protocol,
        final int length, final int before, final int ports) {
        if (protocol == Ipv4.UDP && Udp.checksum(transport) == Udp.NO_CHECKSUM) {
            NativeMemory.int32(transport, ports);
            if (ipv6) {
                Udp.computeChecksum(transport, length, Ipv6.pseudoHeaderSum(ip, Ipv4.UDP, length));
            }
        } else if (protocol == Sctp.PROTOCOL) {
            // The CRC covers no address.
            if (Ports.both(transport) != ports) {
                NativeMemory.int32(transport, ports);
                Sctp.computeChecksum(transport, length);
            }
        } else {
            mend(ipv6, ip, transport, protocol, before, ports);
        }
    }

    /**
     * The same of a packet of which perhaps only the beginning is there, at least its ports: a checksum is updated if
     * it is among that, and one that cannot be computed is left.
     *
     * @param ipv6      the version that the packet has now.
     * @param ip        address of its IP header.
     * @param transport address of its transport header.
     * @param protocol  its transport protocol.
     * @param available bytes of the transport header and what follows that are there, at least 4.
     * @param before    what {@link #addressSum} was for the old header.
     * @param ports     both, the source port in the lower half, wire order.
     */
    public static void quoted(final boolean ipv6, final long ip, final long transport, final int protocol,
        final int available, final int before, final int ports) {
        final boolean known = protocol == Ipv4.TCP ? available >= TCP_CHECKSUM_END
            : protocol == Ipv4.UDP && available >= Udp.LENGTH && Udp.checksum(transport) != Udp.NO_CHECKSUM;
        if (known) {
            mend(ipv6, ip, transport, protocol, before, ports);
        } else {
            NativeMemory.int32(transport, ports);
        }
    }

    private static void mend(final boolean ipv6, final long ip, final long transport, final int protocol,
        final int before, final int ports) {
        final int delta = Checksum.fold(Checksum.difference16(before, addressSum(ipv6, ip))
            + Checksum.difference32(Ports.both(transport), ports));
        NativeMemory.int32(transport, ports);
        if (protocol == Ipv4.TCP) {
            Tcp.checksum(transport, Checksum.update(Tcp.checksum(transport), delta));
        } else if (protocol == Ipv4.UDP) {
            Udp.checksum(transport, Checksum.update(Udp.checksum(transport), delta));
        }
    }
}
