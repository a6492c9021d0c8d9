/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import java.nio.ByteBuffer;

/** What stations ask and answer about their MAC addresses: ARP (RFC 826), and for IPv6 RFC 4861. Any thread. */
final class NeighbourFrames {
    private static final int ARP_FRAME = 60;
    private static final int TYPE_ARP = 0x0806;
    private static final long REQUEST_OF_IPV4 = 0x0001_0800_0604_0001L;
    private static final long REPLY_OF_IPV4 = 0x0001_0800_0604_0002L;
    private static final long BROADCAST = 0xFFFF_FFFF_FFFFL;

    private static final int IPV6_ADDRESSES = Frames.IP + 8;
    private static final int ICMP = Frames.IP + 40;
    private static final int CHECKSUM = ICMP + 2;
    /** With the option that tells a MAC address. */
    private static final int MESSAGE = 32;
    private static final int SOLICITATION = 135;
    private static final int ADVERTISEMENT = 136;
    private static final int SOLICITED_AND_OVERRIDE = 0x6000_0000;
    private static final int SOURCE_MAC = 1;
    private static final int TARGET_MAC = 2;
    /** So that no router can have forwarded it. */
    private static final int HOPS = 255;

    private NeighbourFrames() {
    }

    /** A question for the MAC address of an end, from which the asked one learns who asks. */
    static byte[] question(final End from, final End target) {
        return from.address().ipv6()
            ? discovery(from, target, SOLICITATION, 0, target, SOURCE_MAC)
            : arp(from, BROADCAST, REQUEST_OF_IPV4, 0, target);
    }

    /** An answer to an end, which then knows that the other one is there. */
    static byte[] answer(final End from, final End to) {
        return from.address().ipv6()
            ? discovery(from, to, ADVERTISEMENT, SOLICITED_AND_OVERRIDE, from, TARGET_MAC)
            : arp(from, to.mac(), REPLY_OF_IPV4, to.mac(), to);
    }

    private static byte[] arp(
        final End from, final long to, final long kind, final long targetMac, final End target) {
        final ByteBuffer out = ByteBuffer.allocate(ARP_FRAME);
        End.putMac(out, to);
        from.putMac(out);
        out.putShort((short) TYPE_ARP).putLong(kind);
        from.putMac(out);
        from.putAddress(out);
        End.putMac(out, targetMac);
        target.putAddress(out);
        return out.array();
    }

    private static byte[] discovery(
        final End from, final End to, final int type, final int flags, final End target, final int option) {
        final ByteBuffer out = ByteBuffer.allocate(ICMP + MESSAGE);
        Frames.ethernet(out, from, to, true);
        Frames.ipv6(out, from, to, HOPS, Frames.ICMPV6, MESSAGE);
        out.put((byte) type).put((byte) 0).putShort((short) 0).putInt(flags);
        target.putAddress(out);
        out.put((byte) option).put((byte) 1);
        from.putMac(out);
        final int sum = InternetChecksum.of(
            out.array(), ICMP, out.capacity(), Frames.pseudoHeader(out, IPV6_ADDRESSES, ICMP, Frames.ICMPV6));
        out.putShort(CHECKSUM, (short) sum);
        return out.array();
    }
}
