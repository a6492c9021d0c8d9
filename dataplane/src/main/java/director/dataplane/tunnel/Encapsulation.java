/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.tunnel;

import director.bindings.NativeMemory;
import director.dataplane.header.Ethernet;
import director.dataplane.header.Gre;
import director.dataplane.header.Gue;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv6;
import director.dataplane.header.Udp;

/**
 * Puts an IP packet of either version into a tunnel over either version, by writing into the room in front of it:
 *
 * <pre>
 *  +-------------------+------------------------------+---------------------------+
 *  | outer IPv4 / IPv6 | nothing, GRE, or UDP and GUE | inner IP packet as it was |
 *  +-------------------+------------------------------+---------------------------+
 *  ^ answered                                         ^ inner
 * </pre>
 *
 * <p>The caller has taken a hop from the inner packet: what it has left is what the outer header begins with. The TOS
 * or traffic class goes into the outer header, but "congestion experienced" becomes ECT(0) (RFC 3168 §9.1.1). The
 * flow label is 0. Whether the packet still fits the way is for the caller to see: {@link Tunnel#headerLength}.
 *
 * <p>Keeps nothing; any thread.
 */
public final class Encapsulation {
    private static final int VERSION_4 = 4;
    private static final int ECN = 3;
    private static final int CONGESTION_EXPERIENCED = 3;
    private static final int ECT_0 = 2;

    private Encapsulation() {
    }

    /**
     * Puts a packet into a tunnel over IPv4.
     *
     * @param inner          address of the packet, well-formed and contiguous, with {@link Tunnel#headerLength} bytes
     *                       to write in front of it.
     * @param innerLength    bytes of the packet.
     * @param kind           one of the kinds of {@link Tunnel}.
     * @param ports          what {@link Tunnel#ports} answered; only GUE needs it.
     * @param source         wire order.
     * @param destination    wire order.
     * @param identification wire order, used unless the packet may not be cut.
     * @param dontFragment   whether no router may cut the packet: for IPv4 in IPv4, what the inner one says.
     * @return address of the outer header.
     */
    public static long overIpv4(
        final long inner,
        final int innerLength,
        final int kind,
        final int ports,
        final int source,
        final int destination,
        final int identification,
        final boolean dontFragment) {
        final int payload = innerLength + Tunnel.shimLength(kind);
        final long shim = inner - Tunnel.shimLength(kind);
        final long outer = shim - Ipv4.MIN_LENGTH;
        Ipv4.write(outer, outerTos(inner), Ipv4.MIN_LENGTH + payload, dontFragment ? 0 : identification,
            dontFragment ? Ipv4.DONT_FRAGMENT : 0, hops(inner), protocol(kind, inner));
        Ipv4.addresses(outer, source, destination);
        Ipv4.computeChecksum(outer);
        writeShim(shim, payload, kind, ports, inner);
        if (kind == Tunnel.GUE_CHECKSUM) {
            Udp.computeChecksum(shim, payload, Ipv4.pseudoHeaderSum(outer));
        }
        return outer;
    }

    /**
     * Puts a packet into a tunnel over IPv6.
     *
     * @param inner           address of the packet, well-formed and contiguous, with {@link Tunnel#headerLength} bytes
     *                        to write in front of it.
     * @param innerLength     bytes of the packet.
     * @param kind            one of the kinds of {@link Tunnel}.
     * @param ports           what {@link Tunnel#ports} answered; only GUE needs it.
     * @param sourceHigh      first half of the source, wire order.
     * @param sourceLow       second half of the source, wire order.
     * @param destinationHigh first half of the destination, wire order.
     * @param destinationLow  second half of the destination, wire order.
     * @return address of the outer header.
     */
    public static long overIpv6(
        final long inner,
        final int innerLength,
        final int kind,
        final int ports,
        final long sourceHigh,
        final long sourceLow,
        final long destinationHigh,
        final long destinationLow) {
        final int payload = innerLength + Tunnel.shimLength(kind);
        final long shim = inner - Tunnel.shimLength(kind);
        final long outer = shim - Ipv6.LENGTH;
        Ipv6.write(outer, outerTos(inner), 0, payload, protocol(kind, inner), hops(inner));
        Ipv6.addresses(outer, sourceHigh, sourceLow, destinationHigh, destinationLow);
        writeShim(shim, payload, kind, ports, inner);
        if (kind == Tunnel.GUE_CHECKSUM) {
            Udp.computeChecksum(shim, payload, Ipv6.pseudoHeaderSum(outer, Ipv4.UDP, payload));
        }
        return outer;
    }

    private static void writeShim(
        final long shim, final int length, final int kind, final int ports, final long inner) {
        switch (kind) {
            case Tunnel.GRE -> Gre.write(shim, false, etherType(inner));
            case Tunnel.GRE_CHECKSUM -> {
                Gre.write(shim, true, etherType(inner));
                Gre.computeChecksum(shim, length);
            }
            case Tunnel.GUE, Tunnel.GUE_CHECKSUM -> {
                Udp.write(shim, ports & 0xFFFF, ports >>> Short.SIZE, length);
                Gue.write(shim + Udp.LENGTH, ipInIp(inner));
            }
            default -> {
            }
        }
    }

    private static int protocol(final int kind, final long inner) {
        return switch (kind) {
            case Tunnel.GRE, Tunnel.GRE_CHECKSUM -> Gre.PROTOCOL;
            case Tunnel.GUE, Tunnel.GUE_CHECKSUM -> Ipv4.UDP;
            default -> ipInIp(inner);
        };
    }

    private static boolean isIpv4(final long ip) {
        return NativeMemory.uint8(ip) >>> 4 == VERSION_4;
    }

    private static int ipInIp(final long inner) {
        return isIpv4(inner) ? Ipv4.IPV4_IN_IP : Ipv4.IPV6_IN_IP;
    }

    private static int etherType(final long inner) {
        return isIpv4(inner) ? Ethernet.TYPE_IPV4 : Ethernet.TYPE_IPV6;
    }

    private static int hops(final long inner) {
        return isIpv4(inner) ? Ipv4.ttl(inner) : Ipv6.hopLimit(inner);
    }

    private static int outerTos(final long inner) {
        final int tos = isIpv4(inner) ? Ipv4.tos(inner) : Ipv6.trafficClass(inner);
        return (tos & ECN) == CONGESTION_EXPERIENCED ? (tos & ~ECN) | ECT_0 : tos;
    }
}
