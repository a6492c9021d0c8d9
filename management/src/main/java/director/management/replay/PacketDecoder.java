/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Says in words what stands in an IP packet: one line of its headers from the outermost to the innermost, and each
 * field with its place. Whatever the bytes are, it answers; where a header is cut short, it says so.
 */
final class PacketDecoder {
    private static final int ICMP = 1;
    private static final int IPIP = 4;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int IPV6 = 41;
    private static final int FRAGMENT = 44;
    private static final int GRE = 47;
    private static final int ESP = 50;
    private static final int AH = 51;
    private static final int ICMPV6 = 58;
    private static final int SCTP = 132;
    private static final int GUE_PORT = 6080;
    private static final int MAX_DEPTH = 4;
    private static final String[] TCP_FLAGS = {"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"};

    private final byte[] bytes;
    private final List<PacketField> fields = new ArrayList<>();
    private final StringBuilder summary = new StringBuilder();
    /** What fields of the present header are called, "inner " before those of quoted or tunnelled packets. */
    private String prefix = "";
    private int depth;

    private PacketDecoder(final byte[] bytes) {
        this.bytes = bytes;
    }

    /** One line about a packet. */
    static String summary(final byte[] packet) {
        final PacketDecoder decoder = new PacketDecoder(packet);
        decoder.ip(0);
        return decoder.summary.append(", ").append(packet.length).append(" bytes").toString();
    }

    /** The fields of a packet, outermost first; what follows the last header is one field. */
    static List<PacketField> fields(final byte[] packet) {
        final PacketDecoder decoder = new PacketDecoder(packet);
        decoder.ip(0);
        return decoder.fields;
    }

    private void ip(final int at) {
        final int version = at < bytes.length ? u8(at) >> 4 : 0;
        if (version == 4 && has(at, 20, "IPv4")) {
            ipv4(at);
        } else if (version == 6 && has(at, 40, "IPv6")) {
            ipv6(at);
        } else if (version != 4 && version != 6) {
            say("IP version " + version);
            payload(at, "bytes");
        }
    }

    private void ipv4(final int at) {
        final String name = prefix + "IPv4 ";
        final int headerLength = (u8(at) & 0xF) * 4;
        final int fragment = u16(at + 6);
        say("IPv4 " + address(at + 12, 4) + " > " + address(at + 16, 4));
        field(name + "version and header length", at, 1, "0x" + hex(at, 1));
        field(name + "TOS", at + 1, 1, "0x" + hex(at + 1, 1));
        field(name + "total length", at + 2, 2, String.valueOf(u16(at + 2)));
        field(name + "identification", at + 4, 2, "0x" + hex(at + 4, 2));
        field(name + "flags and fragment offset", at + 6, 2, (fragment & 0x4000) != 0 ? "DF " + (fragment & 0x1FFF)
            : ((fragment & 0x2000) != 0 ? "MF " : "") + (fragment & 0x1FFF));
        field(name + "TTL", at + 8, 1, String.valueOf(u8(at + 8)));
        field(name + "protocol", at + 9, 1, String.valueOf(u8(at + 9)));
        field(name + "header checksum", at + 10, 2, "0x" + hex(at + 10, 2));
        field(name + "source", at + 12, 4, address(at + 12, 4));
        field(name + "destination", at + 16, 4, address(at + 16, 4));
        final int next = at + Math.max(20, headerLength);
        if (headerLength > 20 && has(at, headerLength, "IPv4 options")) {
            field(name + "options", at + 20, headerLength - 20, hex(at + 20, headerLength - 20));
        }
        if ((fragment & 0x3FFF) != 0) {
            say("fragment at " + (fragment & 0x1FFF) * 8 + ((fragment & 0x2000) != 0 ? ", more follow" : ", the last"));
        }
        if ((fragment & 0x1FFF) != 0) {
            payload(next, "fragment's data");
        } else {
            next(u8(at + 9), next);
        }
    }

    private void ipv6(final int at) {
        final String name = prefix + "IPv6 ";
        say("IPv6 " + address(at + 8, 16) + " > " + address(at + 24, 16));
        field(name + "version, traffic class and flow label", at, 4, "0x" + hex(at, 4));
        field(name + "payload length", at + 4, 2, String.valueOf(u16(at + 4)));
        field(name + "next header", at + 6, 1, String.valueOf(u8(at + 6)));
        field(name + "hop limit", at + 7, 1, String.valueOf(u8(at + 7)));
        field(name + "source", at + 8, 16, address(at + 8, 16));
        field(name + "destination", at + 24, 16, address(at + 24, 16));
        next(u8(at + 6), at + 40);
    }

    private void next(final int protocol, final int at) {
        switch (protocol) {
            case TCP -> tcp(at);
            case UDP -> udp(at);
            case SCTP -> sctp(at);
            case ICMP -> icmp("ICMP", at);
            case ICMPV6 -> icmp("ICMPv6", at);
            case GRE -> gre(at);
            case IPIP, IPV6 -> inner("", at);
            case FRAGMENT -> fragment(at);
            case 0, 43, 60 -> extension(protocol, at);
            default -> {
                say(protocol == ESP ? "ESP" : protocol == AH ? "AH" : "protocol " + protocol);
                payload(at, "data");
            }
        }
    }

    private void tcp(final int at) {
        if (!has(at, 20, "TCP")) {
            return;
        }
        final String name = prefix + "TCP ";
        final int flags = u8(at + 13);
        final List<String> names = new ArrayList<>();
        for (int i = 0; i < TCP_FLAGS.length; i++) {
            if ((flags >> i & 1) != 0) {
                names.add(TCP_FLAGS[i]);
            }
        }
        ports("TCP", at);
        summary.append(' ').append(names.isEmpty() ? "no flags" : String.join(",", names));
        field(name + "sequence number", at + 4, 4, u32(at + 4));
        field(name + "acknowledgement number", at + 8, 4, u32(at + 8));
        field(name + "header length", at + 12, 1, String.valueOf((u8(at + 12) >> 4) * 4));
        field(name + "flags", at + 13, 1, String.join(",", names));
        field(name + "window", at + 14, 2, String.valueOf(u16(at + 14)));
        field(name + "checksum", at + 16, 2, "0x" + hex(at + 16, 2));
        field(name + "urgent pointer", at + 18, 2, String.valueOf(u16(at + 18)));
        final int headerLength = Math.min(Math.max(20, (u8(at + 12) >> 4) * 4), bytes.length - at);
        if (headerLength > 20) {
            field(name + "options", at + 20, headerLength - 20, hex(at + 20, headerLength - 20));
        }
        payload(at + headerLength, "data");
    }

    private void udp(final int at) {
        if (!has(at, 8, "UDP")) {
            return;
        }
        ports("UDP", at);
        field(prefix + "UDP length", at + 4, 2, String.valueOf(u16(at + 4)));
        field(prefix + "UDP checksum", at + 6, 2, "0x" + hex(at + 6, 2));
        if (u16(at + 2) == GUE_PORT && at + 12 <= bytes.length) {
            gue(at + 8);
        } else {
            payload(at + 8, "data");
        }
    }

    /** Generic UDP encapsulation, version 0: the header's length is in words after the first one. */
    private void gue(final int at) {
        final int headerLength = 4 + (u8(at) & 0x1F) * 4;
        if (u8(at) >> 5 != 0 || !has(at, headerLength, "GUE")) {
            payload(at, "data");
            return;
        }
        say("GUE");
        field(prefix + "GUE version and header length", at, 1, "0x" + hex(at, 1));
        field(prefix + "GUE protocol", at + 1, 1, String.valueOf(u8(at + 1)));
        field(prefix + "GUE flags", at + 2, 2, "0x" + hex(at + 2, 2));
        if (headerLength > 4) {
            field(prefix + "GUE fields", at + 4, headerLength - 4, hex(at + 4, headerLength - 4));
        }
        inner("", at + headerLength);
    }

    private void gre(final int at) {
        final int headerLength = has(at, 4, "GRE") && (u8(at) & 0x80) != 0 ? 8 : 4;
        if (!has(at, headerLength, "GRE")) {
            return;
        }
        say("GRE");
        field(prefix + "GRE flags", at, 2, "0x" + hex(at, 2));
        field(prefix + "GRE protocol", at + 2, 2, "0x" + hex(at + 2, 2));
        if (headerLength > 4) {
            field(prefix + "GRE checksum", at + 4, 2, "0x" + hex(at + 4, 2));
            field(prefix + "GRE reserved", at + 6, 2, "0x" + hex(at + 6, 2));
        }
        inner("", at + headerLength);
    }

    private void sctp(final int at) {
        if (!has(at, 12, "SCTP")) {
            return;
        }
        ports("SCTP", at);
        if (at + 12 < bytes.length) {
            summary.append(" chunk ").append(u8(at + 12));
        }
        field(prefix + "SCTP verification tag", at + 4, 4, "0x" + hex(at + 4, 4));
        field(prefix + "SCTP checksum", at + 8, 4, "0x" + hex(at + 8, 4));
        payload(at + 12, "chunks");
    }

    private void icmp(final String name, final int at) {
        if (!has(at, 8, name)) {
            return;
        }
        final int type = u8(at);
        say(name + " " + IcmpNames.of(name.equals("ICMP"), type, u8(at + 1)));
        field(prefix + name + " type", at, 1, String.valueOf(type));
        field(prefix + name + " code", at + 1, 1, String.valueOf(u8(at + 1)));
        field(prefix + name + " checksum", at + 2, 2, "0x" + hex(at + 2, 2));
        field(prefix + name + " rest of header", at + 4, 4, "0x" + hex(at + 4, 4));
        if (IcmpNames.isError(name.equals("ICMP"), type)) {
            inner("quoting ", at + 8);
        } else {
            payload(at + 8, "data");
        }
    }

    private void fragment(final int at) {
        if (!has(at, 8, "IPv6 fragment")) {
            return;
        }
        final int offset = u16(at + 2);
        say("fragment at " + (offset & 0xFFF8) + ((offset & 1) != 0 ? ", more follow" : ", the last"));
        field(prefix + "IPv6 fragment next header", at, 2, String.valueOf(u8(at)));
        field(prefix + "IPv6 fragment offset", at + 2, 2, String.valueOf(offset & 0xFFF8));
        field(prefix + "IPv6 fragment identification", at + 4, 4, "0x" + hex(at + 4, 4));
        if ((offset & 0xFFF8) == 0) {
            next(u8(at), at + 8);
        } else {
            payload(at + 8, "fragment's data");
        }
    }

    private void extension(final int protocol, final int at) {
        final int length = has(at, 8, "IPv6 extension header") ? (u8(at + 1) + 1) * 8 : 0;
        if (length > 0 && has(at, length, "IPv6 extension header")) {
            say("extension header " + protocol);
            field(prefix + "IPv6 extension header " + protocol, at, length, hex(at, length));
            next(u8(at), at + length);
        }
    }

    private void inner(final String how, final int at) {
        if (at >= bytes.length || ++depth > MAX_DEPTH) {
            payload(at, "data");
            return;
        }
        summary.append(how.isEmpty() ? ", carrying" : ", " + how.strip());
        prefix = how.isEmpty() ? "inner " : "quoted ";
        ip(at);
    }

    private void ports(final String name, final int at) {
        say(name + " " + u16(at) + " > " + u16(at + 2));
        field(prefix + name + " source port", at, 2, String.valueOf(u16(at)));
        field(prefix + name + " destination port", at + 2, 2, String.valueOf(u16(at + 2)));
    }

    private void payload(final int at, final String what) {
        if (at < bytes.length) {
            final int length = bytes.length - at;
            field(prefix + what, at, length, length + " bytes");
        }
    }

    private boolean has(final int at, final int length, final String what) {
        if (bytes.length - at >= length) {
            return true;
        }
        say(what + " cut short");
        payload(at, "bytes");
        return false;
    }

    private void say(final String words) {
        summary.append(summary.isEmpty() ? "" : " ").append(words);
    }

    private void field(final String name, final int at, final int length, final String value) {
        fields.add(new PacketField(name, at, length, value));
    }

    private int u8(final int at) {
        return bytes[at] & 0xFF;
    }

    private int u16(final int at) {
        return u8(at) << 8 | u8(at + 1);
    }

    private String u32(final int at) {
        return String.valueOf((long) u16(at) << 16 | u16(at + 2));
    }

    private String hex(final int at, final int length) {
        return HexFormat.of().formatHex(bytes, at, at + length);
    }

    private String address(final int at, final int length) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + length)).getHostAddress();
        } catch (final UnknownHostException e) {
            throw new IllegalStateException(length + " bytes are no address", e);
        }
    }
}
