/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.bindings.NativeMemory;
import director.dataplane.address.WireAddress;
import java.util.SplittableRandom;

/**
 * The keyed hash of tuples. Clients choose what is hashed, so it depends on secrets throughout: words are combined with
 * them and multiplied to 128 bits, both halves of which count.
 */
final class TupleHash {
    /** Beside the protocol: the tuple of a template. */
    static final int TEMPLATE = 1 << 8;
    /** Beside the protocol: the tuple of a template with persistence data. */
    static final int DATA = 1 << 9;

    private final long sourceSecret;
    private final long destinationSecret;
    private final long highSourceSecret;
    private final long highDestinationSecret;
    private final long kindSecret;
    private final long ipv4High;

    /** Draws the secrets from one. */
    TupleHash(final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        sourceSecret = random.nextLong();
        destinationSecret = random.nextLong();
        highSourceSecret = random.nextLong();
        highDestinationSecret = random.nextLong();
        kindSecret = random.nextLong();
        ipv4High = multiply(WireAddress.IPV4_HIGH ^ highSourceSecret, WireAddress.IPV4_HIGH ^ highDestinationSecret);
    }

    long ipv4(final int source, final int destination, final int ports, final int kind) {
        return finish(ipv4High, WireAddress.low(source), WireAddress.low(destination), ports, kind);
    }

    long ipv6(final long sourceHigh, final long sourceLow, final long destinationHigh, final long destinationLow,
        final int ports, final int kind) {
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
        return multiply(low ^ high, ((long) kind << Integer.SIZE | (ports & 0xFFFF_FFFFL)) ^ kindSecret);
    }

    private static long multiply(final long a, final long b) {
        return a * b ^ Math.unsignedMultiplyHigh(a, b);
    }
}
