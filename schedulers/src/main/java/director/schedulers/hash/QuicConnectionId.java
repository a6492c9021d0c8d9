/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.hash;

import director.schedulers.Flow;

/**
 * Finds the destination connection id of a QUIC packet (RFC 8999 section 5; for the packets of Google's QUIC before,
 * their public flags).
 * <pre>
 *   long header    1.......  version (4)  length of id  id ...
 *   short header   01......  id ...
 *   Google's QUIC  00..1...  id (8)
 * </pre>
 * The header with an id of its own length does not repeat it in short headers, so eight bytes count, which is the least
 * that a client chooses (RFC 9000 section 7.2).
 */
final class QuicConnectionId {
    /** There is none, or it is too short. */
    static final int NONE = -1;

    private static final int UDP = 17;
    private static final int LONG_HEADER = 0x80;
    private static final int FIXED_BIT = 0x40;
    private static final int GOOGLE_HAS_ID = 0x08;
    private static final int LENGTH_OFFSET = 5;
    private static final int LONG_OFFSET = 6;
    private static final int SHORT_OFFSET = 1;

    private QuicConnectionId() {
    }

    /** Where the id begins in the datagram, or {@link #NONE}. */
    static int offset(final Flow flow) {
        final int length = flow.protocol() == UDP ? flow.udpPayloadLength() : 0;
        if (length < SHORT_OFFSET + Long.BYTES) {
            return NONE;
        }
        final int first = flow.udpPayload(0);
        if ((first & LONG_HEADER) != 0) {
            final boolean isComplete =
                length >= LONG_OFFSET + Long.BYTES && flow.udpPayload(LENGTH_OFFSET) >= Long.BYTES;
            return isComplete ? LONG_OFFSET : NONE;
        }
        return (first & (FIXED_BIT | GOOGLE_HAS_ID)) != 0 ? SHORT_OFFSET : NONE;
    }

    /** The first eight bytes from an offset on. */
    static long read(final Flow flow, final int offset) {
        long id = 0;
        for (int place = 0; place < Long.BYTES; place++) {
            id = id << Byte.SIZE | flow.udpPayload(offset + place);
        }
        return id;
    }
}
