/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.forward;

import director.bindings.NativeMemory;
import director.dataplane.address.WireAddress;
import director.dataplane.header.Fragment;
import director.dataplane.header.Icmp;
import director.dataplane.header.Icmpv6;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv6;
import director.dataplane.header.Ipv6Extensions;

/**
 * Makes an ICMP error one of the other version of IP, with the packet that it quotes (RFC 7915 §4.2, §4.3, §5.2 and
 * §5.3). It is done where the message lies; what the quote has behind its IP header stays there.
 *
 * <pre>
 *         | IPv4 | ICMP | IPv4 | transport ...
 *   | IPv6     | ICMPv6 | IPv6 | transport ...
 * </pre>
 *
 * <p>The packet that is quoted went the other way, so that the error's ends are those of it, exchanged. What RFC 4884
 * adds behind the quote goes along where the other version has a place to say so. From one worker's thread alone.
 */
public final class IcmpVersionChange {
    /** Bytes in front of the packet that may be written. */
    public static final int HEADROOM = 96;

    /** The least that is quoted in front of what RFC 4884 adds. */
    private static final int LEAST_EXTENDED = 128;
    /** What its length is told in one byte for. */
    private static final int LONGEST_EXTENDED = 0xFF;
    private static final int LENGTH_AT = 4;
    private static final int WORD = 4;
    private static final int WORD_IPV6 = 8;

    private long fromHigh;
    private long fromLow;
    private long toHigh;
    private long toLow;
    private int ports;
    private int next4;
    private int next6;
    private int length;
    /** Where the transport header of the quote is, and what there is of it. */
    private long transport;
    private int available;
    /** Where what RFC 4884 adds begins, and how much that is. */
    private long extension;
    private int extensionLength;

    /** Of nothing yet. */
    public IcmpVersionChange() {
        // What it does not know, it is told before it is asked.
    }

    /**
     * Says between whom the error is to be.
     *
     * @param sourceHigh      of the error.
     * @param sourceLow       of the error.
     * @param destinationHigh of the error.
     * @param destinationLow  of the error.
     * @param quotedPorts     of the quoted packet, its source port, which is of the error's destination, in the lower
     *                        half; wire order.
     */
    public void ends(final long sourceHigh, final long sourceLow, final long destinationHigh,
        final long destinationLow, final int quotedPorts) {
        fromHigh = sourceHigh;
        fromLow = sourceLow;
        toHigh = destinationHigh;
        toLow = destinationLow;
        ports = quotedPorts;
    }

    /**
     * Says how long packets of the next hops may be.
     *
     * @param ipv4 MTU towards the one of IPv4.
     * @param ipv6 MTU towards the one of IPv6.
     */
    public void links(final int ipv4, final int ipv6) {
        next4 = ipv4;
        next6 = ipv6;
    }

    /**
     * Makes an ICMP error one of ICMPv6.
     *
     * @param ip    address of the IPv4 header, in front of which {@link #HEADROOM} bytes may be written.
     * @param icmp  address of the ICMP header, whose checksum is right.
     * @param bytes of the ICMP header and what follows.
     * @return address of the IPv6 header; 0, with nothing done, if ICMPv6 has no such error. {@link Quote#read} has to
     *     find a quote.
     */
    public long toIpv6(final long ip, final long icmp, final int bytes) {
        final int type = Icmp.type(icmp);
        final int mapped = IcmpMapping.toIpv6(type, Icmp.code(icmp));
        final int pointer = IcmpMapping.pointerToIpv6(type, NativeMemory.uint8(icmp + LENGTH_AT));
        final int newType = mapped >>> Byte.SIZE;
        if (mapped == IcmpMapping.NONE || (newType == Icmpv6.PARAMETER_PROBLEM && pointer == IcmpMapping.NONE)) {
            return 0;
        }
        final long inner = icmp + Icmp.LENGTH;
        final int mtu = IcmpMapping.mtuToIpv6(Icmp.mtu(icmp), Ipv4.totalLength(inner), next4, next6);
        final int words = type == Icmp.PARAMETER_PROBLEM || type == Icmp.TIME_EXCEEDED
            || type == Icmp.DESTINATION_UNREACHABLE ? NativeMemory.uint8(icmp + LENGTH_AT + 1) : 0;
        read(false, inner, bytes - Icmp.LENGTH, words * WORD);
        final int protocol = Ipv4.protocol(inner);
        final int tos = Ipv4.tos(ip);
        final int ttl = Ipv4.ttl(ip);
        final int before = VersionChange.addressSum(false, inner);
        final long quoted = VersionChange.toIpv6(inner, transport, toHigh, toLow, fromHigh, fromLow);
        VersionChange.quoted(true, quoted, transport, protocol, available, before, ports);
        final boolean extended =
            newType == Icmpv6.DESTINATION_UNREACHABLE || newType == Icmpv6.TIME_EXCEEDED;
        final long at = finish(quoted, extended, WORD_IPV6, Ipv6.MIN_MTU - Ipv6.LENGTH - Icmpv6.LENGTH);
        final int info = switch (newType) {
            case Icmpv6.PACKET_TOO_BIG -> mtu;
            case Icmpv6.PARAMETER_PROBLEM -> pointer;
            default -> words(at, WORD_IPV6) << (Integer.SIZE - Byte.SIZE);
        };
        final long message = at - Icmpv6.LENGTH;
        Icmpv6.write(message, newType, mapped & 0xFF, info);
        Ipv6.write(message - Ipv6.LENGTH, tos, 0, length + Icmpv6.LENGTH, Icmpv6.PROTOCOL, ttl);
        Ipv6.addresses(message - Ipv6.LENGTH, fromHigh, fromLow, toHigh, toLow);
        Icmpv6.computeChecksum(message - Ipv6.LENGTH, message, length + Icmpv6.LENGTH);
        return message - Ipv6.LENGTH;
    }

    /**
     * Makes an ICMPv6 error one of ICMP.
     *
     * @param ip             address of the IPv6 header, in front of which {@link #HEADROOM} bytes may be written.
     * @param icmp           address of the ICMPv6 header, whose checksum is right.
     * @param bytes          of the ICMPv6 header and what follows.
     * @param identification of the packet to be, wire order.
     * @return address of the IPv4 header; 0, with nothing done, if ICMP has no such error. {@link Quote#read} has to
     *     find a quote.
     */
    public long toIpv4(final long ip, final long icmp, final int bytes, final int identification) {
        final int type = Icmpv6.type(icmp);
        final int mapped = IcmpMapping.toIpv4(type, Icmpv6.code(icmp));
        final int told = Icmpv6.info(icmp);
        final int newType = mapped >>> Byte.SIZE;
        final int pointer = IcmpMapping.pointerToIpv4(told);
        if (mapped == IcmpMapping.NONE || (newType == Icmp.PARAMETER_PROBLEM && pointer == IcmpMapping.NONE)) {
            return 0;
        }
        final int words = type == Icmpv6.DESTINATION_UNREACHABLE || type == Icmpv6.TIME_EXCEEDED
            ? NativeMemory.uint8(icmp + LENGTH_AT) : 0;
        final int trafficClass = Ipv6.trafficClass(ip);
        final int hopLimit = Ipv6.hopLimit(ip);
        final long quoted = quoteToIpv4(icmp + Icmpv6.LENGTH, bytes - Icmpv6.LENGTH, words * WORD_IPV6);
        final long at = finish(quoted, true, WORD, 0xFFFF - Ipv4.MIN_LENGTH - Icmp.LENGTH);
        final int words4 = words(at, WORD) << Short.SIZE;
        final int info = switch (newType) {
            case Icmp.PARAMETER_PROBLEM -> pointer << (Integer.SIZE - Byte.SIZE);
            default -> type == Icmpv6.PACKET_TOO_BIG ? IcmpMapping.mtuToIpv4(told, next4, next6) : words4;
        };
        final long message = at - Icmp.LENGTH;
        Icmp.write(message, newType, mapped & 0xFF, info);
        final long to = message - Ipv4.MIN_LENGTH;
        final int total = length + Icmp.LENGTH + Ipv4.MIN_LENGTH;
        Ipv4.write(to, trafficClass, total, identification,
            total <= VersionChange.LONGEST_TO_CUT ? 0 : Ipv4.DONT_FRAGMENT, hopLimit, Ipv4.ICMP);
        Ipv4.addresses(to, WireAddress.ipv4(fromLow), WireAddress.ipv4(toLow));
        Ipv4.computeChecksum(to);
        Icmp.computeChecksum(message, length + Icmp.LENGTH);
        return to;
    }

    private long quoteToIpv4(final long inner, final int bytes, final int extended) {
        final long walk = Ipv6Extensions.walk(inner, bytes);
        final long header = inner + Ipv6Extensions.fragmentHeader(walk);
        final boolean fragment = Ipv6Extensions.isFragment(walk);
        final int identification = fragment ? Fragment.identification(header) >>> Short.SIZE : 0;
        final boolean more = fragment && Fragment.hasMore(header);
        final int protocol = Ipv6Extensions.protocol(walk);
        read(true, inner, bytes, extended);
        final int before = VersionChange.addressSum(true, inner);
        final long quoted = VersionChange.toIpv4(inner, transport, protocol, identification, fragment, more,
            WireAddress.ipv4(toLow), WireAddress.ipv4(fromLow));
        VersionChange.quoted(false, quoted, transport, protocol, available, before, ports);
        return quoted;
    }

    /** Finds out what of the message is which. */
    private void read(final boolean ipv6, final long inner, final int bytes, final int extended) {
        final int headers = Quote.transport(Quote.read(ipv6, inner, bytes));
        final boolean split = extended >= LEAST_EXTENDED && extended > headers && extended < bytes;
        transport = inner + headers;
        available = (split ? extended : bytes) - headers;
        extension = inner + extended;
        extensionLength = split ? bytes - extended : 0;
    }

    /**
     * Brings what follows the quote to where it has to be, or leaves it off. Answers where the quote begins, which may
     * have to be longer, and so moves to the front.
     */
    private long finish(final long quoted, final boolean extended, final int word, final int most) {
        final int bytes = (int) (transport - quoted) + available;
        final int padded = Math.max(LEAST_EXTENDED, (bytes + word - 1) & -word);
        if (!extended || extensionLength == 0 || padded >= most || padded / word > LONGEST_EXTENDED) {
            extensionLength = 0;
            length = Math.min(bytes, most);
            return quoted;
        }
        final long at = quoted - (padded - bytes);
        NativeMemory.copy(quoted, at, bytes);
        NativeMemory.zero(at + bytes, padded - bytes);
        extensionLength = Math.min(extensionLength, most - padded);
        length = padded + extensionLength;
        return at;
    }

    /** How long the quote is in front of what follows it, 0 if nothing does. */
    private int words(final long quoted, final int word) {
        return extensionLength == 0 ? 0 : (int) (extension - quoted) / word;
    }

    /**
     * Bytes of the quote and what follows it in the message that was made last.
     *
     * @return from the ICMP header's end to the end of the packet.
     */
    public int length() {
        return length;
    }
}
