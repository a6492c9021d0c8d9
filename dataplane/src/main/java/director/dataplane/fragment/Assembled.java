/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fragment;

import director.bindings.MemoryAllocator;
import director.bindings.NativeMemory;
import director.dataplane.header.Ipv4;

/**
 * Room for one datagram that is complete, with headroom in front of it. From one worker's thread alone.
 *
 * <pre>
 *  +------------+---------------------------+------------------------+- - - -
 *  |  headroom  | header of first fragment  |        payload         | unused
 *  +------------+---------------------------+------------------------+- - - -
 * </pre>
 */
final class Assembled implements AutoCloseable {
    private static final int IPV4_TOTAL_LENGTH = 2;
    private static final int IPV4_FRAGMENT = 6;
    private static final int IPV4_DF = 0x4000;
    private static final int IPV6_PAYLOAD_LENGTH = 4;
    /** Congestion experienced, in the second byte of either version. */
    private static final int IPV4_CE = 0x03;
    private static final int IPV6_CE = 0x30;

    private final MemoryAllocator memory;
    private final long base;

    Assembled(final MemoryAllocator memory) {
        this.memory = memory;
        base = memory.allocate("a reassembled packet",
            Reassembly.HEADROOM + Piece.MAX_HEADERS + Piece.MAX_LENGTH + 1L, 64);
    }

    /** Where the packet begins. */
    long address() {
        return base + Reassembly.HEADROOM;
    }

    /** Turns the header of a first IPv4 fragment into that of the whole. Answers the bytes of the packet. */
    int finishIpv4(final int payload, final boolean dontFragment, final boolean congested) {
        final long ip = address();
        final int total = Ipv4.headerLength(ip) + payload;
        NativeMemory.uint16Be(ip + IPV4_TOTAL_LENGTH, total);
        NativeMemory.uint16Be(ip + IPV4_FRAGMENT, dontFragment ? IPV4_DF : 0);
        if (congested) {
            NativeMemory.uint8(ip + 1, NativeMemory.uint8(ip + 1) | IPV4_CE);
        }
        Ipv4.computeChecksum(ip);
        return total;
    }

    /** Turns the headers of a first IPv6 fragment into those of the whole. Answers the bytes of the packet. */
    int finishIpv6(final int headers, final int payload, final int nextHeaderAt, final int nextHeader,
        final boolean congested) {
        final long ip = address();
        NativeMemory.uint8(ip + nextHeaderAt, nextHeader);
        NativeMemory.uint16Be(ip + IPV6_PAYLOAD_LENGTH, headers - Piece.IPV6_HEADER + payload);
        if (congested) {
            NativeMemory.uint8(ip + 1, NativeMemory.uint8(ip + 1) | IPV6_CE);
        }
        return headers + payload;
    }

    @Override
    public void close() {
        memory.free(base);
    }
}
