/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.answer;

import director.bindings.NativeMemory;
import director.dataplane.header.Icmp;
import director.dataplane.header.Icmpv6;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv6;
import director.dataplane.header.Ipv6Extensions;

/**
 * Errors about packets that the director cannot deliver (RFC 792, RFC 4443), each a whole IP packet that quotes the
 * one it is about as far as there is room. The quote is the packet as it stands in memory: whoever has taken a hop
 * from it, quotes it so, which is what Linux does where it finds out later that a packet is too big.
 *
 * <p>Keeps nothing; any thread.
 */
public final class IcmpError {
    /** The longest error of IPv4, bytes of the whole packet: what every host takes (RFC 1812 §4.3.2.3). */
    public static final int MAX_IPV4 = 576;
    /** The longest error of IPv6, bytes of the whole packet (RFC 4443 §2.4(c)). */
    public static final int MAX_IPV6 = Ipv6.MIN_MTU;

    /** Internetwork control (RFC 791 §3.1): the precedence of errors (RFC 1812 §4.3.2.5). */
    private static final int PRECEDENCE = 0xC0;
    /** What errors take over from the TOS of the packet: the four bits of RFC 1349. */
    private static final int TOS_MASK = 0x1E;
    private static final int IPV4_HEADERS = Ipv4.MIN_LENGTH + Icmp.LENGTH;
    private static final int IPV6_HEADERS = Ipv6.LENGTH + Icmpv6.LENGTH;
    private static final int IPV4_VERSION = 4;
    private static final int IPV6_VERSION = 6;

    private IcmpError() {
    }

    /**
     * Writes an error about an IPv4 packet.
     *
     * @param to             where to write up to {@link #MAX_IPV4} bytes.
     * @param offending      address of the IPv4 header of the packet, whose checksum is right.
     * @param available      bytes of it that can be read, which may be fewer than it says that it has.
     * @param type           such as {@link Icmp#DESTINATION_UNREACHABLE}.
     * @param code           such as {@link Icmp#PORT_UNREACHABLE}.
     * @param info           the second word of the ICMP header: the MTU for {@link Icmp#FRAGMENTATION_NEEDED}, else 0.
     * @param source         who reports it, wire order.
     * @param identification of the IPv4 packet, wire order.
     * @return bytes of the whole packet; 0 if no error may be sent about this one (RFC 1122 §3.2.2): it is an ICMP
     *     error itself or of unknown kind, a later fragment, from no single host, to many hosts, or no IPv4 header.
     */
    public static int writeIpv4(
        final long to,
        final long offending,
        final int available,
        final int type,
        final int code,
        final int info,
        final int source,
        final int identification) {
        if (!mayReportIpv4(offending, available)) {
            return 0;
        }
        final int quoted =
            Math.min(Math.min(available, Ipv4.totalLength(offending)), MAX_IPV4 - IPV4_HEADERS);
        final int length = IPV4_HEADERS + quoted;
        final int tos = (Ipv4.tos(offending) & TOS_MASK) | PRECEDENCE;
        final long icmp = to + Ipv4.MIN_LENGTH;
        Ipv4.write(to, tos, length, identification, 0, Hosts.TTL, Ipv4.ICMP);
        Ipv4.addresses(to, source, Ipv4.source(offending));
        Ipv4.computeChecksum(to);
        Icmp.write(icmp, type, code, info);
        NativeMemory.copy(offending, icmp + Icmp.LENGTH, quoted);
        Icmp.computeChecksum(icmp, Icmp.LENGTH + quoted);
        return length;
    }

    private static boolean mayReportIpv4(final long ip, final int available) {
        if (available < Ipv4.MIN_LENGTH || NativeMemory.uint8(ip) >>> 4 != IPV4_VERSION) {
            return false;
        }
        final int headerLength = Ipv4.headerLength(ip);
        return headerLength >= Ipv4.MIN_LENGTH
            && Math.min(available, Ipv4.totalLength(ip)) >= headerLength
            && Ipv4.fragmentOffset(ip) == 0
            && Hosts.isOneHost(Ipv4.source(ip))
            && !Hosts.isMany(Ipv4.destination(ip))
            && (Ipv4.protocol(ip) != Ipv4.ICMP || isQuery(ip + headerLength, available - headerLength));
    }

    private static boolean isQuery(final long icmp, final int available) {
        if (available < 1) {
            return false;
        }
        final int type = Icmp.type(icmp);
        return type <= Icmp.ADDRESS_MASK_REPLY && !Icmp.isError(type);
    }

    /**
     * Writes an error about an IPv6 packet.
     *
     * @param to         where to write up to {@link #MAX_IPV6} bytes.
     * @param offending  address of the IPv6 header of the packet.
     * @param available  bytes of it that can be read, which may be fewer than it says that it has.
     * @param type       such as {@link Icmpv6#DESTINATION_UNREACHABLE}.
     * @param code       such as {@link Icmpv6#PORT_UNREACHABLE}.
     * @param info       the second word of the ICMPv6 header: the MTU for {@link Icmpv6#PACKET_TOO_BIG}, the pointer
     *                   for {@link Icmpv6#PARAMETER_PROBLEM}, else 0.
     * @param sourceHigh first half of the address of who reports it, wire order.
     * @param sourceLow  second half of it, wire order.
     * @return bytes of the whole packet; 0 if no error may be sent about this one (RFC 4443 §2.4(e)): it is an ICMPv6
     *     error or redirect itself, from no single host, to a multicast address unless it is reported as
     *     {@link Icmpv6#PACKET_TOO_BIG}, or no IPv6 header.
     */
    public static int writeIpv6(
        final long to,
        final long offending,
        final int available,
        final int type,
        final int code,
        final int info,
        final long sourceHigh,
        final long sourceLow) {
        if (!mayReportIpv6(offending, available, type == Icmpv6.PACKET_TOO_BIG)) {
            return 0;
        }
        final int quoted =
            Math.min(Math.min(available, Ipv6.totalLength(offending)), MAX_IPV6 - IPV6_HEADERS);
        final int payload = Icmpv6.LENGTH + quoted;
        final long icmp = to + Ipv6.LENGTH;
        Ipv6.write(to, 0, 0, payload, Ipv6.ICMP, Hosts.TTL);
        Ipv6.addresses(to, sourceHigh, sourceLow, Ipv6.sourceHigh(offending), Ipv6.sourceLow(offending));
        Icmpv6.write(icmp, type, code, info);
        NativeMemory.copy(offending, icmp + Icmpv6.LENGTH, quoted);
        Icmpv6.computeChecksum(to, icmp, payload);
        return Ipv6.LENGTH + payload;
    }

    private static boolean mayReportIpv6(final long ip, final int available, final boolean tooBig) {
        return available >= Ipv6.LENGTH
            && NativeMemory.uint8(ip) >>> 4 == IPV6_VERSION
            && Hosts.isOneHost(Ipv6.sourceHigh(ip), Ipv6.sourceLow(ip))
            && (tooBig || !Hosts.isMulticast(Ipv6.destinationHigh(ip)))
            && !isIcmpv6Error(ip, Math.min(available, Ipv6.totalLength(ip)));
    }

    /** Of a message that is cut off before its type nobody knows that it is none; a later fragment has no type. */
    private static boolean isIcmpv6Error(final long ip, final int available) {
        final long walk = Ipv6Extensions.walk(ip, available);
        if (Ipv6Extensions.isMalformed(walk) || Ipv6Extensions.protocol(walk) != Icmpv6.PROTOCOL
            || Ipv6Extensions.isLaterFragment(walk)) {
            return false;
        }
        final int at = Ipv6Extensions.upperLayer(walk);
        if (at == available) {
            return true;
        }
        final int type = Icmpv6.type(ip + at);
        return Icmpv6.isError(type) || type == Icmpv6.REDIRECT;
    }
}
