/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.testkit;

import static director.dataplane.testkit.PacketBuilder.ETHERNET;

import java.util.Arrays;
import java.util.HexFormat;

/** A frame that came out of the director, to be read. */
public final class Frame {
    private static final int TYPE_ARP = 0x0806;
    private static final int TYPE_IPV6 = 0x86DD;
    private static final int ADVERTISEMENT = 136;
    private static final int LINK_MULTICAST = 0xFF02;
    private static final int UDP = 17;

    private final byte[] bytes;

    /** A frame of these bytes. */
    public Frame(final byte[] bytes) {
        this.bytes = bytes.clone();
    }

    /** All of it. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The IPv4 packet without what the frame was padded with. */
    public byte[] packet() {
        return Arrays.copyOfRange(bytes, ETHERNET, ETHERNET + totalLength());
    }

    /** Bytes of the frame. */
    public int length() {
        return bytes.length;
    }

    /** The station that it is for. */
    public long destinationMac() {
        return Bytes.mac(bytes, 0);
    }

    /** The station that sent it. */
    public long sourceMac() {
        return Bytes.mac(bytes, 6);
    }

    /** Whether it is ARP. */
    public boolean isArp() {
        return Bytes.uint16(bytes, 12) == TYPE_ARP;
    }

    /** Operation of an ARP packet. */
    public int arpOperation() {
        return Bytes.uint16(bytes, ETHERNET + 6);
    }

    /** Sender of an ARP packet. */
    public long arpSenderMac() {
        return Bytes.mac(bytes, ETHERNET + 8);
    }

    /** Sender of an ARP packet. */
    public String arpSenderIp() {
        return Bytes.address(bytes, ETHERNET + 14);
    }

    /** Target of an ARP packet. */
    public long arpTargetMac() {
        return Bytes.mac(bytes, ETHERNET + 18);
    }

    /** Target of an ARP packet. */
    public String arpTargetIp() {
        return Bytes.address(bytes, ETHERNET + 24);
    }

    /** Whether it is IPv6. */
    public boolean isIpv6() {
        return Bytes.uint16(bytes, 12) == TYPE_IPV6;
    }

    /** Whether an IPv6 address is at an offset of the frame. */
    public boolean hasIpv6At(final int offset, final String address) {
        final byte[] expected = new byte[16];
        Bytes.ipv6(expected, 0, address);
        return Arrays.equals(bytes, offset, offset + expected.length, expected, 0, expected.length);
    }

    /** Whether it says without being asked who has an address: gratuitous ARP, or an advertisement to all nodes. */
    public boolean isAnnouncement() {
        return isArp() ? arpOperation() == PacketBuilder.REQUEST && arpSenderIp().equals(arpTargetIp())
            : isIpv6() && Bytes.uint8(bytes, ETHERNET + 40) == ADVERTISEMENT
                && Bytes.uint16(bytes, ETHERNET + 24) == LINK_MULTICAST;
    }

    /** Bytes of the IPv4 packet. */
    public int totalLength() {
        return Bytes.uint16(bytes, ETHERNET + 2);
    }

    /** Time to live. */
    public int ttl() {
        return Bytes.uint8(bytes, ETHERNET + 8);
    }

    /** Source address. */
    public String source() {
        return Bytes.address(bytes, ETHERNET + 12);
    }

    /** Destination address. */
    public String destination() {
        return Bytes.address(bytes, ETHERNET + 16);
    }

    /** Source port. */
    public int sourcePort() {
        return Bytes.uint16(bytes, transport());
    }

    /** Destination port. */
    public int destinationPort() {
        return Bytes.uint16(bytes, transport() + 2);
    }

    /** Type of an ICMP message. */
    public int icmpType() {
        return Bytes.uint8(bytes, transport());
    }

    /** The TCP, UDP or ICMP checksum. */
    public int transportChecksum() {
        return Bytes.uint16(bytes, transport() + NaiveChecksum.checksumOffset(protocol()));
    }

    /** What {@link #transportChecksum} ought to be. */
    public int rightTransportChecksum() {
        return NaiveChecksum.transport(bytes, ETHERNET);
    }

    /** Whether all checksums are there and right. */
    public boolean isChecksumRight() {
        return Bytes.uint16(bytes, ETHERNET + 10) == NaiveChecksum.header(bytes, ETHERNET)
            && transportChecksum() == rightTransportChecksum();
    }

    @Override
    public String toString() {
        if (isArp()) {
            return "ARP " + arpOperation() + " " + arpSenderIp() + " -> " + arpTargetIp();
        }
        return (protocol() == UDP ? "UDP " : protocol() + " ") + source() + ":" + sourcePort() + " -> " + destination()
            + ":" + destinationPort() + " " + HexFormat.of().formatHex(bytes);
    }

    private int protocol() {
        return Bytes.uint8(bytes, ETHERNET + 9);
    }

    private int transport() {
        return ETHERNET + NaiveChecksum.headerLength(bytes, ETHERNET);
    }
}
