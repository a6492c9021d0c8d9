/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.forward;

import director.dataplane.header.Checksum;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ports;
import director.dataplane.header.Tcp;
import director.dataplane.header.Udp;
import director.dataplane.service.Rewrites;

/**
 * Network address translation ({@code ipvsadm -m}): the virtual address and port become the real server's on the way
 * in, and the real server's become the virtual ones on the way back. The time to live goes down by 1.
 *
 * <p>Checksums are updated by differences that {@link Rewrites} holds (RFC 1624), so a wrong one stays wrong. A UDP
 * datagram without a checksum leaves with one, as Linux does it.
 */
public final class NatForwarder {
    private NatForwarder() {
    }

    /**
     * Rewrites a packet on its way to a real server.
     *
     * @param ip        address of its IPv4 header, TTL at least 1.
     * @param transport address of its TCP or UDP header.
     * @param entry     what {@link Rewrites#at} answers for the real server.
     */
    public static void inbound(final long ip, final long transport, final long entry) {
        Ipv4.checksum(ip, Checksum.update(Ipv4.checksum(ip), Rewrites.ipDeltaIn(entry)));
        Ipv4.ttl(ip, Ipv4.ttl(ip) - 1);
        Ipv4.destination(ip, Rewrites.realAddress(entry));
        Ports.destination(transport, Rewrites.realPort(entry));
        updateTransport(ip, transport, Rewrites.transportDeltaIn(entry));
    }

    /**
     * Rewrites a packet on its way back to a client.
     *
     * @param ip        address of its IPv4 header, TTL at least 1.
     * @param transport address of its TCP or UDP header.
     * @param entry     what {@link Rewrites#at} answers for the real server.
     */
    public static void outbound(final long ip, final long transport, final long entry) {
        Ipv4.checksum(ip, Checksum.update(Ipv4.checksum(ip), Rewrites.ipDeltaOut(entry)));
        Ipv4.ttl(ip, Ipv4.ttl(ip) - 1);
        Ipv4.source(ip, Rewrites.virtualAddress(entry));
        Ports.source(transport, Rewrites.virtualPort(entry));
        updateTransport(ip, transport, Rewrites.transportDeltaOut(entry));
    }

    private static void updateTransport(final long ip, final long transport, final int delta) {
        if (Ipv4.protocol(ip) == Ipv4.TCP) {
            Tcp.checksum(transport, Checksum.update(Tcp.checksum(transport), delta));
        } else {
            updateUdp(ip, transport, delta);
        }
    }

    private static void updateUdp(final long ip, final long udp, final int delta) {
        final int checksum = Udp.checksum(udp);
        if (checksum == Udp.NO_CHECKSUM) {
            Udp.computeChecksum(ip, udp);
        } else {
            Udp.checksum(udp, Checksum.update(checksum, delta));
        }
    }
}
