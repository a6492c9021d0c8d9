/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fastpath;

import director.bindings.Mbuf;
import director.dataplane.address.WireAddress;
import director.dataplane.forward.Identifications;
import director.dataplane.forward.VersionChange;
import director.dataplane.header.Ethernet;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv6;

/**
 * Gives plain packets other ends. Puts those of one version of IP into the other one by {@link VersionChange}, and
 * makes frames longer or shorter at their front by that much. From the worker's thread.
 */
final class FastBridge {
    private final Identifications identifications;
    private long sourceHigh;
    private long sourceLow;
    private long destinationHigh;
    private long destinationLow;
    private int ports;

    FastBridge(final Identifications identifications) {
        this.identifications = identifications;
    }

    /** Whether a packet of IPv6 of so many bytes can go as one of IPv4 by a way with this MTU. */
    static boolean fitsIpv4(final int length, final int mtu) {
        return length - VersionChange.GROWTH <= mtu;
    }

    /** Whether a packet of IPv4 of so many bytes can go as one of IPv6, whole. One that may be cut is at most 1,280. */
    static boolean fitsIpv6(final long frame, final int length, final int mtu) {
        return length + VersionChange.GROWTH <= (IpInIp.isWhole(frame) ? mtu : Math.min(mtu, Ipv6.MIN_MTU));
    }

    /** Where the packets that follow come from. {@link #to} is next. */
    void from(final long high, final long low, final int port) {
        sourceHigh = high;
        sourceLow = low;
        ports = port;
    }

    /** Where they go. */
    void to(final long high, final long low, final int port) {
        destinationHigh = high;
        destinationLow = low;
        ports |= port << Short.SIZE;
    }

    /**
     * Takes a hop from a packet of IPv6 without extensions, and makes it one of IPv4.
     *
     * @param length bytes of the packet.
     * @return the new address of the frame, whose link-layer addresses are missing.
     */
    long toIpv4(final long mbuf, final long frame, final int length) {
        FastIpv6.hop(frame);
        final int protocol = FastIpv6.protocol(frame);
        final long ip = frame + Ethernet.LENGTH;
        final long transport = ip + Ipv6.LENGTH;
        final int before = VersionChange.addressSum(true, ip);
        final long to = VersionChange.toIpv4(ip, transport, protocol, identifications.next() & 0xFFFF, false, false,
            WireAddress.ipv4(sourceLow), WireAddress.ipv4(destinationLow));
        VersionChange.transport(false, to, transport, protocol, length - Ipv6.LENGTH, before, ports);
        return framed(mbuf, to, -VersionChange.GROWTH, length - VersionChange.GROWTH, Ethernet.TYPE_IPV4);
    }

    /** The same of a packet of IPv4 without options, in front of whose frame there is room. */
    long toIpv6(final long mbuf, final long frame, final int length) {
        FastIpv4.hop(frame);
        final int protocol = FastIpv4.protocol(frame);
        final long ip = frame + Ethernet.LENGTH;
        final long transport = ip + Ipv4.MIN_LENGTH;
        final int before = VersionChange.addressSum(false, ip);
        final long to =
            VersionChange.toIpv6(ip, transport, sourceHigh, sourceLow, destinationHigh, destinationLow);
        VersionChange.transport(true, to, transport, protocol, length - Ipv4.MIN_LENGTH, before, ports);
        return framed(mbuf, to, VersionChange.GROWTH, length + VersionChange.GROWTH, Ethernet.TYPE_IPV6);
    }

    /**
     * Takes a hop from a packet of IPv4, and gives it both ends.
     *
     * @return the address of the frame.
     */
    long withinIpv4(final long frame) {
        FastIpv4.both(frame, WireAddress.ipv4(sourceLow), ports & 0xFFFF, WireAddress.ipv4(destinationLow),
            ports >>> Short.SIZE);
        return frame;
    }

    /**
     * Takes a hop from a packet of IPv6, and gives it both ends.
     *
     * @return the address of the frame.
     */
    long withinIpv6(final long frame) {
        FastIpv6.hop(frame);
        FastIpv6.source(frame, sourceHigh, sourceLow, ports & 0xFFFF);
        FastIpv6.destination(frame, destinationHigh, destinationLow, ports >>> Short.SIZE);
        return frame;
    }

    private static long framed(final long mbuf, final long ip, final int growth, final int length, final int type) {
        final long frame = ip - Ethernet.LENGTH;
        Mbuf.outset(mbuf, growth, Ethernet.LENGTH + length);
        Ethernet.type(frame, type);
        return frame;
    }
}
