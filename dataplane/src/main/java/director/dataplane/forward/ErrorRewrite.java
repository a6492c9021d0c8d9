/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.forward;

import director.dataplane.address.WireAddress;
import director.dataplane.header.Checksum;
import director.dataplane.header.Echo;
import director.dataplane.header.Icmp;
import director.dataplane.header.Icmpv6;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv6;
import director.dataplane.header.Ports;
import director.dataplane.header.Tcp;
import director.dataplane.header.Udp;

/**
 * Translation of ICMP errors about packets of SNAT, as RFC 5508 asks for it: who sent the error stays what it is where
 * it comes from elsewhere, so that traceroute and path MTU discovery work, and is hidden where it comes from our side.
 *
 * <pre>
 *                  outer           quoted
 *   inward     destination    source, source port              = our host
 *   outward    source         destination, destination port    = local address and port
 * </pre>
 *
 * <p>Checksums of the error are computed anew; those in the quote are updated if they are there (RFC 1624). The caller
 * has seen that {@link Quote} finds a quote and that the checksum of the message is right. Keeps nothing; any thread.
 */
public final class ErrorRewrite {
    private ErrorRewrite() {
    }

    /**
     * Makes an error about a packet from a local address one about the packet of our host, and sends it there.
     *
     * @param ipv6   the version of the packet, and of the address.
     * @param ip     address of the IP header.
     * @param icmp   address of the ICMP header.
     * @param length bytes of the ICMP header and what follows.
     * @param high   address of our host, wire order, in the form of {@link WireAddress}.
     * @param low    its second half.
     * @param port   of our host, or its identifier, wire order.
     */
    public static void inward(
        final boolean ipv6,
        final long ip,
        final long icmp,
        final int length,
        final long high,
        final long low,
        final int port) {
        final long inner = icmp + Icmp.LENGTH;
        final long quote = Quote.readWithEcho(ipv6, inner, length - Icmp.LENGTH);
        long delta;
        if (ipv6) {
            delta = difference(Ipv6.sourceHigh(inner), Ipv6.sourceLow(inner), high, low);
            Ipv6.destination(ip, high, low);
            Ipv6.source(inner, high, low);
        } else {
            delta = Checksum.difference32(Ipv4.source(inner), WireAddress.ipv4(low));
            Ipv4.destination(ip, WireAddress.ipv4(low));
            Ipv4.source(inner, WireAddress.ipv4(low));
        }
        final long transport = inner + Quote.transport(quote);
        if (Quote.hasPorts(quote)) {
            delta += Checksum.difference16(Ports.source(transport), port);
            Ports.source(transport, port);
        }
        mend(quote, transport, delta, port, length - (int) (transport - icmp));
        IcmpRewrite.computeChecksums(ipv6, ip, icmp, length);
    }

    /**
     * Makes an error of our side about a packet to our host one about the packet to the local address, from there.
     *
     * @param ipv6   the version of the packet, and of the address.
     * @param ip     address of the IP header.
     * @param icmp   address of the ICMP header.
     * @param length bytes of the ICMP header and what follows.
     * @param high   the local address, wire order, in the form of {@link WireAddress}.
     * @param low    its second half.
     * @param port   the local port or identifier, wire order.
     */
    public static void outward(
        final boolean ipv6,
        final long ip,
        final long icmp,
        final int length,
        final long high,
        final long low,
        final int port) {
        final long inner = icmp + Icmp.LENGTH;
        final long quote = Quote.readWithEcho(ipv6, inner, length - Icmp.LENGTH);
        long delta;
        if (ipv6) {
            delta = difference(Ipv6.destinationHigh(inner), Ipv6.destinationLow(inner), high, low);
            Ipv6.source(ip, high, low);
            Ipv6.destination(inner, high, low);
        } else {
            delta = Checksum.difference32(Ipv4.destination(inner), WireAddress.ipv4(low));
            Ipv4.source(ip, WireAddress.ipv4(low));
            Ipv4.destination(inner, WireAddress.ipv4(low));
        }
        final long transport = inner + Quote.transport(quote);
        if (Quote.hasPorts(quote)) {
            delta += Checksum.difference16(Ports.destination(transport), port);
            Ports.destination(transport, port);
        }
        mend(quote, transport, delta, port, length - (int) (transport - icmp));
        IcmpRewrite.computeChecksums(ipv6, ip, icmp, length);
    }

    /** Of what has a pseudo header, address and port have changed; of an echo of IPv4, the identifier alone. */
    private static void mend(
        final long quote, final long transport, final long delta, final int port, final int available) {
        switch (Quote.protocol(quote)) {
            case Ipv4.TCP -> {
                if (available >= Tcp.MIN_LENGTH) {
                    Tcp.checksum(transport, Checksum.update(Tcp.checksum(transport), Checksum.fold(delta)));
                }
            }
            case Ipv4.UDP -> {
                if (available >= Udp.LENGTH && Udp.checksum(transport) != Udp.NO_CHECKSUM) {
                    Udp.checksum(transport, Checksum.update(Udp.checksum(transport), Checksum.fold(delta)));
                }
            }
            case Ipv4.ICMP -> Echo.translate(transport, 0, port);
            case Icmpv6.PROTOCOL -> Echo.translate(transport, delta, port);
            default -> {
                // SCTP's checksum covers what is not there.
            }
        }
    }

    private static long difference(final long fromHigh, final long fromLow, final long toHigh, final long toLow) {
        return Checksum.fold(Checksum.difference64(fromHigh, toHigh))
            + (long) Checksum.fold(Checksum.difference64(fromLow, toLow));
    }
}
