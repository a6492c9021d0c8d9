/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.answer;

import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv6;
import director.dataplane.header.Ipv6Extensions;
import director.dataplane.header.Ports;
import director.dataplane.header.Tcp;

/**
 * Resets for TCP segments that belong to no connection (RFC 9293 §3.10.7.1), as Linux sends them: to a segment with an
 * acknowledgment, a RST that continues from there; to another, a RST that acknowledges it.
 *
 * <p>No reset answers a reset, a damaged segment, a fragment, or a segment that is not between two single hosts.
 *
 * <p>Keeps nothing; any thread.
 */
public final class TcpReset {
    /** Bytes of a reset over IPv4. */
    public static final int IPV4_LENGTH = Ipv4.MIN_LENGTH + Tcp.MIN_LENGTH;
    /** Bytes of a reset over IPv6. */
    public static final int IPV6_LENGTH = Ipv6.LENGTH + Tcp.MIN_LENGTH;

    /** The two bits of TOS and traffic class that are about congestion, which a reset does not take over. */
    private static final int ECN = 3;

    private TcpReset() {
    }

    /**
     * Writes the answer to a segment over IPv4. Nothing may cut it, so it needs no identification.
     *
     * @param to        where to write {@link #IPV4_LENGTH} bytes.
     * @param offending address of the IPv4 header of the segment, whose checksum is right.
     * @param available bytes that can be read there.
     * @return bytes of the whole packet; 0 if the segment gets no answer.
     */
    public static int writeIpv4(final long to, final long offending, final int available) {
        if (!isWholeTcp(offending, available)) {
            return 0;
        }
        final int headerLength = Ipv4.headerLength(offending);
        final long tcp = offending + headerLength;
        final int length = Ipv4.totalLength(offending) - headerLength;
        final int peer = Ipv4.source(offending);
        final int own = Ipv4.destination(offending);
        if (!Hosts.isOneHost(peer) || !Hosts.isOneHost(own)
            || !isAnswered(tcp, length) || !Tcp.isChecksumValid(tcp, length, Ipv4.pseudoHeaderSum(offending))) {
            return 0;
        }
        Ipv4.write(to, Ipv4.tos(offending) & ~ECN, IPV4_LENGTH, 0, Ipv4.DONT_FRAGMENT, Hosts.TTL, Ipv4.TCP);
        Ipv4.addresses(to, own, peer);
        Ipv4.computeChecksum(to);
        final long reset = to + Ipv4.MIN_LENGTH;
        writeTcp(reset, tcp, length);
        Tcp.computeChecksum(reset, Tcp.MIN_LENGTH, Ipv4.pseudoHeaderSum(to));
        return IPV4_LENGTH;
    }

    private static boolean isWholeTcp(final long ip, final int available) {
        return available >= Ipv4.MIN_LENGTH && Ipv4.isWellFormed(ip, available) && !Ipv4.isFragment(ip)
            && Ipv4.protocol(ip) == Ipv4.TCP;
    }

    /**
     * Writes the answer to a segment over IPv6.
     *
     * @param to        where to write {@link #IPV6_LENGTH} bytes.
     * @param offending address of the IPv6 header of the segment.
     * @param available bytes that can be read there.
     * @return bytes of the whole packet; 0 if the segment gets no answer.
     */
    public static int writeIpv6(final long to, final long offending, final int available) {
        if (available < Ipv6.LENGTH || !Ipv6.isWellFormed(offending, available)) {
            return 0;
        }
        final long walk = Ipv6Extensions.walk(offending, Ipv6.totalLength(offending));
        if (Ipv6Extensions.isMalformed(walk) || Ipv6Extensions.isPart(offending, walk)
            || Ipv6Extensions.protocol(walk) != Ipv4.TCP) {
            return 0;
        }
        final long tcp = offending + Ipv6Extensions.upperLayer(walk);
        final int length = Ipv6.totalLength(offending) - Ipv6Extensions.upperLayer(walk);
        if (!isBetweenHosts(offending) || !isAnswered(tcp, length)
            || !Tcp.isChecksumValid(tcp, length, Ipv6.pseudoHeaderSum(offending, Ipv4.TCP, length))) {
            return 0;
        }
        Ipv6.write(to, Ipv6.trafficClass(offending) & ~ECN, 0, Tcp.MIN_LENGTH, Ipv4.TCP, Hosts.TTL);
        Ipv6.source(to, Ipv6.destinationHigh(offending), Ipv6.destinationLow(offending));
        Ipv6.destination(to, Ipv6.sourceHigh(offending), Ipv6.sourceLow(offending));
        final long reset = to + Ipv6.LENGTH;
        writeTcp(reset, tcp, length);
        Tcp.computeChecksum(reset, Tcp.MIN_LENGTH, Ipv6.pseudoHeaderSum(to, Ipv4.TCP, Tcp.MIN_LENGTH));
        return IPV6_LENGTH;
    }

    private static boolean isBetweenHosts(final long ip) {
        return Hosts.isOneHost(Ipv6.sourceHigh(ip), Ipv6.sourceLow(ip))
            && Hosts.isOneHost(Ipv6.destinationHigh(ip), Ipv6.destinationLow(ip));
    }

    private static boolean isAnswered(final long tcp, final int length) {
        return length >= Tcp.MIN_LENGTH
            && Tcp.headerLength(tcp) >= Tcp.MIN_LENGTH
            && Tcp.headerLength(tcp) <= length
            && (Tcp.flags(tcp) & Tcp.RST) == 0;
    }

    private static void writeTcp(final long reset, final long tcp, final int length) {
        final boolean acknowledges = (Tcp.flags(tcp) & Tcp.ACK) != 0;
        final int sequence = acknowledges ? Tcp.acknowledgment(tcp) : 0;
        final int acknowledgment = acknowledges ? 0 : Tcp.sequence(tcp) + Tcp.sequenceLength(tcp, length);
        final int flags = acknowledges ? Tcp.RST : Tcp.RST | Tcp.ACK;
        final int own = Ports.destination(tcp);
        final int peer = Ports.source(tcp);
        Tcp.write(reset, own, peer, sequence, acknowledgment, flags, 0);
    }
}
