/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.local;

import director.bindings.Mbuf;
import director.dataplane.header.Ethernet;
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
     * @param mbuf a frame with a well-formed IPv4 header whose protocol is ICMP.
     * @return null if the frame is now the reply, else why it is to be dropped.
     */
    public static @Nullable DropReason reply(final long mbuf) {
        final long ip = Mbuf.data(mbuf) + Ethernet.LENGTH;
        final int headerLength = Ipv4.headerLength(ip);
        final int length = Ipv4.totalLength(ip) - headerLength;
        final long icmp = ip + headerLength;
        if (length < Icmp.LENGTH || icmp + length > Mbuf.data(mbuf) + Mbuf.dataLength(mbuf)) {
            return DropReason.TRANSPORT_MALFORMED;
        }
        if (Icmp.type(icmp) != Icmp.ECHO_REQUEST) {
            return DropReason.ICMP_UNSUPPORTED;
        }
        if (!Icmp.isChecksumValid(icmp, length)) {
            return DropReason.ICMP_CHECKSUM;
        }
        Icmp.toEchoReply(icmp);
        final int client = Ipv4.source(ip);
        Ipv4.source(ip, Ipv4.destination(ip));
        Ipv4.destination(ip, client);
        Ipv4.ttl(ip, TTL);
        Ipv4.computeChecksum(ip);
        return null;
    }
}
