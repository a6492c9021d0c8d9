/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.testkit;

/** Ethernet frames of IPv6 with TCP or UDP right behind its header, and what has to become of their bytes. */
public final class Ipv6Frames {
    /** Bytes in front of the IP header. */
    public static final int ETHERNET = 14;
    /** Bytes in front of the transport header. */
    public static final int TRANSPORT = ETHERNET + 40;
    /** Number of TCP. */
    public static final int TCP = 6;

    private static final int SOURCE = ETHERNET + 8;
    private static final int DESTINATION = ETHERNET + 24;

    private Ipv6Frames() {
    }

    /** A segment to the port of clients. */
    public static byte[] tcp(
        final String from, final int sourcePort, final String to, final int port, final int flags, final int data) {
        final byte[] segment = new byte[20 + data];
        Bytes.uint16(segment, 0, sourcePort);
        Bytes.uint16(segment, 2, port);
        segment[12] = 0x50;
        segment[13] = (byte) flags;
        return sum(frame(IpPackets.packet(from, to, TCP, segment)));
    }

    /** A datagram to the port of clients. */
    public static byte[] udp(
        final String from, final int sourcePort, final String to, final int port, final int data) {
        return frame(IpPackets.udp(from, sourcePort, to, port, data, false));
    }

    private static byte[] frame(final byte[] packet) {
        final byte[] frame = new byte[ETHERNET + packet.length];
        Bytes.mac(frame, 0, DirectorRig.CLIENT_MAC);
        Bytes.mac(frame, 6, Bytes.macOf("10.0.0.7"));
        Bytes.uint16(frame, 12, 0x86DD);
        System.arraycopy(packet, 0, frame, ETHERNET, packet.length);
        return frame;
    }

    /** Has the frame go to the port of real servers. */
    public static byte[] toRealPort(final byte[] frame) {
        Bytes.mac(frame, 0, DirectorRig.REAL_MAC);
        return frame;
    }

    /** Changes a byte. */
    public static byte[] set(final byte[] frame, final int at, final int value) {
        frame[at] = (byte) value;
        return frame;
    }

    /** A frame with one hop less. */
    public static byte[] hop(final byte[] frame) {
        return set(frame.clone(), ETHERNET + 7, frame[ETHERNET + 7] - 1);
    }

    /** A frame with another source, and a checksum that is as wrong as before. */
    public static byte[] withSource(final byte[] frame, final String address, final int port) {
        return with(frame, SOURCE, address, TRANSPORT, port);
    }

    /** A frame with another destination, and a checksum that is as wrong as before. */
    public static byte[] withDestination(final byte[] frame, final String address, final int port) {
        return with(frame, DESTINATION, address, TRANSPORT + 2, port);
    }

    private static byte[] with(
        final byte[] frame, final int addressAt, final String address, final int portAt, final int port) {
        final byte[] changed = frame.clone();
        final int checksumAt = checksumAt(frame);
        final int before = Bytes.uint16(frame, checksumAt);
        final int wrongBy = before - Bytes.uint16(sum(frame.clone()), checksumAt);
        Bytes.ipv6(changed, addressAt, address);
        Bytes.uint16(changed, portAt, port);
        final int right = Bytes.uint16(sum(changed), checksumAt);
        Bytes.uint16(changed, checksumAt, wrongBy == 0 ? right : Math.floorMod(right + wrongBy, 0xFFFF));
        return changed;
    }

    /** Where the transport checksum is. */
    private static int checksumAt(final byte[] frame) {
        return TRANSPORT + (frame[ETHERNET + 6] == TCP ? 16 : 6);
    }

    /** Computes the transport checksum of a whole frame over the pseudo header of RFC 8200 §8.1. */
    public static byte[] sum(final byte[] frame) {
        final int at = checksumAt(frame);
        Bytes.uint16(frame, at, 0);
        int sum = frame[ETHERNET + 6] + frame.length - TRANSPORT;
        for (int i = SOURCE; i < frame.length; i++) {
            sum += Bytes.uint8(frame, i) << ((i - ETHERNET) % 2 == 0 ? 8 : 0);
        }
        while (sum > 0xFFFF) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        Bytes.uint16(frame, at, sum == 0xFFFF && frame[ETHERNET + 6] != TCP ? 0xFFFF : 0xFFFF - sum);
        return frame;
    }
}
