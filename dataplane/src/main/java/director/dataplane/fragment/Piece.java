/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fragment;

import director.bindings.NativeMemory;
import director.dataplane.address.WireAddress;
import director.dataplane.header.Ipv4;

/** What the headers of one fragment say: an object that is filled anew for each. From one worker's thread alone. */
final class Piece {
    /** The longest headers of a first fragment that are kept, its fragment header included. */
    static final int MAX_HEADERS = 256;
    static final int IPV6_HEADER = 40;
    static final int FRAGMENT_HEADER = 8;
    static final int HOP_BY_HOP = 0;
    static final int ROUTING = 43;
    static final int FRAGMENT = 44;
    static final int DESTINATION_OPTIONS = 60;
    /** The largest total length of IPv4, and the largest payload length of IPv6. */
    static final int MAX_LENGTH = 0xFFFF;
    static final int IPV6_NEXT_HEADER = 6;

    private static final int IPV4_IDENTIFICATION = 4;
    private static final int IPV4_FRAGMENT = 6;
    private static final int IPV4_DF = 0x4000;
    private static final int IPV4_MF = 0x2000;
    private static final int IPV4_OFFSET = 0x1FFF;
    private static final int IPV6_PAYLOAD_LENGTH = 4;
    private static final int IPV6_SOURCE = 8;
    private static final int IPV6_DESTINATION = 24;
    private static final int IPV6_OFFSET = 0xFFF8;
    private static final int IPV6_MF = 1;
    private static final int ECN = 3;
    private static final long IPV6_KEY = 1L << 63;

    boolean ipv6;
    long sourceHigh;
    long sourceLow;
    long destinationHigh;
    long destinationLow;
    /** Identification, protocol (IPv4 only), receiving port (link-local IPv6 only) and IP version. */
    long identity;
    int identification;
    int port;
    /** Bytes in front of the fragment's payload. */
    int headerLength;
    /** IPv6: where the header before the fragment header names it. */
    int nextHeaderAt;
    /** Where the payload belongs in that of the datagram. */
    int offset;
    /** Behind the last byte of it. */
    int end;
    boolean more;
    boolean dontFragment;
    /** A set of one: bit 0 not capable of ECN, bits 1 and 2 capable, bit 3 congestion experienced. */
    int ecn;

    /** Reads headers. Answers {@link Reassembly#KEPT} or why the fragment is refused. */
    long read(final long ip, final int available, final int receivingPort) {
        port = receivingPort;
        identity = 0;
        if (available < Ipv4.MIN_LENGTH) {
            return Reassembly.MALFORMED;
        }
        ipv6 = NativeMemory.uint8(ip) >>> 4 == 6;
        return ipv6 ? readIpv6(ip, available) : readIpv4(ip, available);
    }

    /** Bytes of payload. */
    int length() {
        return end - offset;
    }

    /** Bytes of the packet. */
    int packetLength() {
        return headerLength + length();
    }

    /** Whether the fragment is all of its datagram: an atomic fragment (RFC 6946). */
    boolean isWhole() {
        return offset == 0 && !more;
    }

    private long readIpv4(final long ip, final int available) {
        if (!Ipv4.isWellFormed(ip, available)) {
            return Reassembly.MALFORMED;
        }
        final int field = NativeMemory.uint16Be(ip + IPV4_FRAGMENT);
        headerLength = Ipv4.headerLength(ip);
        offset = (field & IPV4_OFFSET) << 3;
        more = (field & IPV4_MF) != 0;
        dontFragment = (field & IPV4_DF) != 0;
        ecn = 1 << (NativeMemory.uint8(ip + 1) & ECN);
        // What is more than a multiple of eight is cut off, where another fragment follows: Linux does so.
        final int length = Ipv4.totalLength(ip) - headerLength;
        end = offset + (more ? length & -8 : length);
        if (end == offset || isWhole()) {
            return Reassembly.MALFORMED;
        }
        sourceHigh = WireAddress.IPV4_HIGH;
        destinationHigh = WireAddress.IPV4_HIGH;
        sourceLow = WireAddress.low(Ipv4.source(ip));
        destinationLow = WireAddress.low(Ipv4.destination(ip));
        identification = NativeMemory.uint16Be(ip + IPV4_IDENTIFICATION);
        identity = identification | (long) Ipv4.protocol(ip) << 16;
        return end > MAX_LENGTH - headerLength ? Reassembly.TOO_LONG : Reassembly.KEPT;
    }

    private long readIpv6(final long ip, final int available) {
        final int total = available < IPV6_HEADER ? 0 : IPV6_HEADER + NativeMemory.uint16Be(ip + IPV6_PAYLOAD_LENGTH);
        if (total == 0 || total > available || !findFragmentHeader(ip, total)) {
            return Reassembly.MALFORMED;
        }
        final long header = ip + headerLength - FRAGMENT_HEADER;
        final int field = NativeMemory.uint16Be(header + 2);
        offset = field & IPV6_OFFSET;
        more = (field & IPV6_MF) != 0;
        end = offset + total - headerLength;
        dontFragment = false;
        ecn = 1 << (NativeMemory.uint16Be(ip) >>> 4 & ECN);
        if (end == offset) {
            return Reassembly.MALFORMED;
        }
        sourceHigh = NativeMemory.int64(ip + IPV6_SOURCE);
        sourceLow = NativeMemory.int64(ip + IPV6_SOURCE + Long.BYTES);
        destinationHigh = NativeMemory.int64(ip + IPV6_DESTINATION);
        destinationLow = NativeMemory.int64(ip + IPV6_DESTINATION + Long.BYTES);
        identification = NativeMemory.int32Be(header + 4);
        identity = (identification & 0xFFFF_FFFFL) | IPV6_KEY | (isOfLink(destinationHigh) ? (long) port << 32 : 0);
        return verdictIpv6();
    }

    /** Whether an address is of a group or link-local (RFC 4291 §2.4). */
    private static boolean isOfLink(final long high) {
        final int first = (int) high & 0xFF;
        return first == 0xFF || (first == 0xFE && ((int) high >>> Byte.SIZE & 0xC0) == 0x80);
    }

    private long verdictIpv6() {
        if (headerLength > MAX_HEADERS) {
            return Reassembly.HEADERS_TOO_LONG;
        }
        if (more && (end & 7) != 0) {
            return Reassembly.NOT_ROUNDED;
        }
        final int payload = headerLength - FRAGMENT_HEADER - IPV6_HEADER + end;
        return payload > MAX_LENGTH ? Reassembly.TOO_LONG : Reassembly.KEPT;
    }

    private boolean findFragmentHeader(final long ip, final int total) {
        int at = IPV6_HEADER;
        nextHeaderAt = IPV6_NEXT_HEADER;
        int next = NativeMemory.uint8(ip + nextHeaderAt);
        while (next != FRAGMENT) {
            if (!isExtension(next) || at + FRAGMENT_HEADER > total) {
                return false;
            }
            nextHeaderAt = at;
            next = NativeMemory.uint8(ip + at);
            at += extensionLength(ip + at);
        }
        headerLength = at + FRAGMENT_HEADER;
        return headerLength <= total;
    }

    /** Whether a header is one that may stand before the fragment header (RFC 8200 §4.1). */
    static boolean isExtension(final int header) {
        return header == HOP_BY_HOP || header == ROUTING || header == DESTINATION_OPTIONS;
    }

    /** Bytes of an extension header; 8 can be read. */
    static int extensionLength(final long header) {
        return (NativeMemory.uint8(header + 1) + 1) << 3;
    }
}
