/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Builds frames: {@code packet().ipv4("10.0.0.1", VIP).tcp(4000, 80, SYN)}. Lengths and checksums are right unless told
 * otherwise.
 */
public final class PacketBuilder {
    /** TCP flag. */
    public static final int FIN = 0x01;
    /** TCP flag. */
    public static final int SYN = 0x02;
    /** TCP flag. */
    public static final int RST = 0x04;
    /** TCP flag. */
    public static final int PSH = 0x08;
    /** TCP flag. */
    public static final int ACK = 0x10;
    /** ARP operation. */
    public static final int REQUEST = 1;
    /** ARP operation. */
    public static final int REPLY = 2;
    /** Where the payload of a frame begins. */
    public static final int ETHERNET = 14;
    /** The broadcast address. */
    public static final long BROADCAST = 0xFFFF_FFFF_FFFFL;

    private static final int TYPE_IPV4 = 0x0800;
    private static final int TYPE_ARP = 0x0806;
    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;

    private final List<Consumer<byte[]>> changes = new ArrayList<>();
    private long destinationMac = -1;
    private long sourceMac = -1;
    private int type = TYPE_IPV4;
    private String source = "0.0.0.0";
    private String destination = "0.0.0.0";
    private int ttl = 64;
    private int id = 0x1234;
    private int fragment;
    private byte[] options = {};
    private int protocol = 253;
    private byte[] header = {};
    private byte[] payload = {};
    private byte[] trailer = {};
    private int length = -1;

    private PacketBuilder() {
    }

    /** A packet that is nothing yet. */
    public static PacketBuilder packet() {
        return new PacketBuilder();
    }

    /** The station that the frame is for. */
    public PacketBuilder to(final long mac) {
        destinationMac = mac;
        return this;
    }

    /** The station that sends the frame. */
    public PacketBuilder from(final long mac) {
        sourceMac = mac;
        return this;
    }

    public PacketBuilder toUnlessSet(final long mac) {
        destinationMac = destinationMac < 0 ? mac : destinationMac;
        return this;
    }

    /** The frame's type. */
    public PacketBuilder type(final int etherType) {
        type = etherType;
        return this;
    }

    /** Addresses of the IPv4 header. */
    public PacketBuilder ipv4(final String from, final String to) {
        source = from;
        destination = to;
        return this;
    }

    /** Time to live. */
    public PacketBuilder ttl(final int hops) {
        ttl = hops;
        return this;
    }

    /** The sixteen bits of flags and fragment offset. */
    public PacketBuilder fragment(final int flagsAndOffset) {
        fragment = flagsAndOffset;
        return this;
    }

    /** Options of the IPv4 header, padded to whole words. */
    public PacketBuilder options(final int... bytes) {
        options = new byte[(bytes.length + 3) / 4 * 4];
        for (int i = 0; i < bytes.length; i++) {
            options[i] = (byte) bytes[i];
        }
        return this;
    }

    /** Another protocol than TCP, UDP and ICMP. */
    public PacketBuilder protocol(final int number) {
        protocol = number;
        return this;
    }

    /** A TCP header without options. */
    public PacketBuilder tcp(final int sourcePort, final int destinationPort, final int flags) {
        protocol = TCP;
        header = new byte[20];
        Bytes.uint16(header, 0, sourcePort);
        Bytes.uint16(header, 2, destinationPort);
        Bytes.uint16(header, 6, 0x5EED);
        header[12] = 5 << 4;
        header[13] = (byte) flags;
        Bytes.uint16(header, 14, 0x2000);
        return this;
    }

    /** Sequence and acknowledgment number of the TCP header. */
    public PacketBuilder numbers(final int sequence, final int acknowledgment) {
        Bytes.uint16(header, 4, sequence >>> 16);
        Bytes.uint16(header, 6, sequence & 0xFFFF);
        Bytes.uint16(header, 8, acknowledgment >>> 16);
        Bytes.uint16(header, 10, acknowledgment & 0xFFFF);
        return this;
    }

    /** Options behind the TCP header, as many as make whole words. */
    public PacketBuilder tcpOptions(final int... bytes) {
        header = Arrays.copyOf(header, 20 + bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            header[20 + i] = (byte) bytes[i];
        }
        header[12] = (byte) ((header.length / 4) << 4);
        return this;
    }

    /** A UDP header. */
    public PacketBuilder udp(final int sourcePort, final int destinationPort) {
        protocol = UDP;
        header = new byte[8];
        Bytes.uint16(header, 0, sourcePort);
        Bytes.uint16(header, 2, destinationPort);
        return this;
    }

    /** An ICMP header: 8 asks for an echo, 0 answers. */
    public PacketBuilder icmp(final int icmpType, final int identifier, final int sequence) {
        protocol = ICMP;
        header = new byte[8];
        header[0] = (byte) icmpType;
        Bytes.uint16(header, 4, identifier);
        Bytes.uint16(header, 6, sequence);
        return this;
    }

    /** An ARP packet. */
    public PacketBuilder arp(
        final int operation, final long senderMac, final String senderIp, final long targetMac, final String targetIp) {
        type = TYPE_ARP;
        sourceMac = sourceMac < 0 ? senderMac : sourceMac;
        payload = new byte[28];
        Bytes.uint16(payload, 0, 1);
        Bytes.uint16(payload, 2, TYPE_IPV4);
        payload[4] = 6;
        payload[5] = 4;
        Bytes.uint16(payload, 6, operation);
        Bytes.mac(payload, 8, senderMac);
        Bytes.address(payload, 14, senderIp);
        Bytes.mac(payload, 18, targetMac);
        Bytes.address(payload, 24, targetIp);
        return this;
    }

    /** A host asks all for an address. */
    public PacketBuilder arpRequest(final String senderIp, final String targetIp) {
        return to(BROADCAST).arp(REQUEST, Bytes.macOf(senderIp), senderIp, 0, targetIp);
    }

    /** Data of a length, each byte another. */
    public PacketBuilder payload(final int bytes) {
        payload = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            payload[i] = (byte) (i * 31 + 7);
        }
        return this;
    }

    /** Data. */
    public PacketBuilder payload(final String text) {
        payload = text.getBytes(StandardCharsets.US_ASCII);
        return this;
    }

    /** Data. */
    public PacketBuilder payload(final byte[] bytes) {
        payload = bytes.clone();
        return this;
    }

    /** Bytes behind the packet that no length counts. */
    public PacketBuilder trailer(final int bytes) {
        trailer = new byte[bytes];
        Arrays.fill(trailer, (byte) 0xEE);
        return this;
    }

    /** Changes a byte of the frame after everything was computed. */
    public PacketBuilder set(final int offset, final int value) {
        changes.add(frame -> frame[offset] = (byte) value);
        return this;
    }

    /** Changes a byte of the IPv4 header and computes its checksum after that. */
    public PacketBuilder setInHeader(final int offset, final int value) {
        changes.add(frame -> {
            frame[ETHERNET + offset] = (byte) value;
            Bytes.uint16(frame, ETHERNET + 10, NaiveChecksum.header(frame, ETHERNET));
        });
        return this;
    }

    /** Adds to the TCP, UDP or ICMP checksum, so that it is wrong. */
    public PacketBuilder damageTransportChecksum(final int by) {
        changes.add(frame -> {
            final int at = transport() + NaiveChecksum.checksumOffset(protocol);
            Bytes.uint16(frame, at, (Bytes.uint16(frame, at) + by) % 0xFFFF);
        });
        return this;
    }

    /** Leaves a UDP datagram without a checksum. */
    public PacketBuilder withoutChecksum() {
        changes.add(frame -> Bytes.uint16(frame, transport() + 6, 0));
        return this;
    }

    /** Cuts the frame, or pads it with zeros. */
    public PacketBuilder length(final int bytes) {
        length = bytes;
        return this;
    }

    /** The frame. */
    public byte[] bytes() {
        final byte[] frame = type == TYPE_ARP ? new byte[ETHERNET + payload.length]
            : new byte[transport() + header.length + payload.length + trailer.length];
        Bytes.mac(frame, 0, Math.max(0, destinationMac));
        Bytes.mac(frame, 6, sourceMac < 0 ? Bytes.macOf(source) : sourceMac);
        Bytes.uint16(frame, 12, type);
        if (type == TYPE_ARP) {
            System.arraycopy(payload, 0, frame, ETHERNET, payload.length);
        } else {
            writeIpv4(frame);
        }
        changes.forEach(change -> change.accept(frame));
        return length < 0 ? frame : Arrays.copyOf(frame, length);
    }

    private int transport() {
        return ETHERNET + 20 + options.length;
    }

    private void writeIpv4(final byte[] frame) {
        final int total = 20 + options.length + header.length + payload.length;
        frame[ETHERNET] = (byte) (0x40 | 5 + options.length / 4);
        Bytes.uint16(frame, ETHERNET + 2, total);
        Bytes.uint16(frame, ETHERNET + 4, id);
        Bytes.uint16(frame, ETHERNET + 6, fragment);
        frame[ETHERNET + 8] = (byte) ttl;
        frame[ETHERNET + 9] = (byte) protocol;
        Bytes.address(frame, ETHERNET + 12, source);
        Bytes.address(frame, ETHERNET + 16, destination);
        System.arraycopy(options, 0, frame, ETHERNET + 20, options.length);
        Bytes.uint16(frame, ETHERNET + 10, NaiveChecksum.header(frame, ETHERNET));
        System.arraycopy(header, 0, frame, transport(), header.length);
        System.arraycopy(payload, 0, frame, transport() + header.length, payload.length);
        System.arraycopy(trailer, 0, frame, ETHERNET + total, trailer.length);
        if (protocol == UDP) {
            Bytes.uint16(frame, transport() + 4, header.length + payload.length);
        }
        if (header.length > 0) {
            Bytes.uint16(frame, transport() + NaiveChecksum.checksumOffset(protocol),
                NaiveChecksum.transport(frame, ETHERNET));
        }
    }
}
