/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.answer;

import director.bindings.NativeMemory;
import director.dataplane.header.Checksum;
import director.dataplane.header.Icmpv6;
import director.dataplane.header.Ipv6;
import director.dataplane.header.Ipv6Extensions;

/**
 * Answers ICMPv6 echo requests to the director's own addresses (RFC 4443 §4.2), in place.
 *
 * <p>Keeps nothing; any thread.
 */
public final class EchoReply {
    private EchoReply() {
    }

    /**
     * Turns an echo request into its reply. Extension headers are not sent back: behind them the reply begins later
     * than the request, and ends where it ended.
     *
     * @param ip        address of the IPv6 header of the request.
     * @param available bytes that can be read there.
     * @return address of the IPv6 header of the reply, at least {@code ip}; 0, and nothing is changed, if the packet
     *     gets none: it is no whole echo request, is damaged, or is not between two single hosts.
     */
    public static long reply(final long ip, final int available) {
        if (!isRequest(ip, available)) {
            return 0;
        }
        final int upper = Ipv6Extensions.upperLayer(Ipv6Extensions.walk(ip, Ipv6.totalLength(ip)));
        final int length = Ipv6.totalLength(ip) - upper;
        final long icmp = ip + upper;
        final int before = NativeMemory.uint16(icmp);
        Icmpv6.type(icmp, Icmpv6.ECHO_REPLY);
        // Which of two addresses is the source, the pseudo header's sum does not tell.
        Icmpv6.checksum(icmp, Checksum.update(Icmpv6.checksum(icmp),
            Checksum.fold(Checksum.difference16(before, NativeMemory.uint16(icmp)))));
        return turn(ip, icmp - Ipv6.LENGTH, length);
    }

    private static long turn(final long ip, final long reply, final int length) {
        final int trafficClass = Ipv6.trafficClass(ip);
        final long clientHigh = Ipv6.sourceHigh(ip);
        final long clientLow = Ipv6.sourceLow(ip);
        final long ownHigh = Ipv6.destinationHigh(ip);
        final long ownLow = Ipv6.destinationLow(ip);
        Ipv6.write(reply, trafficClass, 0, length, Ipv6.ICMP, Hosts.TTL);
        Ipv6.addresses(reply, ownHigh, ownLow, clientHigh, clientLow);
        return reply;
    }

    private static boolean isRequest(final long ip, final int available) {
        if (available < Ipv6.LENGTH || !Ipv6.isWellFormed(ip, available)
            || !Hosts.isOneHost(Ipv6.sourceHigh(ip), Ipv6.sourceLow(ip))
            || !Hosts.isOneHost(Ipv6.destinationHigh(ip), Ipv6.destinationLow(ip))) {
            return false;
        }
        final long walk = Ipv6Extensions.walk(ip, Ipv6.totalLength(ip));
        if (Ipv6Extensions.isMalformed(walk) || Ipv6Extensions.isPart(ip, walk)
            || Ipv6Extensions.protocol(walk) != Ipv6.ICMP) {
            return false;
        }
        final long icmp = ip + Ipv6Extensions.upperLayer(walk);
        final int length = Ipv6.totalLength(ip) - Ipv6Extensions.upperLayer(walk);
        return length >= Icmpv6.LENGTH && Icmpv6.type(icmp) == Icmpv6.ECHO_REQUEST && Icmpv6.code(icmp) == 0
            && Icmpv6.isChecksumValid(ip, icmp, length);
    }
}
