/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fragment;

import director.bindings.MemoryAllocator;
import director.bindings.NativeMemory;

/**
 * Puts fragments of IPv4 (RFC 791 §3.2, RFC 815) and IPv6 (RFC 8200 §4.5) together again, by the rules of Linux: a
 * fragment that overlaps another one ends its datagram (RFC 5722), one whose bytes were all received in one run is a
 * duplicate and ignored, the ECN bits are merged (RFC 3168 §5.3), and DF stays if the largest fragment had it.
 *
 * <p>All memory is taken by the constructor; where datagrams or bytes run out, the oldest datagram gives way, so that a
 * flood of fragments cannot keep new ones out. A fragment's bytes are copied, once when it comes and once when the
 * datagram is complete. Work a fragment is bounded by its length. Every method is called from one worker's thread.
 */
public final class Reassembly implements AutoCloseable {
    /** The fragment is kept, and others are missing. */
    public static final long KEPT = 0;
    /** All bytes of the fragment were received before; nothing changed. */
    public static final long DUPLICATE = -1;
    /** Not a fragment, without payload, or its headers do not fit what there is. */
    public static final long MALFORMED = -2;
    /** An IPv6 fragment that others follow is not a multiple of eight bytes long. Its datagram is given up. */
    public static final long NOT_ROUNDED = -3;
    /** The datagram would be longer than IP allows. It is given up. */
    public static final long TOO_LONG = -4;
    /** The fragment overlaps one received before. Its datagram is given up. */
    public static final long OVERLAP = -5;
    /** The fragment contradicts where the datagram ends. An IPv4 datagram is given up. */
    public static final long CONFLICTING_END = -6;
    /** The datagram has more fragments than allowed. It is given up. */
    public static final long TOO_MANY_FRAGMENTS = -7;
    /** Fragments with and without ECN, which no sender makes. The datagram, otherwise complete, is given up. */
    public static final long MIXED_ECN = -8;
    /** The headers in front of the IPv6 fragment header, itself included, are longer than 256 bytes. */
    public static final long HEADERS_TOO_LONG = -9;

    /** Bytes in front of a complete datagram that may be written. */
    public static final int HEADROOM = 256;
    /** How long an IPv4 datagram may take to become complete ({@code ipfrag_time}). */
    public static final long IPV4_TIMEOUT_NS = 30_000_000_000L;
    /** How long an IPv6 datagram may take to become complete (RFC 8200 §4.5). */
    public static final long IPV6_TIMEOUT_NS = 60_000_000_000L;
    /** The least of {@code maxBytes}: the longest datagram fits. */
    public static final long MIN_BYTES = (long) Payloads.CHUNKS_PER_DATAGRAM * Chunks.BYTES;

    private static final int NOT_ECN_CAPABLE = 1;
    private static final int CONGESTED = 8;
    private static final int FRAGMENTS_LIMIT = 8_192;

    private final MemoryAllocator memory;
    private final int maxFragments;
    private final Piece piece = new Piece();
    private final Datagrams datagrams;
    private final Payloads payloads;
    private final Assembled assembled;
    private final Cuts cuts;
    private final long headers;
    private boolean taken;
    private int length;
    private int largest;
    private boolean dontFragment;
    private int identification;
    private int fragmentHeaderAt;
    private long fragmentsHeld;
    private long evictedForBytes;
    private long evictedForDatagrams;
    private long fragmentsGivenUp;
    private long fragmentsExpired;

    /**
     * Without any datagram.
     *
     * @param memory       where fragments live.
     * @param maxDatagrams how many may be incomplete at a time, 1 to 1,000,000; about 500 bytes each.
     * @param maxBytes     memory for their payload, at least {@link #MIN_BYTES}; Linux has 4 MiB. It is given out in
     *                     pieces of about 2 KiB.
     * @param maxFragments of one datagram, 1 to 8,192.
     * @param seed         secret that keeps senders from choosing what collides.
     * @throws IllegalArgumentException if a parameter is out of its range.
     */
    public Reassembly(final MemoryAllocator memory, final int maxDatagrams, final long maxBytes,
        final int maxFragments, final long seed) {
        final long chunks = maxBytes / Chunks.BYTES;
        if (maxDatagrams < 1 || maxDatagrams > 1_000_000 || maxBytes < MIN_BYTES || chunks > Integer.MAX_VALUE
            || maxFragments < 1 || maxFragments > FRAGMENTS_LIMIT) {
            throw new IllegalArgumentException(
                "maxDatagrams=" + maxDatagrams + " maxBytes=" + maxBytes + " maxFragments=" + maxFragments);
        }
        this.memory = memory;
        this.maxFragments = maxFragments;
        datagrams = new Datagrams(maxDatagrams, seed);
        cuts = new Cuts(maxFragments);
        payloads = new Payloads(memory, maxDatagrams, (int) chunks);
        assembled = new Assembled(memory);
        headers = memory.allocate("headers of IP fragments", (long) maxDatagrams * Piece.MAX_HEADERS, 64);
    }

    /**
     * Takes a fragment in.
     *
     * @param ip        address of its IP header; the bytes are copied.
     * @param available bytes that can be read there, in one piece.
     * @param port      that received it, 0 or more. Fragments from different ports go together, for routers may share
     *                  packets out; but not those of addresses that mean another host on each link.
     * @param nowNs     a clock that only goes forward.
     * @return {@link #KEPT}, a refusal below 0, or the address of the complete datagram: its methods answer until
     *     {@link #release}, before which no other fragment may be added.
     * @throws IllegalStateException if the datagram completed before was not released.
     */
    public long add(final long ip, final int available, final int port, final long nowNs) {
        requireReleased();
        final long readable = piece.read(ip, available, port);
        if (readable == NOT_ROUNDED || readable == TOO_LONG) {
            giveUp(datagrams.find(piece));
        }
        if (readable != KEPT) {
            return readable;
        }
        if (piece.isWhole()) {
            return takeWhole(ip);
        }
        final int found = datagrams.find(piece);
        if (found == Datagrams.NONE) {
            return store(open(nowNs), ip);
        }
        final long fit = fit(found);
        if (fit == KEPT) {
            return store(found, ip);
        }
        if (fit != DUPLICATE && (fit != CONFLICTING_END || !piece.ipv6)) {
            giveUp(found);
        }
        return fit;
    }

    private long fit(final int datagram) {
        final int known = datagrams.length[datagram];
        final boolean lastIn = datagrams.lastIn[datagram];
        if (piece.more ? lastIn && piece.end > known : piece.end < known || (lastIn && piece.end != known)) {
            return CONFLICTING_END;
        }
        final int covered = payloads.count(datagram, Chunks.COVERED, piece.offset, piece.end);
        if (covered != 0) {
            final boolean all = covered == (piece.length() + 7) / 8;
            return all && payloads.count(datagram, Chunks.RUN_STARTS, piece.offset + 8, piece.end) == 0
                ? DUPLICATE : OVERLAP;
        }
        return datagrams.fragments[datagram] == maxFragments ? TOO_MANY_FRAGMENTS : KEPT;
    }

    private int open(final long nowNs) {
        final int datagram = datagrams.open(piece, nowNs);
        if (datagram != Datagrams.NONE) {
            return datagram;
        }
        evictedForDatagrams += discard(datagrams.oldestBut(Datagrams.NONE));
        return datagrams.open(piece, nowNs);
    }

    private long store(final int datagram, final long ip) {
        // All chunks together hold more than one datagram, so this ends before the others do.
        while (!payloads.reserve(datagram, piece.offset, piece.end)) {
            evictedForBytes += discard(datagrams.oldestBut(datagram));
        }
        payloads.write(datagram, ip + piece.headerLength, piece.offset, piece.end);
        payloads.start(datagram, piece.offset, piece.offset == 0 || piece.offset != datagrams.length[datagram]);
        note(datagram);
        if (piece.offset == 0) {
            keepHeaders(datagram, ip);
        }
        final boolean complete =
            datagrams.lastIn[datagram] && datagrams.received[datagram] == datagrams.length[datagram];
        return complete ? assemble(datagram) : KEPT;
    }

    private void note(final int datagram) {
        fragmentsHeld++;
        datagrams.fragments[datagram]++;
        datagrams.received[datagram] += piece.length();
        datagrams.length[datagram] = Math.max(datagrams.length[datagram], piece.end);
        datagrams.lastIn[datagram] |= !piece.more;
        datagrams.ecn[datagram] |= piece.ecn;
        datagrams.largest[datagram] = Math.max(datagrams.largest[datagram], piece.packetLength());
        if (piece.dontFragment) {
            datagrams.largestDontFragment[datagram] =
                Math.max(datagrams.largestDontFragment[datagram], piece.packetLength());
        }
    }

    private void keepHeaders(final int datagram, final long ip) {
        NativeMemory.copy(ip, headers(datagram), piece.headerLength);
        datagrams.headerLength[datagram] = piece.headerLength;
        datagrams.nextHeaderAt[datagram] = piece.nextHeaderAt;
        datagrams.firstLength[datagram] = piece.length();
    }

    private long assemble(final int datagram) {
        final int payload = datagrams.length[datagram];
        final int ecn = datagrams.ecn[datagram];
        final int kept = datagrams.headerLength[datagram] - (datagrams.ipv6[datagram] ? Piece.FRAGMENT_HEADER : 0);
        final int counted = datagrams.ipv6[datagram] ? kept - Piece.IPV6_HEADER : kept;
        if (counted + payload > Piece.MAX_LENGTH || ((ecn & NOT_ECN_CAPABLE) != 0 && ecn != NOT_ECN_CAPABLE)) {
            giveUp(datagram);
            return counted + payload > Piece.MAX_LENGTH ? TOO_LONG : MIXED_ECN;
        }
        largest = datagrams.largest[datagram];
        dontFragment = datagrams.largestDontFragment[datagram] == largest;
        identification = piece.identification;
        NativeMemory.copy(headers(datagram), assembled.address(), kept);
        payloads.read(datagram, assembled.address() + kept, payload);
        payloads.cuts(datagram, payload, cuts);
        final boolean congested = (ecn & CONGESTED) != 0;
        length = datagrams.ipv6[datagram]
            ? assembled.finishIpv6(kept, payload, datagrams.nextHeaderAt[datagram],
                NativeMemory.uint8(headers(datagram) + kept), congested)
            : assembled.finishIpv4(payload, dontFragment, congested);
        fragmentHeaderAt = datagrams.ipv6[datagram] ? kept : 0;
        discard(datagram);
        taken = true;
        return assembled.address();
    }

    /** An atomic fragment has nothing to do with others of the same identification (RFC 6946 §4). */
    private long takeWhole(final long ip) {
        final int kept = piece.headerLength - Piece.FRAGMENT_HEADER;
        NativeMemory.copy(ip, assembled.address(), kept);
        NativeMemory.copy(ip + piece.headerLength, assembled.address() + kept, piece.length());
        length = assembled.finishIpv6(kept, piece.length(), piece.nextHeaderAt, NativeMemory.uint8(ip + kept), false);
        largest = piece.packetLength();
        dontFragment = false;
        identification = piece.identification;
        fragmentHeaderAt = kept;
        cuts.clear();
        cuts.add(piece.length());
        taken = true;
        return assembled.address();
    }

    /**
     * Gives up datagrams whose time is over.
     *
     * @param nowNs   the clock of {@link #add}.
     * @param limit   how many to give up at most: bounds the work.
     * @param expired hears of those whose first fragment is here.
     * @return how many were given up.
     * @throws IllegalStateException if the datagram completed before was not released.
     */
    public int poll(final long nowNs, final int limit, final ExpiredDatagram expired) {
        requireReleased();
        final int four = poll(nowNs - IPV4_TIMEOUT_NS, limit, false, expired);
        return four + poll(nowNs - IPV6_TIMEOUT_NS, limit - four, true, expired);
    }

    private int poll(final long untilNs, final int limit, final boolean ipv6, final ExpiredDatagram expired) {
        int count = 0;
        int datagram = datagrams.oldest(ipv6);
        while (count < limit && datagram != Datagrams.NONE && datagrams.sinceNs[datagram] - untilNs <= 0) {
            final int header = datagrams.headerLength[datagram];
            if (header != 0) {
                final long fragment = assembled.address();
                NativeMemory.copy(headers(datagram), fragment, header);
                payloads.read(datagram, fragment + header, datagrams.firstLength[datagram]);
                expired.onExpired(fragment, header + datagrams.firstLength[datagram], datagrams.port[datagram]);
            }
            fragmentsExpired += discard(datagram);
            count++;
            datagram = datagrams.oldest(ipv6);
        }
        return count;
    }

    /**
     * The bytes of the complete datagram, IP header included.
     *
     * @return 28 to 65,575.
     */
    public int length() {
        return length;
    }

    /**
     * The size of the largest fragment that the datagram came in.
     *
     * @return bytes, IP header included.
     */
    public int largestFragment() {
        return largest;
    }

    /**
     * Whether the largest IPv4 fragment had DF: then the datagram has it, and so shall the fragments it leaves in.
     *
     * @return false for IPv6.
     */
    public boolean dontFragment() {
        return dontFragment;
    }

    /**
     * The identification that the fragments had.
     *
     * @return 16 bits for IPv4, 32 bits for IPv6; host order.
     */
    public int identification() {
        return identification;
    }

    /**
     * Where the fragment header was taken out of an IPv6 datagram.
     *
     * @return bytes from the start of the IP header; 0 for IPv4.
     */
    public int fragmentHeaderAt() {
        return fragmentHeaderAt;
    }

    /**
     * Where the datagram was cut.
     *
     * @return good until {@link #release}.
     */
    public Cuts cuts() {
        return cuts;
    }

    /** The complete datagram is not needed any more; nothing happens if there is none. */
    public void release() {
        taken = false;
    }

    /**
     * How many datagrams are incomplete.
     *
     * @return 0 to the maximum.
     */
    public int datagrams() {
        return datagrams.size();
    }

    /**
     * How many fragments wait for others.
     *
     * @return 0 or more.
     */
    public long fragmentsHeld() {
        return fragmentsHeld;
    }

    /**
     * How many kept fragments have gone because memory was needed for newer ones.
     *
     * @return a sum that only grows.
     */
    public long evictedForBytes() {
        return evictedForBytes;
    }

    /**
     * How many kept fragments have gone because there were too many datagrams.
     *
     * @return a sum that only grows.
     */
    public long evictedForDatagrams() {
        return evictedForDatagrams;
    }

    /**
     * How many kept fragments have gone because a later one was refused in a way that ends the datagram; the one that
     * was refused while its datagram was complete is among them if it had been kept, as it is for {@link #MIXED_ECN}.
     *
     * @return a sum that only grows.
     */
    public long fragmentsGivenUp() {
        return fragmentsGivenUp;
    }

    /**
     * How many kept fragments have gone because others did not come in time.
     *
     * @return a sum that only grows.
     */
    public long fragmentsExpired() {
        return fragmentsExpired;
    }

    @Override
    public void close() {
        payloads.close();
        assembled.close();
        memory.free(headers);
    }

    private void giveUp(final int datagram) {
        if (datagram != Datagrams.NONE) {
            fragmentsGivenUp += discard(datagram);
        }
    }

    /** Answers how many fragments the datagram had. */
    private int discard(final int datagram) {
        final int fragments = datagrams.fragments[datagram];
        fragmentsHeld -= fragments;
        payloads.clear(datagram);
        datagrams.close(datagram);
        return fragments;
    }

    private long headers(final int datagram) {
        return headers + (long) datagram * Piece.MAX_HEADERS;
    }

    private void requireReleased() {
        if (taken) {
            throw new IllegalStateException("the datagram completed before was not released");
        }
    }
}
