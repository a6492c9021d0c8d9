/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A TCP segment over either version of IP, as an end of a connection writes and reads it. */
@SuppressWarnings("ArrayRecordComponent")
public record TcpSegment(
    String source,
    int sourcePort,
    String destination,
    int destinationPort,
    int sequence,
    int acknowledgment,
    int flags,
    int window,
    byte[] options,
    byte[] data) {
    /** Kind of the option with selective acknowledgments. */
    public static final int SACK = 5;

    private static final int ETHERNET = 14;
    private static final int HEADER = 20;
    private static final int TCP = 6;
    private static final int TYPE_IPV4 = 0x0800;
    private static final int TYPE_IPV6 = 0x86DD;

    /** A segment without options. */
    public static TcpSegment of(
        final String source, final int sourcePort, final String destination, final int destinationPort,
        final int sequence, final int acknowledgment, final int flags, final String data) {
        return new TcpSegment(source, sourcePort, destination, destinationPort, sequence, acknowledgment, flags, 8_000,
            new byte[0], data.getBytes(StandardCharsets.US_ASCII));
    }

    /** The same with options, which are padded. */
    public TcpSegment withOptions(final int... bytes) {
        final byte[] padded = new byte[(bytes.length + 3) / 4 * 4];
        Arrays.fill(padded, (byte) 1);
        for (int i = 0; i < bytes.length; i++) {
            padded[i] = (byte) bytes[i];
        }
        return new TcpSegment(source, sourcePort, destination, destinationPort, sequence, acknowledgment, flags,
            window, padded, data);
    }

    /** The same with selective acknowledgments of what lies between each two numbers, at an odd place. */
    public TcpSegment withSack(final int... edges) {
        final ByteBuffer option = ByteBuffer.allocate(4 + Integer.BYTES * edges.length)
            .put((byte) 1).put((byte) SACK).put((byte) (2 + Integer.BYTES * edges.length));
        for (final int edge : edges) {
            option.putInt(edge);
        }
        final byte[] bytes = option.put((byte) 1).array();
        return new TcpSegment(source, sourcePort, destination, destinationPort, sequence, acknowledgment, flags,
            window, bytes, data);
    }

    /** The numbers of its selective acknowledgments. */
    public int[] sack() {
        final ByteBuffer value = ByteBuffer.wrap(option(SACK));
        final int[] edges = new int[value.remaining() / Integer.BYTES];
        value.asIntBuffer().get(edges);
        return edges;
    }

    /** The same with another window. */
    public TcpSegment withWindow(final int other) {
        return new TcpSegment(source, sourcePort, destination, destinationPort, sequence, acknowledgment, flags, other,
            options, data);
    }

    /** Sequence numbers that it takes. */
    public int length() {
        return data.length + Integer.bitCount(flags & (PacketBuilder.SYN | PacketBuilder.FIN));
    }

    /** The data as text. */
    public String text() {
        return new String(data, StandardCharsets.US_ASCII);
    }

    /** Whether a flag is set. */
    public boolean has(final int flag) {
        return (flags & flag) != 0;
    }

    /** The value of the first option of a kind, empty if there is none. */
    public byte[] option(final int kind) {
        int at = 0;
        while (at < options.length - 1 && options[at] != 0) {
            if (options[at] == 1) {
                at++;
            } else if ((options[at] & 0xFF) == kind) {
                return Arrays.copyOfRange(options, at + 2, at + (options[at + 1] & 0xFF));
            } else {
                at += options[at + 1] & 0xFF;
            }
        }
        return new byte[0];
    }

    /** A frame for a station. */
    public byte[] frame(final long mac) {
        final byte[] segment = ByteBuffer.allocate(HEADER + options.length + data.length)
            .putShort((short) sourcePort).putShort((short) destinationPort).putInt(sequence).putInt(acknowledgment)
            .put((byte) ((HEADER + options.length) << 2)).put((byte) flags).putShort((short) window)
            .putShort((short) 0).putShort((short) 0).put(options).put(data).array();
        final byte[] packet = IpPackets.packet(source, destination, TCP, segment, true);
        final int transport = packet.length - segment.length;
        Bytes.uint16(packet, transport + 16, checksum(packet, transport));
        final byte[] frame = new byte[ETHERNET + packet.length];
        Bytes.mac(frame, 0, mac);
        Bytes.mac(frame, 6, 0x0200_0000_0099L);
        Bytes.uint16(frame, 12, transport == HEADER ? TYPE_IPV4 : TYPE_IPV6);
        System.arraycopy(packet, 0, frame, ETHERNET, packet.length);
        return frame;
    }

    /** Reads a frame; its checksum has to be right. */
    public static TcpSegment read(final Frame frame) {
        final byte[] bytes = frame.bytes();
        final boolean ipv6 = Bytes.uint16(bytes, 12) == TYPE_IPV6;
        final int length = ipv6 ? 40 + Bytes.uint16(bytes, ETHERNET + 4) : Bytes.uint16(bytes, ETHERNET + 2);
        final byte[] packet = Arrays.copyOfRange(bytes, ETHERNET, ETHERNET + length);
        final int transport = ipv6 ? 40 : (packet[0] & 0xF) * 4;
        if (Bytes.uint16(packet, transport + 16) != checksum(packet, transport)) {
            throw new AssertionError("wrong TCP checksum in " + frame);
        }
        if (!ipv6 && Bytes.uint16(packet, 10) != NaiveChecksum.header(packet, 0)) {
            throw new AssertionError("wrong IPv4 checksum in " + frame);
        }
        final ByteBuffer tcp = ByteBuffer.wrap(packet, transport, packet.length - transport).slice();
        final int header = (tcp.get(12) >>> 2) & 0x3C;
        return new TcpSegment(IpPackets.source(packet), Bytes.uint16(packet, transport),
            IpPackets.destination(packet), Bytes.uint16(packet, transport + 2), tcp.getInt(4), tcp.getInt(8),
            tcp.get(13) & 0x3F, Bytes.uint16(packet, transport + 14),
            Arrays.copyOfRange(packet, transport + HEADER, transport + header),
            Arrays.copyOfRange(packet, transport + header, packet.length));
    }

    /** Summed byte by byte (RFC 9293 §3.1, RFC 8200 §8.1). */
    private static int checksum(final byte[] packet, final int transport) {
        final int length = packet.length - transport;
        long sum = (long) TCP + length;
        final int addresses = transport >= 40 && packet[0] >>> 4 == 6 ? 8 : 12;
        for (int i = addresses; i < (addresses == 8 ? 40 : 20); i++) {
            sum += (long) (packet[i] & 0xFF) << (i % 2 == 0 ? 8 : 0);
        }
        for (int i = 0; i < length; i++) {
            if (i != 16 && i != 17) {
                sum += (long) (packet[transport + i] & 0xFF) << (i % 2 == 0 ? 8 : 0);
            }
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return (int) ~sum & 0xFFFF;
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof final TcpSegment segment && Arrays.equals(frame(0), segment.frame(0));
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(frame(0));
    }

    @Override
    public String toString() {
        return source + ":" + sourcePort + " > " + destination + ":" + destinationPort + " seq "
            + Integer.toUnsignedString(sequence) + " ack " + Integer.toUnsignedString(acknowledgment) + " flags "
            + flags + " win " + window + " len " + data.length;
    }
}
