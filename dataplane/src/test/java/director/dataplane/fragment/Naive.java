/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fragment;

import static director.dataplane.testkit.Bytes.uint16;
import static director.dataplane.testkit.Bytes.uint8;

import director.bindings.NativeMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Fragments done the plain way, on arrays: what the tests compare with. */
final class Naive {
    private static final int ICMP_LIKE = 59;

    private Naive() {
    }

    /** An IPv4 datagram; the options' length is a multiple of four. */
    static byte[] ipv4(final int identification, final byte[] options, final byte[] payload) {
        final byte[] packet = new byte[20 + options.length + payload.length];
        packet[0] = (byte) (0x45 + options.length / 4);
        uint16(packet, 2, packet.length);
        uint16(packet, 4, identification);
        packet[8] = 64;
        packet[9] = 17;
        System.arraycopy(new byte[] {10, 0, 0, 1, 10, 0, 0, 2}, 0, packet, 12, 8);
        System.arraycopy(options, 0, packet, 20, options.length);
        System.arraycopy(payload, 0, packet, 20 + options.length, payload.length);
        checksum(packet);
        return packet;
    }

    /** An IPv6 datagram; the extension headers begin with the given one and end with no next header. */
    static byte[] ipv6(final int first, final byte[] extensions, final byte[] payload) {
        final byte[] packet = new byte[40 + extensions.length + payload.length];
        packet[0] = 0x60;
        uint16(packet, 4, packet.length - 40);
        packet[6] = (byte) (extensions.length == 0 ? ICMP_LIKE : first);
        packet[7] = 64;
        packet[8] = (byte) 0xFD;
        packet[23] = 1;
        packet[24] = (byte) 0xFD;
        packet[39] = 2;
        System.arraycopy(extensions, 0, packet, 40, extensions.length);
        System.arraycopy(payload, 0, packet, 40 + extensions.length, payload.length);
        return packet;
    }

    static byte[] random(final SplittableRandom random, final int length) {
        final byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    static boolean isIpv6(final byte[] packet) {
        return packet[0] >>> 4 == 6;
    }

    /** The bytes of an IPv4 header, or of the IPv6 headers in front of a fragment header that is or might be there. */
    static int headers(final byte[] packet) {
        if (!isIpv6(packet)) {
            return (packet[0] & 0xF) * 4;
        }
        int at = 40;
        int next = packet[6];
        boolean routed = false;
        while (next == 0 || next == 43 || (next == 60 && !routed)) {
            routed |= next == 43;
            next = packet[at];
            at += (uint8(packet, at + 1) + 1) * 8;
        }
        return at;
    }

    private static int nextHeaderAt(final byte[] packet) {
        int at = 6;
        for (int end = 40; end != headers(packet); end += (uint8(packet, end + 1) + 1) * 8) {
            at = end;
        }
        return at;
    }

    /** One fragment of a datagram, from and to bytes of its payload. */
    static byte[] fragment(final byte[] whole, final int from, final int to, final int identification) {
        final int headers = headers(whole);
        final boolean more = to < whole.length - headers;
        final int inserted = isIpv6(whole) ? 8 : 0;
        final byte[] fragment = new byte[headers + inserted + to - from];
        System.arraycopy(whole, 0, fragment, 0, headers);
        System.arraycopy(whole, headers + from, fragment, headers + inserted, to - from);
        if (isIpv6(whole)) {
            fragment[headers] = whole[nextHeaderAt(whole)];
            fragment[nextHeaderAt(whole)] = 44;
            uint16(fragment, headers + 2, from | (more ? 1 : 0));
            uint16(fragment, headers + 4, identification >>> 16);
            uint16(fragment, headers + 6, identification);
            uint16(fragment, 4, fragment.length - 40);
        } else {
            uint16(fragment, 2, fragment.length);
            uint16(fragment, 4, identification);
            uint16(fragment, 6, from / 8 | (more ? 0x2000 : 0) | (uint16(whole, 6) & 0x4000));
            checksum(fragment);
        }
        return fragment;
    }

    /** Cuts a datagram at places of its payload, which are multiples of eight and ascend. */
    static List<byte[]> cut(final byte[] whole, final int identification, final List<Integer> places) {
        final List<byte[]> fragments = new ArrayList<>();
        int from = 0;
        for (final int place : places) {
            fragments.add(fragment(whole, from, place, identification));
            from = place;
        }
        fragments.add(fragment(whole, from, whole.length - headers(whole), identification));
        return fragments;
    }

    static int offset(final byte[] fragment) {
        return isIpv6(fragment) ? uint16(fragment, headers(fragment) + 2) & 0xFFF8 : (uint16(fragment, 6) & 0x1FFF) * 8;
    }

    static boolean more(final byte[] fragment) {
        return isIpv6(fragment) ? (uint16(fragment, headers(fragment) + 2) & 1) != 0
            : (uint16(fragment, 6) & 0x2000) != 0;
    }

    static boolean isFragment(final byte[] packet) {
        return isIpv6(packet) ? packet[nextHeaderAt(packet)] == 44 : (uint16(packet, 6) & 0x3FFF) != 0;
    }

    /** The datagram of fragments that are all there, in any order; flags of IPv4 are those of the first. */
    static byte[] join(final List<byte[]> fragments) {
        byte[] first = new byte[0];
        int length = 0;
        for (final byte[] fragment : fragments) {
            if (offset(fragment) == 0) {
                first = fragment;
            }
            length += fragment.length - headers(fragment) - (isIpv6(fragment) ? 8 : 0);
        }
        final int headers = headers(first);
        final int inserted = isIpv6(first) ? 8 : 0;
        final byte[] whole = Arrays.copyOf(first, headers + length);
        for (final byte[] fragment : fragments) {
            final int from = headers(fragment) + inserted;
            System.arraycopy(fragment, from, whole, headers + offset(fragment), fragment.length - from);
        }
        if (isIpv6(first)) {
            whole[nextHeaderAt(first)] = first[headers];
            uint16(whole, 4, whole.length - 40);
        } else {
            uint16(whole, 2, whole.length);
            uint16(whole, 6, uint16(first, 6) & 0x4000);
            checksum(whole);
        }
        return whole;
    }

    static void checksum(final byte[] ipv4) {
        uint16(ipv4, 10, 0);
        int sum = 0;
        for (int i = 0; i < headers(ipv4); i += 2) {
            sum += uint16(ipv4, i);
        }
        sum = (sum & 0xFFFF) + (sum >>> 16);
        uint16(ipv4, 10, ~(sum + (sum >>> 16)));
    }

    /** Cuts with a {@link Fragmenter} that has begun. */
    static List<byte[]> all(final Fragmenter fragmenter) {
        final List<byte[]> fragments = new ArrayList<>();
        while (fragmenter.hasNext()) {
            final int length = fragmenter.nextLength();
            final long room = NativeMemory.allocate(length + 8L, 8);
            NativeMemory.int64(room + length, 0x1122_3344_5566_7788L);
            fragmenter.write(room);
            if (NativeMemory.int64(room + length) != 0x1122_3344_5566_7788L) {
                throw new AssertionError("a fragment is longer than it said");
            }
            fragments.add(NativeMemory.bytes(room, length));
            NativeMemory.free(room);
        }
        return fragments;
    }
}
