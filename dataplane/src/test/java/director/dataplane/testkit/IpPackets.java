/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.testkit;

import director.dataplane.address.IpAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Packets of both versions of IP, without frames, as replay takes and gives them. */
public final class IpPackets {
    /** Number of UDP. */
    public static final int UDP = 17;
    /** Number of ICMPv6. */
    public static final int ICMPV6 = 58;

    private static final int TTL = 64;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;

    private IpPackets() {
    }

    /** A packet that may be cut up, with a payload of a protocol; both addresses are of one version. */
    public static byte[] packet(
        final String source, final String destination, final int protocol, final byte[] payload) {
        return packet(source, destination, protocol, payload, false);
    }

    /** A packet with a payload of a protocol; both addresses are of one version. */
    public static byte[] packet(
        final String source,
        final String destination,
        final int protocol,
        final byte[] payload,
        final boolean dontFragment) {
        final IpAddress from = IpAddress.parse(source);
        if (from.ipv6()) {
            return ByteBuffer.allocate(IPV6_HEADER + payload.length).putInt(6 << 28).putShort((short) payload.length)
                .put((byte) protocol).put((byte) TTL).put(bytes(from)).put(bytes(IpAddress.parse(destination)))
                .put(payload).array();
        }
        final byte[] packet = ByteBuffer.allocate(IPV4_HEADER + payload.length).putShort((short) 0x4500)
            .putShort((short) (IPV4_HEADER + payload.length)).putShort((short) 0x1234)
            .putShort((short) (dontFragment ? 0x4000 : 0)).put((byte) TTL).put((byte) protocol).putShort((short) 0)
            .put(bytes(from)).put(bytes(IpAddress.parse(destination))).put(payload).array();
        Bytes.uint16(packet, 10, NaiveChecksum.header(packet, 0));
        return packet;
    }

    /** A UDP datagram with a checksum. */
    public static byte[] udp(
        final String source,
        final int sourcePort,
        final String destination,
        final int destinationPort,
        final int data,
        final boolean dontFragment) {
        final byte[] payload = new byte[8 + data];
        Bytes.uint16(payload, 0, sourcePort);
        Bytes.uint16(payload, 2, destinationPort);
        Bytes.uint16(payload, 4, payload.length);
        for (int i = 8; i < payload.length; i++) {
            payload[i] = (byte) i;
        }
        Bytes.uint16(payload, 6, checksum(source, destination, UDP, payload));
        return packet(source, destination, UDP, payload, dontFragment);
    }

    /** An ICMPv6 error about a packet, which is quoted as far as it fits. */
    public static byte[] icmpv6Error(
        final String source,
        final String destination,
        final int type,
        final int code,
        final int info,
        final byte[] about) {
        final int quoted = Math.min(about.length, 1_280 - IPV6_HEADER - 8);
        final byte[] message = ByteBuffer.allocate(8 + quoted).put((byte) type).put((byte) code).putShort((short) 0)
            .putInt(info).put(about, 0, quoted).array();
        Bytes.uint16(message, 2, checksum(source, destination, ICMPV6, message));
        return packet(source, destination, ICMPV6, message);
    }

    /** The frame of a neighbour solicitation (RFC 4861) by which a station asks another one that it knows. */
    public static byte[] solicitation(
        final long sourceMac, final String source, final long destinationMac, final String target) {
        final byte[] message = ByteBuffer.allocate(32).putInt(135 << 24).putInt(0).put(bytes(IpAddress.parse(target)))
            .putShort((short) 0x0101).putShort((short) (sourceMac >>> 32)).putInt((int) sourceMac).array();
        Bytes.uint16(message, 2, checksum(source, target, ICMPV6, message));
        final byte[] ip = packet(source, target, ICMPV6, message);
        ip[7] = (byte) 255;
        final byte[] frame = ByteBuffer.allocate(14 + ip.length).position(12).putShort((short) 0x86DD).put(ip).array();
        Bytes.mac(frame, 0, destinationMac);
        Bytes.mac(frame, 6, sourceMac);
        return frame;
    }

    /** What follows the IP header. */
    public static byte[] payload(final byte[] packet) {
        final int header = isIpv6(packet) ? IPV6_HEADER : (packet[0] & 0xF) * 4;
        return Arrays.copyOfRange(packet, header, packet.length);
    }

    /** The protocol that the IP header names. */
    public static int protocol(final byte[] packet) {
        return Bytes.uint8(packet, isIpv6(packet) ? 6 : 9);
    }

    /** The source address as text. */
    public static String source(final byte[] packet) {
        return address(packet, isIpv6(packet) ? 8 : 12);
    }

    /** The destination address as text. */
    public static String destination(final byte[] packet) {
        return address(packet, isIpv6(packet) ? 24 : 16);
    }

    private static boolean isIpv6(final byte[] packet) {
        return (packet[0] & 0xF0) == 0x60;
    }

    private static String address(final byte[] packet, final int at) {
        final ByteBuffer bytes = ByteBuffer.wrap(packet);
        return (isIpv6(packet) ? new IpAddress(true, bytes.getLong(at), bytes.getLong(at + 8))
            : IpAddress.ipv4(bytes.getInt(at))).toString();
    }

    private static byte[] bytes(final IpAddress address) {
        return address.ipv6() ? ByteBuffer.allocate(16).putLong(address.high()).putLong(address.low()).array()
            : ByteBuffer.allocate(4).putInt((int) address.low()).array();
    }

    /** With the pseudo-header of either version; what it sums up is the same. */
    private static int checksum(
        final String source, final String destination, final int protocol, final byte[] payload) {
        final byte[] from = bytes(IpAddress.parse(source));
        final ByteBuffer covered = ByteBuffer.allocate(from.length * 2 + 8 + payload.length).put(from)
            .put(bytes(IpAddress.parse(destination))).putInt(payload.length).putInt(protocol).put(payload);
        int sum = 0;
        for (int i = 0; i < covered.capacity(); i++) {
            sum += Bytes.uint8(covered.array(), i) << (i % 2 == 0 ? 8 : 0);
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return sum == 0xFFFF ? 0xFFFF : 0xFFFF - sum;
    }
}
