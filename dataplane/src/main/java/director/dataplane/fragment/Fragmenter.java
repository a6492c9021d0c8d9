/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fragment;

import director.bindings.NativeMemory;
import director.dataplane.header.Ipv4;

/**
 * Cuts a packet into fragments (RFC 791 §3.2, RFC 8200 §4.5), one after the other:
 *
 * <pre>
 *  if (fragmenter.beginIpv4(ip, length, maximum, dontFragment)) {
 *      while (fragmenter.hasNext()) {
 *          final long room = ...    // at least fragmenter.nextLength() bytes
 *          fragmenter.write(room);
 *      }
 *  }
 * </pre>
 *
 * <p>How large: Linux sends an IPv4 datagram that came in fragments in such that are no larger than the largest of
 * those ({@link #maximumIpv4}); IPv6 it cuts where it had been cut, if that gives valid fragments, and otherwise at the
 * path's MTU, but not below 1,280 bytes for a datagram of small fragments ({@link #maximumIpv6}).
 *
 * <p>The packet must stay as it is until the last fragment is written. From one worker's thread alone.
 */
public final class Fragmenter {
    /** The smallest MTU of IPv6. */
    public static final int IPV6_MIN_MTU = 1_280;

    private static final int TOTAL_LENGTH = 2;
    private static final int FRAGMENT = 6;
    private static final int DF = 0x4000;
    private static final int MF = 0x2000;
    private static final int OFFSET = 0x1FFF;
    private static final int PAYLOAD_LENGTH = 4;
    private static final int IPV6_MF = 1;
    private static final int OPTION_END = 0;
    private static final int OPTION_NOTHING = 1;
    private static final int OPTION_COPIED = 0x80;

    private static final Cuts ANYWHERE = new Cuts(1);

    private long ip;
    private boolean ipv6;
    private int headerLength;
    private int nextHeaderAt;
    private int identification;
    /** IPv4: DF for every fragment. */
    private int flags;
    /** IPv4: the packet is itself a fragment which others follow. */
    private boolean moreBehind;
    /** IPv4: the packet is itself a fragment which begins here. */
    private int firstOffset;
    /** Payload bytes a fragment may have. */
    private int room;
    private int payload;
    private int done;
    private Cuts cuts;
    private boolean alongCuts;
    private int cut;

    /** Without a packet. */
    public Fragmenter() {
        cuts = ANYWHERE;
    }

    /**
     * The largest fragment that an IPv4 packet leaves in.
     *
     * @param mtu     of the path.
     * @param largest {@link Reassembly#largestFragment}, or 0 for a packet that came whole.
     * @return bytes.
     */
    public static int maximumIpv4(final int mtu, final int largest) {
        return largest != 0 && largest < mtu ? largest : mtu;
    }

    /**
     * The largest fragment that an IPv6 packet leaves in. When {@code largest} exceeds the MTU the packet may not be
     * sent at all, but is answered with packet too big.
     *
     * @param mtu     of the path.
     * @param largest {@link Reassembly#largestFragment}, or 0 for a packet that came whole.
     * @return bytes.
     */
    public static int maximumIpv6(final int mtu, final int largest) {
        return largest == 0 ? mtu : Math.min(mtu, Math.max(largest, IPV6_MIN_MTU));
    }

    /**
     * Whether a packet has to be cut. One that came in fragments and is now no larger than the largest of them need
     * not; an IPv6 packet that has to may leave as a single, atomic fragment.
     *
     * @param length  of the packet, IP header included.
     * @param mtu     of the path.
     * @param largest {@link Reassembly#largestFragment}, or 0 for a packet that came whole.
     * @return true if the packet must not leave as it is.
     */
    public static boolean isNeeded(final int length, final int mtu, final int largest) {
        return length > mtu || (largest != 0 && length > largest);
    }

    /**
     * Starts with an IPv4 packet, which may be a fragment itself.
     *
     * @param packet       address of its header, checksum right or wrong.
     * @param length       bytes that can be read there; those behind the total length are left out.
     * @param maximum      bytes of a fragment at most, its header included.
     * @param dontFragment whether the fragments get DF; what the packet has does not matter.
     * @return false if the packet is not well formed, has nothing behind its headers, or a fragment would not have
     *     room for 8 bytes of it.
     */
    public boolean beginIpv4(final long packet, final int length, final int maximum, final boolean dontFragment) {
        payload = 0;
        done = 0;
        if (length < Ipv4.MIN_LENGTH || !Ipv4.isWellFormed(packet, length)
            || maximum < Ipv4.headerLength(packet) + Piece.FRAGMENT_HEADER) {
            return false;
        }
        ip = packet;
        ipv6 = false;
        alongCuts = false;
        headerLength = Ipv4.headerLength(packet);
        final int field = NativeMemory.uint16Be(packet + FRAGMENT);
        flags = dontFragment ? DF : 0;
        moreBehind = (field & MF) != 0;
        firstOffset = (field & OFFSET) << 3;
        room = maximum - headerLength;
        payload = Ipv4.totalLength(packet) - headerLength;
        return payload > 0;
    }

    /**
     * Starts with an IPv6 packet without fragment header. The fragment header comes behind hop-by-hop options, routing
     * header and the destination options between them.
     *
     * @param packet  address of its header.
     * @param length  bytes that can be read there; those behind the payload length are left out.
     * @param maximum bytes of a fragment at most, all headers included.
     * @param id      the identification of all fragments.
     * @param along   where to cut, if that gives fragments of at most {@code maximum}: headers put in front of the
     *                datagram since are added to its first fragment. {@link #anywhere} for none.
     * @return false if the packet is not well formed, has nothing behind its headers, or a fragment would not have
     *     room for 8 bytes of it.
     */
    public boolean beginIpv6(
        final long packet, final int length, final int maximum, final int id, final Cuts along) {
        payload = 0;
        done = 0;
        if (length < Piece.IPV6_HEADER || NativeMemory.uint8(packet) >>> 4 != 6) {
            return false;
        }
        final int total = Piece.IPV6_HEADER + NativeMemory.uint16Be(packet + PAYLOAD_LENGTH);
        if (total > length || !findPlace(packet, total)
            || maximum < headerLength + 2 * Piece.FRAGMENT_HEADER) {
            return false;
        }
        ip = packet;
        ipv6 = true;
        identification = id;
        room = maximum - headerLength - Piece.FRAGMENT_HEADER;
        payload = total - headerLength;
        cuts = along;
        cut = 0;
        alongCuts = areUsable();
        return payload > 0;
    }

    /**
     * No place where a packet has to be cut.
     *
     * @return the same object each time.
     */
    public static Cuts anywhere() {
        return ANYWHERE;
    }

    /** Finds the header before which the fragment header goes. Answers false if the headers do not fit. */
    private boolean findPlace(final long packet, final int total) {
        nextHeaderAt = Piece.IPV6_NEXT_HEADER;
        headerLength = Piece.IPV6_HEADER;
        boolean routed = false;
        int next = NativeMemory.uint8(packet + nextHeaderAt);
        while (Piece.isExtension(next) && !(routed && next == Piece.DESTINATION_OPTIONS)) {
            if (headerLength + Piece.FRAGMENT_HEADER > total) {
                return false;
            }
            routed |= next == Piece.ROUTING;
            nextHeaderAt = headerLength;
            next = NativeMemory.uint8(packet + headerLength);
            headerLength += Piece.extensionLength(packet + headerLength);
        }
        return headerLength <= total;
    }

    private boolean areUsable() {
        final int count = cuts.count();
        if (count < 2) {
            return false;
        }
        boolean usable = true;
        for (int i = 0; i < count && usable; i++) {
            final int bytes = lengthAlong(i);
            usable = bytes > 0 && bytes <= room && ((bytes & 7) == 0 || i == count - 1);
        }
        return usable;
    }

    private int lengthAlong(final int fragment) {
        final int start = fragment == 0 ? payload : cuts.fromEnd(fragment);
        return start - (fragment == cuts.count() - 1 ? 0 : cuts.fromEnd(fragment + 1));
    }

    /**
     * Whether there is another fragment.
     *
     * @return false behind the last one.
     */
    public boolean hasNext() {
        return done < payload;
    }

    /**
     * The bytes of the next fragment.
     *
     * @return all headers included.
     */
    public int nextLength() {
        return headerLength + (ipv6 ? Piece.FRAGMENT_HEADER : 0) + nextPayload();
    }

    private int nextPayload() {
        if (alongCuts) {
            return lengthAlong(cut);
        }
        final int left = payload - done;
        return left > room ? room & -8 : left;
    }

    /**
     * Writes the next fragment.
     *
     * @param to address of room for {@link #nextLength} bytes, which is not part of the packet.
     */
    public void write(final long to) {
        final int bytes = nextPayload();
        final boolean more = done + bytes < payload;
        NativeMemory.copy(ip, to, headerLength);
        if (ipv6) {
            writeIpv6(to, bytes, more);
        } else {
            writeIpv4(to, bytes, more);
        }
        done += bytes;
        cut++;
    }

    private void writeIpv4(final long to, final int bytes, final boolean more) {
        final int offset = firstOffset + done;
        NativeMemory.uint16Be(to + TOTAL_LENGTH, headerLength + bytes);
        NativeMemory.uint16Be(to + FRAGMENT, (offset >>> 3 & OFFSET) | (more || moreBehind ? MF : 0) | flags);
        if (offset != 0) {
            blankOptions(to);
        }
        Ipv4.computeChecksum(to);
        NativeMemory.copy(ip + headerLength + done, to + headerLength, bytes);
    }

    private void writeIpv6(final long to, final int bytes, final boolean more) {
        final long header = to + headerLength;
        NativeMemory.uint8(header, NativeMemory.uint8(to + nextHeaderAt));
        NativeMemory.uint8(header + 1, 0);
        NativeMemory.uint16Be(header + 2, done | (more ? IPV6_MF : 0));
        NativeMemory.int32Be(header + 4, identification);
        NativeMemory.uint8(to + nextHeaderAt, Piece.FRAGMENT);
        NativeMemory.uint16Be(
            to + PAYLOAD_LENGTH, headerLength - Piece.IPV6_HEADER + Piece.FRAGMENT_HEADER + bytes);
        NativeMemory.copy(ip + headerLength + done, header + Piece.FRAGMENT_HEADER, bytes);
    }

    /**
     * Options that only the first fragment carries become no-operations in the others, so that all headers have the
     * same length.
     */
    private void blankOptions(final long to) {
        int at = Ipv4.MIN_LENGTH;
        while (at < headerLength) {
            final int option = NativeMemory.uint8(to + at);
            if (option == OPTION_END) {
                return;
            }
            final int length = option == OPTION_NOTHING ? 1 : optionLength(to, at);
            if (length == 0) {
                return;
            }
            if ((option & OPTION_COPIED) == 0) {
                for (int i = 0; i < length; i++) {
                    NativeMemory.uint8(to + at + i, OPTION_NOTHING);
                }
            }
            at += length;
        }
    }

    /** The bytes of an option, or 0 if it does not fit. */
    private int optionLength(final long to, final int at) {
        final int length = at + 1 < headerLength ? NativeMemory.uint8(to + at + 1) : 0;
        return length < 2 || at + length > headerLength ? 0 : length;
    }
}
