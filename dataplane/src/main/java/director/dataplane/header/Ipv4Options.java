/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.header;

import director.bindings.NativeMemory;
import java.util.function.IntPredicate;

/**
 * The options of an IPv4 header (RFC 791 §3.1), as a host and router on the way fills them in.
 *
 * <pre>
 *  +---------------+---------------+---------------+---------------------------+
 *  |    kind: 7    |    length     |    pointer    |  addresses, 4 bytes each  |  record of the route
 *  +---------------+---------------+---------------+-------+-------+-----------+
 *  |   kind: 68    |    length     |    pointer    |overfl.| form  |  times ...   timestamps
 *  +---------------+---------------+---------------+-------+-------+-----------+
 * </pre>
 *
 * <p>A pointer counts from 1 and says where the next entry goes. The forms of timestamps are 0 (times only), 1 (address
 * and time) and 3 (address and time, the addresses given by the sender).
 *
 * <p>Keeps nothing; any thread.
 */
public final class Ipv4Options {
    /** Kind: each on the way writes its address. */
    public static final int RECORD_ROUTE = 7;
    /** Kind: each on the way writes the time. */
    public static final int TIMESTAMP = 68;
    /** Kind: the way is given by the sender, with other hops between. */
    public static final int LOOSE_SOURCE_ROUTE = 131;
    /** Kind: the way is given by the sender, hop by hop. */
    public static final int STRICT_SOURCE_ROUTE = 137;
    /** Kind: routers are to look at the packet (RFC 2113). */
    public static final int ROUTER_ALERT = 148;
    /** What {@link #fill} answers for a packet with a source route. */
    public static final int SOURCE_ROUTED = -1;

    private static final int END = 0;
    private static final int NOTHING = 1;
    private static final int LENGTH = 1;
    private static final int POINTER = 2;
    private static final int FORM = 3;
    private static final int HEAD = 2;
    private static final int ADDRESS = 4;
    private static final int ADDRESS_AND_TIME = 8;
    private static final int ROUTER_ALERT_LENGTH = 4;
    /** The pointer of a route without an address. */
    private static final int FIRST_ADDRESS = 4;
    /** The pointer of timestamps without an entry. */
    private static final int FIRST_TIME = 5;
    private static final int WITH_ADDRESSES = 1;
    private static final int GIVEN_ADDRESSES = 3;
    private static final int FORM_MASK = 15;
    private static final int MAX_OVERFLOW = 15;
    private static final int RECORD_BIT = 1;
    private static final int TIMESTAMP_BIT = 2;
    private static final int SOURCE_ROUTE_BIT = 4;

    private Ipv4Options() {
    }

    /**
     * Fills in what there is room for, and updates the header checksum. Linux does so with every packet that it
     * receives, before anything else sees it.
     *
     * @param ip      address of a well-formed header.
     * @param address by which the director is known on the packet's way, wire order: the address that the packet is
     *                for, or that of the side where it leaves.
     * @param time    milliseconds since midnight UT, or any others with the uppermost bit set.
     * @param own     whether an address, wire order, is the director's.
     * @return 0 if the options are in order; {@link #SOURCE_ROUTED} if the packet is to be dropped, for nobody may say
     *     what way it takes through here (RFC 7126 §4.3); else the place of the byte that is wrong, from the header on:
     *     the pointer of a {@link Icmp#PARAMETER_PROBLEM}.
     */
    public static int fill(final long ip, final int address, final int time, final IntPredicate own) {
        final int headerLength = Ipv4.headerLength(ip);
        final long before = Checksum.sum(ip, headerLength, 0);
        final int result = walk(ip, headerLength, address, time, own);
        final long after = Checksum.sum(ip, headerLength, 0);
        if (before != after) {
            final int delta = Checksum.fold(Checksum.difference16(Checksum.fold(before), Checksum.fold(after)));
            Ipv4.checksum(ip, Checksum.update(Ipv4.checksum(ip), delta));
        }
        return result;
    }

    /**
     * Writes over all options of a kind with what means nothing, and updates the header checksum.
     *
     * @param ip   address of a header of which all can be read.
     * @param kind 2 to 255.
     */
    public static void erase(final long ip, final int kind) {
        final int headerLength = Ipv4.headerLength(ip);
        int at = Ipv4.MIN_LENGTH;
        while (at <= headerLength - HEAD && NativeMemory.uint8(ip + at) != END) {
            final int found = NativeMemory.uint8(ip + at);
            final int end = Math.min(headerLength,
                at + (found == NOTHING ? 1 : Math.max(HEAD, NativeMemory.uint8(ip + at + LENGTH))));
            if (found == kind) {
                for (int i = at; i < end; i++) {
                    NativeMemory.uint8(ip + i, NOTHING);
                }
                Ipv4.computeChecksum(ip);
            }
            at = end;
        }
    }

    private static int walk(
        final long ip, final int headerLength, final int address, final int time, final IntPredicate own) {
        int at = Ipv4.MIN_LENGTH;
        int seen = 0;
        while (at < headerLength) {
            final int kind = NativeMemory.uint8(ip + at);
            if (kind == END) {
                NativeMemory.zero(ip + at, headerLength - at);
                break;
            }
            if (kind == NOTHING) {
                at++;
                continue;
            }
            final int length = headerLength - at < HEAD ? 0 : NativeMemory.uint8(ip + at + LENGTH);
            if (length < HEAD || length > headerLength - at) {
                return at;
            }
            final int wrong = isSecond(kind, seen) ? at : option(ip, at, kind, length, address, time, own);
            if (wrong != 0) {
                return wrong;
            }
            seen |= bit(kind);
            at += length;
        }
        return (seen & SOURCE_ROUTE_BIT) != 0 ? SOURCE_ROUTED : 0;
    }

    /** Those that a header may have once only. */
    private static int bit(final int kind) {
        return switch (kind) {
            case RECORD_ROUTE -> RECORD_BIT;
            case TIMESTAMP -> TIMESTAMP_BIT;
            case LOOSE_SOURCE_ROUTE, STRICT_SOURCE_ROUTE -> SOURCE_ROUTE_BIT;
            default -> 0;
        };
    }

    private static boolean isSecond(final int kind, final int seen) {
        return (seen & bit(kind)) != 0;
    }

    /** Answers the place of the byte that is wrong, or 0. */
    private static int option(
        final long ip,
        final int at,
        final int kind,
        final int length,
        final int address,
        final int time,
        final IntPredicate own) {
        return switch (kind) {
            case RECORD_ROUTE -> record(ip, at, length, address);
            case TIMESTAMP -> stamp(ip, at, length, address, time, own);
            case LOOSE_SOURCE_ROUTE, STRICT_SOURCE_ROUTE -> sourceRoute(ip, at, length);
            case ROUTER_ALERT -> length < ROUTER_ALERT_LENGTH ? at + LENGTH : 0;
            default -> 0;
        };
    }

    private static int record(final long ip, final int at, final int length, final int address) {
        final int wrong = sourceRoute(ip, at, length);
        if (wrong != 0) {
            return wrong;
        }
        final int pointer = NativeMemory.uint8(ip + at + POINTER);
        if (pointer > length) {
            return 0;
        }
        if (pointer + ADDRESS - 1 > length) {
            return at + POINTER;
        }
        NativeMemory.int32(ip + at + pointer - 1, address);
        NativeMemory.uint8(ip + at + POINTER, pointer + ADDRESS);
        return 0;
    }

    private static int sourceRoute(final long ip, final int at, final int length) {
        if (length <= POINTER) {
            return at + LENGTH;
        }
        return NativeMemory.uint8(ip + at + POINTER) < FIRST_ADDRESS ? at + POINTER : 0;
    }

    private static int stamp(
        final long ip, final int at, final int length, final int address, final int time, final IntPredicate own) {
        if (length <= FORM) {
            return at + LENGTH;
        }
        final int pointer = NativeMemory.uint8(ip + at + POINTER);
        if (pointer < FIRST_TIME) {
            return at + POINTER;
        }
        final int form = NativeMemory.uint8(ip + at + FORM) & FORM_MASK;
        if (pointer > length) {
            return form == GIVEN_ADDRESSES ? 0 : overflow(ip, at);
        }
        final boolean addressed = form == WITH_ADDRESSES || form == GIVEN_ADDRESSES;
        final int size = addressed ? ADDRESS_AND_TIME : ADDRESS;
        if (pointer + ADDRESS - 1 > length || pointer + size - 1 > length) {
            return at + POINTER;
        }
        final long entry = ip + at + pointer - 1;
        if ((!addressed && form != 0) || (form == GIVEN_ADDRESSES && !own.test(NativeMemory.int32(entry)))) {
            return 0;
        }
        if (form == WITH_ADDRESSES) {
            NativeMemory.int32(entry, address);
        }
        NativeMemory.int32Be(entry + size - ADDRESS, time);
        NativeMemory.uint8(ip + at + POINTER, pointer + size);
        return 0;
    }

    /** Counts one more that found no room. */
    private static int overflow(final long ip, final int at) {
        final int value = NativeMemory.uint8(ip + at + FORM);
        if (value >>> 4 == MAX_OVERFLOW) {
            return at + FORM;
        }
        NativeMemory.uint8(ip + at + FORM, value + (1 << 4));
        return 0;
    }
}
