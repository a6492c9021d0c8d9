/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.forward;

import director.bindings.NativeMemory;
import director.dataplane.header.Echo;
import director.dataplane.header.Icmp;
import director.dataplane.header.Icmpv6;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv6;
import director.dataplane.header.Ipv6Extensions;
import director.dataplane.header.Ports;
import director.dataplane.header.Sctp;

/**
 * The beginning of a packet, as an ICMP error quotes it (RFC 792, RFC 4443 §2.4): the IP header, and of what follows
 * perhaps only a few bytes. What {@link #read} found is one packed word:
 *
 * <pre>
 *   63                              24 23                8 7         0
 *  +----------------------------------+-------------------+-----------+
 *  |                                  |  transport header |  protocol |
 *  +----------------------------------+-------------------+-----------+
 * </pre>
 *
 * <p>Keeps nothing; any thread.
 */
public final class Quote {
    /** What {@link #read} answers for bytes that do not tell the connection of the packet. */
    public static final long NONE = 0;

    /** Bytes that have to be there of a transport header: its ports. */
    private static final int PORTS_LENGTH = 4;
    private static final int VERSION_4 = 4;
    private static final int VERSION_6 = 6;
    /** Source and destination port 500, wire order: what connections of AH and ESP are known by. */
    private static final int ISAKMP_PORTS = 0xF401_F401;

    private Quote() {
    }

    /**
     * Looks for what names the connection: addresses, protocol and, for TCP, UDP and SCTP, ports.
     *
     * @param ipv6      which version the quote is to be of.
     * @param ip        where the quote begins.
     * @param available bytes of it, which may be 0 or less.
     * @return {@link #NONE} if the quote is too short, is of a later fragment, or of another protocol; else what it is,
     *     packed.
     */
    public static long read(final boolean ipv6, final long ip, final int available) {
        return ipv6 ? readIpv6(ip, available) : readIpv4(ip, available);
    }

    /**
     * The same, and echo requests and replies besides, the identifier of which stands for ports.
     *
     * @param ipv6      which version the quote is to be of.
     * @param ip        where the quote begins.
     * @param available bytes of it, which may be 0 or less.
     * @return as {@link #read}.
     */
    public static long readWithEcho(final boolean ipv6, final long ip, final int available) {
        final long quote = read(ipv6, ip, available);
        return quote == NONE ? readEcho(ipv6, ip, available) : quote;
    }

    private static long readEcho(final boolean ipv6, final long ip, final int available) {
        final int protocol = ipv6 ? Icmpv6.PROTOCOL : Ipv4.ICMP;
        final int transport = transport(ipv6, ip, available, protocol);
        return transport != 0 && available - transport >= Icmp.LENGTH
            && (Echo.isRequest(ipv6, ip + transport) || Echo.isReply(ipv6, ip + transport))
            ? (long) transport << Byte.SIZE | protocol : NONE;
    }

    /** Where a message of ICMP begins; 0 if there is none. */
    private static int transport(final boolean ipv6, final long ip, final int available, final int protocol) {
        if (ipv6) {
            final long walk = available >= Ipv6.LENGTH && NativeMemory.uint8(ip) >>> 4 == VERSION_6
                ? Ipv6Extensions.walk(ip, available) : 0;
            return walk == 0 || Ipv6Extensions.isMalformed(walk) || Ipv6Extensions.isLaterFragment(walk)
                || Ipv6Extensions.protocol(walk) != protocol ? 0 : Ipv6Extensions.upperLayer(walk);
        }
        return available >= Ipv4.MIN_LENGTH && NativeMemory.uint8(ip) >>> 4 == VERSION_4
            && Ipv4.headerLength(ip) >= Ipv4.MIN_LENGTH && Ipv4.fragmentOffset(ip) == 0
            && Ipv4.protocol(ip) == protocol ? Ipv4.headerLength(ip) : 0;
    }

    private static long readIpv4(final long ip, final int available) {
        if (available < Ipv4.MIN_LENGTH || NativeMemory.uint8(ip) >>> 4 != VERSION_4) {
            return NONE;
        }
        final int headerLength = Ipv4.headerLength(ip);
        return headerLength < Ipv4.MIN_LENGTH || Ipv4.fragmentOffset(ip) != 0
            ? NONE : of(headerLength, Ipv4.protocol(ip), available);
    }

    private static long readIpv6(final long ip, final int available) {
        if (available < Ipv6.LENGTH || NativeMemory.uint8(ip) >>> 4 != VERSION_6) {
            return NONE;
        }
        final long walk = Ipv6Extensions.walk(ip, available);
        return Ipv6Extensions.isMalformed(walk) || Ipv6Extensions.isLaterFragment(walk)
            ? NONE : of(Ipv6Extensions.upperLayer(walk), Ipv6Extensions.protocol(walk), available);
    }

    private static long of(final int transport, final int protocol, final int available) {
        final int needed = hasPorts(protocol) ? PORTS_LENGTH : 0;
        final boolean known = hasPorts(protocol) || protocol == Ipv4.ESP || protocol == Ipv4.AH;
        return known && available - transport >= needed ? (long) transport << Byte.SIZE | protocol : NONE;
    }

    /**
     * The transport protocol.
     *
     * @param quote what {@link #read} answered, not {@link #NONE}.
     * @return that of TCP, UDP, SCTP, AH, ESP or a version of ICMP.
     */
    public static int protocol(final long quote) {
        return (int) quote & 0xFF;
    }

    /**
     * Where the transport header begins.
     *
     * @param quote what {@link #read} answered, not {@link #NONE}.
     * @return bytes from the beginning of the quote on.
     */
    public static int transport(final long quote) {
        return (int) (quote >>> Byte.SIZE);
    }

    /**
     * The protocol by which the connection is known: the one of the packet, but UDP for AH and ESP.
     *
     * @param quote what {@link #read} answered, not {@link #NONE}.
     * @return that of TCP, UDP, SCTP or a version of ICMP.
     */
    public static int connectionProtocol(final long quote) {
        return hasPorts(quote) || isEcho(quote) ? protocol(quote) : Ipv4.UDP;
    }

    /**
     * The ports by which the connection is known, from the point of view of the packet.
     *
     * @param ip    where the quote begins.
     * @param quote what {@link #read} answered, not {@link #NONE}.
     * @return as they stand in the packet, the source in the lower half.
     */
    public static int ports(final long ip, final long quote) {
        if (isEcho(quote)) {
            return Echo.ports(protocol(quote) == Icmpv6.PROTOCOL, ip + transport(quote));
        }
        return hasPorts(quote) ? Ports.both(ip + transport(quote)) : ISAKMP_PORTS;
    }

    /**
     * Whether the transport header begins with ports.
     *
     * @param quote what {@link #read} answered, not {@link #NONE}.
     * @return false for AH, ESP and ICMP.
     */
    public static boolean hasPorts(final long quote) {
        return hasPorts(protocol(quote));
    }

    private static boolean isEcho(final long quote) {
        return protocol(quote) == Ipv4.ICMP || protocol(quote) == Icmpv6.PROTOCOL;
    }

    private static boolean hasPorts(final int protocol) {
        return protocol == Ipv4.TCP || protocol == Ipv4.UDP || protocol == Sctp.PROTOCOL;
    }
}
