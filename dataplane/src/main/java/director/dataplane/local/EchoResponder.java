/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.local;

import director.dataplane.header.Icmp;
import director.dataplane.header.Ipv4;
import director.dataplane.status.DropReason;
import org.jspecify.annotations.Nullable;

/** Answers ICMP echo requests to the director's own addresses (RFC 1122 §3.2.2.6). From the worker's thread. */
public final class EchoResponder {
    private static final int TTL = 64;

    private EchoResponder() {
    }

    /**
     * Turns an echo request into its reply, in place.
     *
     * @param ip             address of a well-formed IPv4 header whose protocol is ICMP.
     * @param length         bytes of the packet, all of which can be read there.
     * @param identification of the reply, wire order: it is a packet of its own, and may be cut.
     * @return null if the packet is now the reply, else why it is to be dropped.
     */
    public static @Nullable DropReason reply(final long ip, final int length, final int identification) {
        final long icmp = ip + Ipv4.headerLength(ip);
        final int icmpLength = length - Ipv4.headerLength(ip);
        if (icmpLength < Icmp.LENGTH) {
            return DropReason.TRANSPORT_MALFORMED;
        }
        if (Icmp.type(icmp) != Icmp.ECHO_REQUEST) {
            return DropReason.ICMP_UNSUPPORTED;
        }
        if (!Icmp.isChecksumValid(icmp, icmpLength)) {
            return DropReason.ICMP_CHECKSUM;
        }
        Icmp.toEchoReply(icmp);
        final int client = Ipv4.source(ip);
        Ipv4.source(ip, Ipv4.destination(ip));
        Ipv4.destination(ip, client);
        Ipv4.identification(ip, identification);
        Ipv4.fragment(ip, 0);
        Ipv4.ttl(ip, TTL);
        Ipv4.computeChecksum(ip);
        return null;
    }
}
