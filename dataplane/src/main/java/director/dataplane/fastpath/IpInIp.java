/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fastpath;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;

/**
 * Puts packets of IPv4 that must not be cut into packets of IPv4 (RFC 2003), in words as they lie in memory of a
 * little-endian machine. What leaves is what {@link director.dataplane.tunnel.Encapsulation} makes, to the byte.
 * Static.
 */
final class IpInIp {
    /** Bytes in front of a packet. */
    static final int HEADER = 20;

    private static final int ETHERNET = 14;
    private static final int TYPE = 12;
    private static final int TYPE_IPV4 = 0x0008;
    private static final int VERSION_AND_LENGTH = 0x45;
    private static final int DONT_FRAGMENT = 0x0040;
    private static final int PROTOCOL = 4 << Byte.SIZE;
    private static final int TOS = 15;
    private static final int FRAGMENT = 20;
    private static final int HOPS = 22;
    private static final int CONGESTION_EXPERIENCED = 3;
    private static final int LOW_16 = 0xFFFF;

    private IpInIp() {
    }

    /** What all outer headers between two addresses have in their sums. */
    static int sum(final int source, final int destination) {
        return VERSION_AND_LENGTH + DONT_FRAGMENT + PROTOCOL + (source & LOW_16) + (source >>> Short.SIZE)
            + (destination & LOW_16) + (destination >>> Short.SIZE);
    }

    /** Whether nobody may cut a packet: only then is the outer header's identification 0. */
    static boolean isWhole(final long frame) {
        return (NativeMemory.uint8(frame + FRAGMENT) & DONT_FRAGMENT) != 0;
    }

    /**
     * Lengthens the frame of a packet at its front, and writes the outer header there.
     *
     * @param mbuf   of the frame, with room in front of it.
     * @param frame  the address of the frame, whose packet has lost a hop already.
     * @param length bytes of the packet.
     * @param ends   {@link ForwardingEntry#tunnel}.
     * @param sum    {@link #sum} of the two.
     * @return the new address of the frame, whose link-layer addresses are missing.
     */
    static long wrap(final long mbuf, final long frame, final int length, final long ends, final int sum) {
        final int total = Short.reverseBytes((short) (length + HEADER)) & LOW_16;
        final int inner = NativeMemory.uint8(frame + TOS);
        // RFC 3168 §9.1.1: congestion is told in the inner header only.
        final int tos = ((inner & CONGESTION_EXPERIENCED) == CONGESTION_EXPERIENCED ? inner ^ 1 : inner) << Byte.SIZE;
        final int hops = NativeMemory.uint8(frame + HOPS);
        final long outer = frame - HEADER;
        final int all = sum + tos + total + hops;
        final int folded = (all & LOW_16) + (all >>> Short.SIZE);
        final int checksum = ~(folded + (folded >>> Short.SIZE)) & LOW_16;
        Mbuf.outset(mbuf, HEADER, ETHERNET + HEADER + length);
        NativeMemory.uint16(outer + TYPE, TYPE_IPV4);
        NativeMemory.int64(outer + ETHERNET, VERSION_AND_LENGTH | tos | ((long) total << Short.SIZE)
            | ((long) DONT_FRAGMENT << (3 * Short.SIZE)));
        NativeMemory.int32(outer + ETHERNET + Long.BYTES, hops | PROTOCOL | (checksum << Short.SIZE));
        NativeMemory.int64(outer + ETHERNET + Long.BYTES + Integer.BYTES, ends);
        return outer;
    }
}
