/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.header;

import director.bindings.NativeMemory;

/**
 * The options of an IPv4 header (RFC 791 §3.1), of which a host fills in one: the record of the route.
 *
 * <pre>
 *  +---------------+---------------+---------------+---------------------------+
 *  |    kind: 7    |    length     |    pointer    |  addresses, 4 bytes each  |
 *  +---------------+---------------+---------------+---------------------------+
 * </pre>
 *
 * <p>The pointer counts from 1 and says where the next address goes.
 */
public final class Ipv4Options {
    /** Kind: each on the way writes its address. */
    public static final int RECORD_ROUTE = 7;

    private static final int END = 0;
    private static final int NOTHING = 1;
    private static final int LENGTH = 1;
    private static final int POINTER = 2;
    private static final int HEAD = 2;
    private static final int ADDRESS = 4;
    /** The pointer of a record without an address. */
    private static final int FIRST = 4;

    private Ipv4Options() {
    }

    /**
     * Writes an address into the record of the route, if there is one with room, and updates the header checksum.
     * Linux does so with a packet for an address of its own, before anything else sees it.
     *
     * @param ip      address of a well-formed header.
     * @param address the own address that the packet was for, wire order.
     * @return 0 if the options are in order, else the place of the byte that is wrong, from the header on: the pointer
     *     of a {@link Icmp#PARAMETER_PROBLEM}.
     */
    public static int recordRoute(final long ip, final int address) {
        final int headerLength = Ipv4.headerLength(ip);
        int at = Ipv4.MIN_LENGTH;
        while (at < headerLength) {
            final int kind = NativeMemory.uint8(ip + at);
            if (kind == END) {
                return 0;
            }
            if (kind == NOTHING) {
                at++;
                continue;
            }
            final int length = headerLength - at < HEAD ? 0 : NativeMemory.uint8(ip + at + LENGTH);
            if (length < HEAD || length > headerLength - at) {
                return at;
            }
            if (kind == RECORD_ROUTE) {
                return record(ip, at, length, address);
            }
            at += length;
        }
        return 0;
    }

    private static int record(final long ip, final int at, final int length, final int address) {
        if (length <= POINTER) {
            return at + LENGTH;
        }
        final int pointer = NativeMemory.uint8(ip + at + POINTER);
        if (pointer > length) {
            return 0;
        }
        if (pointer < FIRST || pointer + ADDRESS - 1 > length) {
            return at + POINTER;
        }
        final long before = Checksum.sum(ip, Ipv4.headerLength(ip), 0);
        NativeMemory.int32(ip + at + pointer - 1, address);
        NativeMemory.uint8(ip + at + POINTER, pointer + ADDRESS);
        final long after = Checksum.sum(ip, Ipv4.headerLength(ip), 0);
        final int delta = Checksum.fold(Checksum.difference16(Checksum.fold(before), Checksum.fold(after)));
        Ipv4.checksum(ip, Checksum.update(Ipv4.checksum(ip), delta));
        return 0;
    }
}
