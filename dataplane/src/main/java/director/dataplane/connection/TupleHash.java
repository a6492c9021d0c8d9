/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.bindings.NativeMemory;
import director.dataplane.address.WireAddress;
import java.util.SplittableRandom;

/**
 * The keyed hash of tuples. Clients choose what is hashed, so it depends on secrets throughout: words are combined with
 * them and multiplied to 128 bits, both halves of which count. A hash is never 0.
 */
final class TupleHash {
    /** Beside the protocol: the tuple of a template. */
    static final int TEMPLATE = 1 << 8;
    /** Beside the protocol: the tuple of a template with persistence data. */
    static final int DATA = 1 << 9;

    /** The only hash that two tuples can have of which one end is the same. */
    static final long COMMON = 1;

    private static final long LOW_32 = 0xFFFF_FFFFL;
    private static final long ODD = 0x9E37_79B9_7F4A_7C15L;

    private final long sourceSecret;
    private final long destinationSecret;
    private final long highSourceSecret;
    private final long highDestinationSecret;
    private final long kindSecret;

    /** Draws the secrets from one. */
    TupleHash(final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        sourceSecret = random.nextLong();
        destinationSecret = random.nextLong() | 1;
        highSourceSecret = random.nextLong();
        highDestinationSecret = random.nextLong();
        kindSecret = random.nextLong() | 1;
    }

    long ipv4(final int source, final int destination, final int ports, final int kind) {
        return ipv4((source & LOW_32) | ((long) destination << Integer.SIZE), ports, kind);
    }

    /**
     * The hash of a tuple whose addresses are in one word, as they stand in a header. Two tuples with the same source
     * and source port never have the same hash but {@link #COMMON}, nor have two with the same destination, destination
     * port and kind: each end is a word, and who knows one of them can undo all steps and has the other one.
     */
    long ipv4(final long addresses, final int ports, final int kind) {
        final long destination = (addresses >>> Integer.SIZE)
            | ((long) ((ports >>> Short.SIZE) | (kind << Short.SIZE)) << Integer.SIZE);
        final long source = (addresses & LOW_32) | ((ports & 0xFFFFL) << Integer.SIZE);
        final long spread = destination * destinationSecret;
        final long mixed = (source ^ sourceSecret ^ spread ^ (spread >>> Integer.SIZE)) * kindSecret;
        final long hash = (mixed ^ (mixed >>> Integer.SIZE)) * ODD;
        return hash == 0 ? COMMON : hash;
    }

    long ipv6(final long sourceHigh, final long sourceLow, final long destinationHigh, final long destinationLow,
        final int ports, final int kind) {
        if (WireAddress.isIpv4(sourceHigh, sourceLow) && WireAddress.isIpv4(destinationHigh, destinationLow)) {
            return ipv4(WireAddress.ipv4(sourceLow), WireAddress.ipv4(destinationLow), ports, kind);
        }
        return finish(multiply(sourceHigh ^ highSourceSecret, destinationHigh ^ highDestinationSecret), sourceLow,
            destinationLow, ports, kind);
    }

    /** The tuple that the client's packets have. */
    long inbound(final long record) {
        return ipv6(Connection.clientHigh(record), Connection.clientLow(record), Connection.virtualHigh(record),
            Connection.virtualLow(record), Connection.ports(record), Connection.protocol(record));
    }

    /** The tuple that the real server's packets have. */
    long outbound(final long record) {
        return ipv6(Connection.destinationHigh(record), Connection.destinationLow(record),
            Connection.clientHigh(record), Connection.clientLow(record), Bookkeeping.replyPorts(record),
            Connection.protocol(record));
    }

    long template(final long clientHigh, final long clientLow, final long virtualHigh, final long virtualLow,
        final int ports, final int protocol) {
        return ipv6(clientHigh, clientLow, virtualHigh, virtualLow, ports, protocol | TEMPLATE);
    }

    long data(final long data, final int length, final long virtualHigh, final long virtualLow, final int ports,
        final int protocol) {
        long hash = kindSecret + length;
        int at = 0;
        for (; at + Long.BYTES <= length; at += Long.BYTES) {
            hash = multiply(hash ^ NativeMemory.int64(data + at), sourceSecret);
        }
        for (; at < length; at++) {
            hash = multiply(hash ^ NativeMemory.uint8(data + at), sourceSecret);
        }
        return ipv6(hash, length, virtualHigh, virtualLow, ports, protocol | DATA);
    }

    private long finish(final long high, final long sourceLow, final long destinationLow, final int ports,
        final int kind) {
        final long low = multiply(sourceLow ^ sourceSecret, destinationLow ^ destinationSecret);
        final long mixed = multiply(low ^ high, ((long) kind << Integer.SIZE | (ports & LOW_32)) ^ kindSecret);
        final long hash = (mixed ^ (mixed >>> Integer.SIZE)) * ODD;
        return hash == 0 ? COMMON : hash;
    }

    private static long multiply(final long a, final long b) {
        return a * b ^ Math.unsignedMultiplyHigh(a, b);
    }
}
