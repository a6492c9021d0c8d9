/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import java.nio.ByteBuffer;

/**
 * Ethernet frames of 60 bytes: IPv4, TCP or UDP, and data that say at their end which flow it is; and ARP.
 *
 * <pre>
 *   0          6            12     14           34            54          60
 *  +----------+------------+------+------------+-------------+-----------+
 *  | to       | from       | 0800 | IPv4       | TCP, or UDP | flow      |
 *  |          |            |      |            | and data    |           |
 *  +----------+------------+------+------------+-------------+-----------+
 * </pre>
 */
final class Frames {
    /** Bytes of every frame, without its check sequence. */
    static final int LENGTH = 60;
    static final int SYN = 0x02;
    static final int ACK = 0x10;
    static final int PUSH_ACK = 0x18;
    static final int TTL = 64;

    static final int ETHER_TYPE = 12;
    static final int IP = 14;
    static final int DESTINATION_ADDRESS = IP + 16;
    static final int TRANSPORT = IP + 20;
    static final int FLOW = TRANSPORT + 20;
    static final int TYPE_IPV4 = 0x0800;

    private static final int IP_CHECKSUM = IP + 10;
    private static final int SOURCE_ADDRESS = IP + 12;
    private static final int TCP_CHECKSUM = TRANSPORT + 16;
    private static final int UDP_CHECKSUM = TRANSPORT + 6;
    private static final int TYPE_ARP = 0x0806;
    private static final int PROTOCOL_TCP = 6;
    private static final int PROTOCOL_UDP = 17;
    private static final int VERSION_AND_LENGTH = 0x4500;
    private static final int DO_NOT_FRAGMENT = 0x4000;
    private static final int DATA_OFFSET = 0x50;
    private static final int WINDOW = 0xFFFF;
    private static final int UINT16 = 0xFFFF;
    private static final long BROADCAST = 0xFFFF_FFFF_FFFFL;
    private static final long ARP_REQUEST_OF_IPV4 = 0x0001_0800_0604_0001L;
    private static final long ARP_REPLY_OF_IPV4 = 0x0001_0800_0604_0002L;

    private Frames() {
    }

    /**
     * Where a frame goes and comes from.
     *
     * @param mac     48 bits.
     * @param address in the byte order of Java.
     * @param port    TCP's or UDP's.
     */
    record End(long mac, int address, int port) {
    }

    /** Writes a TCP segment with both checksums right. */
    static void tcp(final byte[] frame, final End from, final End to, final int ttl, final int flags, final int flow) {
        final ByteBuffer out = ip(frame, from, to, ttl, PROTOCOL_TCP, flow);
        out.putShort((short) from.port).putShort((short) to.port).putInt(~flow).putInt(flow).put((byte) DATA_OFFSET)
            .put((byte) flags).putShort((short) WINDOW).putShort((short) 0).putShort((short) 0);
        out.putShort((short) 0).putInt(flow);
        out.putShort(
            TCP_CHECKSUM, (short) InternetChecksum.of(frame, TRANSPORT, LENGTH, pseudoHeader(out, PROTOCOL_TCP)));
    }

    /** Writes a UDP datagram with both checksums right. */
    static void udp(final byte[] frame, final End from, final End to, final int ttl, final int flow) {
        final ByteBuffer out = ip(frame, from, to, ttl, PROTOCOL_UDP, flow);
        out.putShort((short) from.port).putShort((short) to.port).putShort((short) (LENGTH - TRANSPORT))
            .putShort((short) 0).putLong(~flow).putInt(0).putShort((short) 0).putInt(flow);
        final int sum = InternetChecksum.of(frame, TRANSPORT, LENGTH, pseudoHeader(out, PROTOCOL_UDP));
        // RFC 768: a sum of zero is sent as all ones, since zero says that there is none.
        out.putShort(UDP_CHECKSUM, (short) (sum == 0 ? UINT16 : sum));
    }

    private static ByteBuffer ip(
        final byte[] frame, final End from, final End to, final int ttl, final int protocol, final int flow) {
        final ByteBuffer out = ByteBuffer.wrap(frame, 0, LENGTH);
        mac(out, to.mac);
        mac(out, from.mac);
        out.putShort((short) TYPE_IPV4);
        out.putShort((short) VERSION_AND_LENGTH).putShort((short) (LENGTH - IP)).putShort((short) flow)
            .putShort((short) DO_NOT_FRAGMENT).put((byte) ttl).put((byte) protocol).putShort((short) 0)
            .putInt(from.address).putInt(to.address);
        out.putShort(IP_CHECKSUM, (short) InternetChecksum.of(frame, IP, TRANSPORT, 0));
        return out;
    }

    private static int pseudoHeader(final ByteBuffer frame, final int protocol) {
        int sum = protocol + LENGTH - TRANSPORT;
        for (int offset = SOURCE_ADDRESS; offset < TRANSPORT; offset += Short.BYTES) {
            sum += frame.getShort(offset) & UINT16;
        }
        return sum;
    }

    /** Writes a question for the address of an end, from which the asked one learns who asks. */
    static void arpRequest(final byte[] frame, final End from, final End target) {
        arp(frame, ARP_REQUEST_OF_IPV4, from, BROADCAST, 0, target.address);
    }

    /** Writes an answer to an end, which then knows that the other one is there. */
    static void arpReply(final byte[] frame, final End from, final End target) {
        arp(frame, ARP_REPLY_OF_IPV4, from, target.mac, target.mac, target.address);
    }

    private static void arp(
        final byte[] frame, final long kind, final End from, final long to, final long targetMac, final int target) {
        final ByteBuffer out = ByteBuffer.wrap(frame, 0, LENGTH);
        mac(out, to);
        mac(out, from.mac);
        out.putShort((short) TYPE_ARP).putLong(kind);
        mac(out, from.mac);
        out.putInt(from.address);
        mac(out, targetMac);
        out.putInt(target);
        while (out.hasRemaining()) {
            out.put((byte) 0);
        }
    }

    private static void mac(final ByteBuffer out, final long mac) {
        out.putShort((short) (mac >>> Integer.SIZE)).putInt((int) mac);
    }
}
