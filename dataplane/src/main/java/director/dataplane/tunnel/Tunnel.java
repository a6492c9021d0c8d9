/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.tunnel;

import director.dataplane.header.Gre;
import director.dataplane.header.Gue;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv6;
import director.dataplane.header.Udp;

/** The kinds of tunnels, as numbers for the packet path, and how much each makes a packet grow. */
public final class Tunnel {
    /** IP in IP (RFC 2003, RFC 2473, RFC 4213): nothing between the two headers. */
    public static final int IPIP = 0;
    /** GRE without a checksum. */
    public static final int GRE = 1;
    /** GRE with a checksum. */
    public static final int GRE_CHECKSUM = 2;
    /** GUE with the UDP checksum 0, over IPv6 too (RFC 6935). */
    public static final int GUE = 3;
    /** GUE with a UDP checksum. Remote checksum offload does not show in forwarded packets: they leave as these. */
    public static final int GUE_CHECKSUM = 4;

    /** Sources of GUE packets, as Linux chooses them: 32768 to 60998. */
    private static final int FIRST_PORT = 32_768;
    private static final int PORTS = 60_999 - FIRST_PORT;
    /** An odd constant without pattern (2^32 divided by the golden ratio): spreads hashes that differ in few bits. */
    private static final int SPREAD = 0x9E37_79B9;

    private Tunnel() {
    }

    /**
     * Bytes that a tunnel puts in front of a packet.
     *
     * @param kind      one of the kinds.
     * @param outerIpv6 whether the outer IP header is that of IPv6.
     * @return 20 to 52.
     */
    public static int headerLength(final int kind, final boolean outerIpv6) {
        return (outerIpv6 ? Ipv6.LENGTH : Ipv4.MIN_LENGTH) + shimLength(kind);
    }

    /** Bytes between the outer and the inner IP header. */
    static int shimLength(final int kind) {
        return switch (kind) {
            case GRE -> Gre.MIN_LENGTH;
            case GRE_CHECKSUM -> Gre.CHECKSUM_LENGTH;
            case GUE, GUE_CHECKSUM -> Udp.LENGTH + Gue.MIN_LENGTH;
            default -> 0;
        };
    }

    /**
     * The ports of a GUE packet. The source is the same for all packets of a flow and differs between flows, so that
     * routers and network cards spread them (RFC 7510 §3.1).
     *
     * @param flowHash    a hash over addresses and ports of the inner packet.
     * @param destination the tunnel's port on the real server, wire order.
     * @return both as they stand in the UDP header: its first four bytes, wire order.
     */
    public static int ports(final int flowHash, final int destination) {
        final int mixed = (flowHash ^ (flowHash >>> 15)) * SPREAD;
        final int source = FIRST_PORT + (int) (((mixed & 0xFFFF_FFFFL) * PORTS) >>> Integer.SIZE);
        return (Integer.reverseBytes(source) >>> Short.SIZE) | (destination << Short.SIZE);
    }
}
