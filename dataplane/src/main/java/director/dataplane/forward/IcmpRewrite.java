/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.forward;

import director.dataplane.address.WireAddress;
import director.dataplane.header.Icmp;
import director.dataplane.header.Icmpv6;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv6;
import director.dataplane.header.Ports;

/**
 * Network address translation of ICMP errors: of the packet that carries the error and of the one that it quotes, which
 * went the other way.
 *
 * <pre>
 *                 outer            quoted
 *   to real:   destination   source, source port              = real server
 *   to client: source        destination, destination port    = virtual service
 * </pre>
 *
 * <p>Header checksums and the checksum of ICMP are computed anew, as Linux does: that of a quoted transport header,
 * which may not be there, stays. The caller has seen that {@link Quote#read} finds a quote and that the checksum of the
 * message is right. Keeps nothing; any thread.
 */
public final class IcmpRewrite {
    private IcmpRewrite() {
    }

    /**
     * Makes an error about a packet to a client one about a packet of the real server, and sends it there.
     *
     * @param ipv6   the version of the packet, and of the address.
     * @param ip     address of the IP header.
     * @param icmp   address of the ICMP header.
     * @param length bytes of the ICMP header and what follows.
     * @param high   address of the real server, wire order, in the form of {@link WireAddress}.
     * @param low    its second half.
     * @param port   of the real server, wire order.
     */
    public static void destination(
        final boolean ipv6,
        final long ip,
        final long icmp,
        final int length,
        final long high,
        final long low,
        final int port) {
        final long inner = icmp + Icmp.LENGTH;
        final long quote = Quote.read(ipv6, inner, length - Icmp.LENGTH);
        if (ipv6) {
            Ipv6.destination(ip, high, low);
            Ipv6.source(inner, high, low);
        } else {
            Ipv4.destination(ip, WireAddress.ipv4(low));
            Ipv4.source(inner, WireAddress.ipv4(low));
        }
        if (Quote.hasPorts(quote)) {
            Ports.source(inner + Quote.transport(quote), port);
        }
        computeChecksums(ipv6, ip, icmp, length);
    }

    /**
     * Makes an error about a packet to a real server one about the packet that the client sent, from the virtual
     * service.
     *
     * @param ipv6   the version of the packet, and of the address.
     * @param ip     address of the IP header.
     * @param icmp   address of the ICMP header.
     * @param length bytes of the ICMP header and what follows.
     * @param high   the virtual address, wire order, in the form of {@link WireAddress}.
     * @param low    its second half.
     * @param port   the virtual port, wire order.
     */
    public static void source(
        final boolean ipv6,
        final long ip,
        final long icmp,
        final int length,
        final long high,
        final long low,
        final int port) {
        final long inner = icmp + Icmp.LENGTH;
        final long quote = Quote.read(ipv6, inner, length - Icmp.LENGTH);
        if (ipv6) {
            Ipv6.source(ip, high, low);
            Ipv6.destination(inner, high, low);
        } else {
            Ipv4.source(ip, WireAddress.ipv4(low));
            Ipv4.destination(inner, WireAddress.ipv4(low));
        }
        if (Quote.hasPorts(quote)) {
            Ports.destination(inner + Quote.transport(quote), port);
        }
        computeChecksums(ipv6, ip, icmp, length);
    }

    /** Sets every checksum of an error that is not of a quoted transport header. */
    static void computeChecksums(final boolean ipv6, final long ip, final long icmp, final int length) {
        if (ipv6) {
            Icmpv6.computeChecksum(ip, icmp, length);
        } else {
            Ipv4.computeChecksum(ip);
            Ipv4.computeChecksum(icmp + Icmp.LENGTH);
            Icmp.computeChecksum(icmp, length);
        }
    }
}
