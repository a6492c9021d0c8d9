/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.fuzz;

import director.dataplane.replay.Side;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A packet with each kind of header that the director looks into, to be cut and twisted. */
final class Samples {
    private static final byte[] TCP = hex("0fa00050 11223344 00000000 d0022000 00000000 020405b4 0402080a 00000001"
        + "00000000 01030307 4e6f7468 696e67");
    private static final byte[] UDP = hex("0fa10035 00100000 61626364 65666768");
    /** INIT with two parameters, as one chunk; COOKIE ECHO and DATA behind each other. */
    private static final byte[] SCTP = hex("0fa20009 00000000 00000000 01000020 00000001 0000ffff 000a000a 00000001"
        + "00050008 0a00000a 000c0006 00050000");
    private static final byte[] SCTP_CHUNKS = hex("0fa20009 00000001 00000000 0a000008 01020304 00030011 00000001"
        + "00000001 00000000 41000000");
    private static final byte[] ECHO = hex("08000000 00010001 61626364");
    private static final byte[] ECHO6 = hex("80000000 00010001 61626364");
    private static final byte[] GRE = hex("b0000800 00000000 00000001 00000002");
    private static final byte[] GUE = hex("17c017c0 00000000 02040000 00000000 00000000");
    private static final byte[] OPTIONS = hex("94040000 0703 0401 8307 040a 0000 0201 0000");
    private static final byte[] DISCOVERY = hex("87000000 00000000 fd000000 00000000 00000000 00000254"
        + "01010200 0000000a 05010000 000005dc");
    private static final byte[] AH = hex("06040000 00000100 00000001 00000000 00000000 00000000");
    private static final int NO_NEXT = 59;

    private Samples() {
    }

    /** One of each, from the side that it usually comes from. */
    static List<Corpus.Seed> all() {
        final List<Corpus.Seed> all = new ArrayList<>();
        for (final boolean ipv6 : new boolean[] {false, true}) {
            add(all, Side.CLIENT, ip(ipv6, Wire.TCP, TCP));
            add(all, Side.REAL, ip(ipv6, Wire.TCP, TCP));
            add(all, Side.CLIENT, ip(ipv6, Wire.UDP, UDP));
            add(all, Side.CLIENT, ip(ipv6, Wire.SCTP, SCTP));
            add(all, Side.CLIENT, ip(ipv6, Wire.SCTP, SCTP_CHUNKS));
            add(all, Side.CLIENT, ip(ipv6, 50, UDP));
            add(all, Side.CLIENT, ip(ipv6, 51, Wire.join(AH, TCP)));
            add(all, Side.CLIENT, ip(ipv6, 47, Wire.join(GRE, ip(false, Wire.UDP, UDP))));
            add(all, Side.CLIENT, ip(ipv6, Wire.UDP, Wire.join(GUE, ip(false, Wire.TCP, TCP))));
            add(all, Side.REAL, ip(ipv6, 4, ip(false, Wire.TCP, TCP)));
            add(all, Side.CLIENT, ip(ipv6, 41, ip(true, Wire.TCP, TCP)));
        }
        add(all, Side.CLIENT, ip(false, Wire.ICMP, ECHO));
        add(all, Side.CLIENT, ip(true, Wire.ICMPV6, ECHO6));
        add(all, Side.CLIENT, discovery(135));
        add(all, Side.CLIENT, discovery(136));
        add(all, Side.CLIENT, options(ip(false, Wire.TCP, TCP)));
        add(all, Side.REAL, options(ip(false, Wire.UDP, UDP)));
        add(all, Side.CLIENT, extended(ip(true, Wire.TCP, TCP), 0, 60, 43, 60));
        add(all, Side.CLIENT, extended(ip(true, Wire.UDP, UDP), 44));
        add(all, Side.CLIENT, extended(ip(true, Wire.UDP, UDP), 0, 51, 44, 60));
        add(all, Side.CLIENT, extended(ip(true, NO_NEXT, UDP), 60));
        add(all, Side.CLIENT, extended(ip(true, Wire.ICMPV6, DISCOVERY), 0));
        return all;
    }

    /** An ICMP error from either side about a packet. */
    static byte[] error(final byte[] about, final int type, final int code, final int info) {
        final boolean ipv6 = Wire.isIpv6(about);
        final byte[] head = {(byte) type, (byte) code, 0, 0, 0, 0, (byte) (info >> 8), (byte) info};
        return ip(ipv6, ipv6 ? Wire.ICMPV6 : Wire.ICMP, Wire.join(head, about));
    }

    /** A packet with lengths and checksums that are right. */
    static byte[] ip(final boolean ipv6, final int protocol, final byte[] payload) {
        final byte[] ip;
        if (ipv6) {
            ip = Wire.join(hex("60000000 0000 00 40 fd000000 00000000 00000000 00000010"
                + "fd000000 00000000 00000000 00000100"), payload);
            Wire.put8(ip, 6, protocol);
        } else {
            ip = Wire.join(hex("45000000 12340000 40000000 0a00000a 0a000064"), payload);
            Wire.put8(ip, 9, protocol);
        }
        finish(ip);
        return ip;
    }

    /** Puts options into an IPv4 header. */
    static byte[] options(final byte[] ip) {
        final byte[] longer = Wire.join(Wire.cut(ip, 0, Wire.IPV4_HEADER), OPTIONS,
            Wire.cut(ip, Wire.IPV4_HEADER, ip.length));
        Wire.put8(longer, 0, 0x40 | (Wire.IPV4_HEADER + OPTIONS.length) / 4);
        finish(longer);
        return longer;
    }

    /** Puts extension headers behind an IPv6 header, the first of them first. */
    static byte[] extended(final byte[] ip, final int... headers) {
        byte[] longer = ip;
        for (int i = headers.length - 1; i >= 0; i--) {
            final byte[] extension = hex("00000104 00000000");
            Wire.put8(extension, 0, Wire.protocol(longer));
            if (headers[i] == 44) {
                Wire.put16(extension, 2, 1);
            }
            longer = Wire.join(Wire.cut(longer, 0, Wire.IPV6_HEADER), extension,
                Wire.cut(longer, Wire.IPV6_HEADER, longer.length));
            Wire.put8(longer, 6, headers[i]);
            Wire.length(longer);
        }
        return longer;
    }

    private static byte[] discovery(final int type) {
        final byte[] ip = ip(true, Wire.ICMPV6, DISCOVERY);
        Wire.put8(ip, 7, 255);
        Wire.put8(ip, Wire.IPV6_HEADER, type);
        Wire.put8(ip, Wire.IPV6_HEADER + 24, type - 134);
        Wire.transportChecksum(ip);
        return ip;
    }

    private static void finish(final byte[] ip) {
        Wire.length(ip);
        Wire.headerChecksum(ip);
        Wire.transportChecksum(ip);
    }

    private static void add(final List<Corpus.Seed> all, final Side side, final byte[] ip) {
        all.add(new Corpus.Seed(side, ip));
    }

    private static byte[] hex(final String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }
}
