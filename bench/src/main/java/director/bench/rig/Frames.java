/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import java.nio.ByteBuffer;

/**
 * Ethernet frames with TCP or UDP over either version of IP, and data that say at their end which flow it is. Those of
 * IPv4 have 60 bytes, the least that Ethernet has; those of IPv6 have 80, since its header alone takes 40. A client's
 * first data has the complement of the flow's number as its sequence number, a server's has the number itself.
 *
 * <pre>
 *   0          6            12     14           34 or 54      54 or 74    60 or 80
 *  +----------+------------+------+------------+-------------+-----------+
 *  | to       | from       | type | IP         | TCP, or UDP | flow      |
 *  |          |            |      |            | and data    |           |
 *  +----------+------------+------+------------+-------------+-----------+
 * </pre>
 *
 * <p>Shares nothing with the director's own code for headers, which it is there to check. Any thread.
 */
final class Frames {
    static final int SYN = 0x02;
    static final int ACK = 0x10;
    static final int PUSH_ACK = 0x18;
    /** What packets have left when they come to the director. */
    static final int HOPS = 64;

    static final int ETHER_TYPE = 12;
    static final int IP = 14;
    static final int TYPE_IPV4 = 0x0800;
    static final int TYPE_IPV6 = 0x86DD;
    static final int NEXT_HEADER = IP + 6;
    static final int ICMPV6 = 58;

    private static final int IPV4_LENGTH = 20;
    private static final int IPV6_LENGTH = 40;
    private static final int IPV4_ADDRESSES = 12;
    private static final int IPV6_ADDRESSES = 8;
    /** Where the last four bytes of the source address are. */
    private static final int IPV6_SOURCE_END = 20;
    static final int TCP_SEQUENCE = 4;
    static final int TCP_CHECKSUM = 16;
    static final int TCP = 6;

    private static final int IPV4_ID = IP + 4;
    private static final int IPV4_HOPS = 8;
    private static final int IPV6_HOPS = 7;
    /** Of the transport header, data and flow. */
    private static final int PAYLOAD = 26;
    private static final int UDP_CHECKSUM = 6;
    private static final int UDP = 17;
    private static final int IPV4_IN_IP = 4;
    private static final int IPV6_IN_IP = 41;
    private static final int IPV4_VERSION_AND_LENGTH = 0x4500;
    private static final int IPV6_VERSION = 0x6000_0000;
    private static final int DO_NOT_FRAGMENT = 0x4000;
    private static final int DATA_OFFSET = 0x50;
    private static final int WINDOW = 0xFFFF;
    private static final int UINT16 = 0xFFFF;

    private final boolean ipv6;
    private final boolean udp;

    /** Frames of one version of IP and one protocol. */
    Frames(final boolean ipv6, final boolean udp) {
        this.ipv6 = ipv6;
        this.udp = udp;
    }

    /** Bytes of a frame, without its check sequence. */
    static int length(final boolean ipv6) {
        return IP + ipLength(ipv6) + PAYLOAD;
    }

    /** Bytes that a tunnel adds. */
    static int ipLength(final boolean ipv6) {
        return ipv6 ? IPV6_LENGTH : IPV4_LENGTH;
    }

    /** Where both addresses are. */
    static int addresses(final boolean ipv6) {
        return IP + (ipv6 ? IPV6_ADDRESSES : IPV4_ADDRESSES);
    }

    /** Which flow a frame is of, in a tunnel or not. */
    static int flow(final byte[] frame) {
        return ByteBuffer.wrap(frame).getInt(frame.length - Integer.BYTES);
    }

    /** The last four bytes of the destination address of the outermost packet. */
    static int destination(final byte[] frame, final boolean ipv6) {
        return ByteBuffer.wrap(frame).getInt(IP + ipLength(ipv6) - Integer.BYTES);
    }

    /** The last four bytes of the source address. */
    static int source(final byte[] frame, final boolean ipv6) {
        return ByteBuffer.wrap(frame).getInt(IP + (ipv6 ? IPV6_SOURCE_END : IPV4_ADDRESSES));
    }

    /** The source port, of a packet with as many bytes between IP and its transport header. */
    static int sourcePort(final byte[] frame, final boolean ipv6, final int between) {
        return ByteBuffer.wrap(frame).getShort(IP + ipLength(ipv6) + between) & UINT16;
    }

    /** A segment or datagram with all checksums right; only TCP has flags. */
    byte[] packet(final End from, final End to, final int hops, final int flags, final int flow) {
        final byte[] frame = new byte[length(ipv6)];
        final ByteBuffer out = ByteBuffer.wrap(frame);
        ethernet(out, from, to, ipv6);
        if (ipv6) {
            ipv6(out, from, to, hops, protocol(), PAYLOAD);
        } else {
            ipv4(frame, out, from, to, hops, protocol(), flow);
        }
        out.putShort((short) from.port()).putShort((short) to.port());
        if (udp) {
            out.putShort((short) PAYLOAD).putShort((short) 0).putLong(~flow).putInt(0);
        } else {
            out.putInt(firstSequence(flow, flags)).putInt(flow).put((byte) DATA_OFFSET).put((byte) flags)
                .putShort((short) WINDOW).putInt(0);
        }
        out.putShort((short) 0).putInt(flow);
        checksum(frame, out);
        return frame;
    }

    /** A SYN takes one number before the data. */
    private static int firstSequence(final int flow, final int flags) {
        return ~flow - ((flags & SYN) == 0 ? 0 : 1);
    }

    /** Which flow a client's SYN is of, by its sequence number. */
    static int opened(final int sequence) {
        return ~(sequence + 1);
    }

    private int protocol() {
        return udp ? UDP : TCP;
    }

    private void checksum(final byte[] frame, final ByteBuffer out) {
        final int transport = IP + ipLength(ipv6);
        final int sum = InternetChecksum.of(
            frame, transport, frame.length, pseudoHeader(out, addresses(ipv6), transport, protocol()));
        // RFC 768: a sum of zero is sent as all ones, since zero says that there is none.
        out.putShort(transport + (udp ? UDP_CHECKSUM : TCP_CHECKSUM), (short) (udp && sum == 0 ? UINT16 : sum));
    }

    /** What the checksum of a payload begins with: both addresses, protocol and length. */
    static int pseudoHeader(final ByteBuffer frame, final int addresses, final int payload, final int protocol) {
        int sum = protocol + frame.capacity() - payload;
        for (int offset = addresses; offset < payload; offset += Short.BYTES) {
            sum += frame.getShort(offset) & UINT16;
        }
        return sum;
    }

    /** A frame's packet inside of another one of the same version, which has the hops that the inner one has left. */
    byte[] tunnelled(final byte[] inner, final End from, final End to) {
        final byte[] frame = new byte[inner.length + ipLength(ipv6)];
        final ByteBuffer out = ByteBuffer.wrap(frame);
        ethernet(out, from, to, ipv6);
        if (ipv6) {
            ipv6(out, from, to, inner[IP + IPV6_HOPS], IPV6_IN_IP, inner.length - IP);
        } else {
            // RFC 6864: a packet that is not to be cut needs no identification.
            ipv4(frame, out, from, to, inner[IP + IPV4_HOPS], IPV4_IN_IP, 0);
        }
        out.put(inner, IP, inner.length - IP);
        return frame;
    }

    /**
     * Makes a packet of IPv4 one that was of IPv6: so short, it may be cut, and has an identification (RFC 7915 §5.1),
     * which is that of another frame.
     */
    static void identify(final byte[] frame, final byte[] like) {
        final ByteBuffer out = ByteBuffer.wrap(frame);
        out.putShort(IPV4_ID, ByteBuffer.wrap(like).getShort(IPV4_ID)).putShort(IPV4_ID + Short.BYTES, (short) 0);
        Corrections.ip(frame, false);
    }

    static void ethernet(final ByteBuffer out, final End from, final End to, final boolean ipv6) {
        to.putMac(out);
        from.putMac(out);
        out.putShort((short) (ipv6 ? TYPE_IPV6 : TYPE_IPV4));
    }

    private static void ipv4(final byte[] frame, final ByteBuffer out, final End from, final End to, final int hops,
        final int protocol, final int id) {
        out.putShort((short) IPV4_VERSION_AND_LENGTH).putShort((short) (frame.length - IP)).putShort((short) id)
            .putShort((short) DO_NOT_FRAGMENT).put((byte) hops).put((byte) protocol).putShort((short) 0);
        from.putAddress(out);
        to.putAddress(out);
        Corrections.ip(frame, false);
    }

    static void ipv6(
        final ByteBuffer out, final End from, final End to, final int hops, final int protocol, final int payload) {
        out.putInt(IPV6_VERSION).putShort((short) payload).put((byte) protocol).put((byte) hops);
        from.putAddress(out);
        to.putAddress(out);
    }
}
