/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.fuzz;

import java.util.Arrays;

/** Fields of packets in arrays, in network byte order. Writing outside of the array does nothing: packets are cut. */
final class Wire {
    static final int ETHERNET = 14;
    static final int IPV4_HEADER = 20;
    static final int IPV6_HEADER = 40;
    static final int TCP_HEADER = 20;
    static final int ICMP = 1;
    static final int TCP = 6;
    static final int UDP = 17;
    static final int ICMPV6 = 58;
    static final int SCTP = 132;

    private Wire() {
    }

    static int get8(final byte[] bytes, final int at) {
        return at < bytes.length ? Byte.toUnsignedInt(bytes[at]) : 0;
    }

    static int get16(final byte[] bytes, final int at) {
        return get8(bytes, at) << 8 | get8(bytes, at + 1);
    }

    static int get32(final byte[] bytes, final int at) {
        return get16(bytes, at) << Short.SIZE | get16(bytes, at + 2);
    }

    static void put8(final byte[] bytes, final int at, final int value) {
        if (at < bytes.length) {
            bytes[at] = (byte) value;
        }
    }

    static void put16(final byte[] bytes, final int at, final int value) {
        put8(bytes, at, value >> 8);
        put8(bytes, at + 1, value);
    }

    static void put32(final byte[] bytes, final int at, final int value) {
        put16(bytes, at, value >> Short.SIZE);
        put16(bytes, at + 2, value);
    }

    static void put(final byte[] bytes, final int at, final byte[] what) {
        for (int i = 0; i < what.length; i++) {
            put8(bytes, at + i, what[i]);
        }
    }

    static byte[] join(final byte[]... parts) {
        final byte[] all = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (final byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    /** A part; what lies outside of the array is left out. */
    static byte[] cut(final byte[] bytes, final int from, final int to) {
        final int end = Math.max(0, Math.min(to, bytes.length));
        return Arrays.copyOfRange(bytes, Math.max(0, Math.min(from, end)), end);
    }

    static boolean isIpv6(final byte[] ip) {
        return get8(ip, 0) >> 4 == 6;
    }

    /** Where the transport header is, if there are no extension headers. */
    static int transportAt(final byte[] ip) {
        return isIpv6(ip) ? IPV6_HEADER : (get8(ip, 0) & 15) * 4;
    }

    static int protocol(final byte[] ip) {
        return get8(ip, isIpv6(ip) ? 6 : 9);
    }

    /** How long a packet says that it is. */
    static int told(final byte[] ip) {
        return isIpv6(ip) ? IPV6_HEADER + get16(ip, 4) : get16(ip, 2);
    }

    /** Makes the length field of the IP header tell the truth. */
    static void length(final byte[] ip) {
        if (isIpv6(ip)) {
            put16(ip, 4, ip.length - IPV6_HEADER);
        } else {
            put16(ip, 2, ip.length);
        }
    }

    /** Makes the checksum of an IPv4 header right, as far as there is a header. */
    static void headerChecksum(final byte[] ip) {
        if (!isIpv6(ip)) {
            put16(ip, 10, 0);
            put16(ip, 10, ~sum(ip, 0, Math.min((get8(ip, 0) & 15) * 4, ip.length), 0));
        }
    }

    /** Makes the checksum of TCP, UDP or ICMP right, as far as the packet has one. */
    static void transportChecksum(final byte[] ip) {
        final int protocol = protocol(ip);
        final int at = transportAt(ip);
        final int field = switch (protocol) {
            case TCP -> 16;
            case UDP -> 6;
            case ICMP, ICMPV6 -> 2;
            default -> -1;
        };
        if (field < 0 || at + field + 2 > ip.length) {
            return;
        }
        put16(ip, at + field, 0);
        final boolean pseudo = protocol != ICMP;
        final int addresses = isIpv6(ip) ? sum(ip, 8, 40, 0) : sum(ip, 12, 20, 0);
        final int start = pseudo ? addresses + protocol + ip.length - at : 0;
        put16(ip, at + field, ~sum(ip, at, ip.length, start));
    }

    private static int sum(final byte[] bytes, final int from, final int to, final int start) {
        int sum = start;
        for (int at = from; at < to; at += 2) {
            sum += get8(bytes, at) << 8 | (at + 1 < to ? get8(bytes, at + 1) : 0);
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return sum;
    }
}
