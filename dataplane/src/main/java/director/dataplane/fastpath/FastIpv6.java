/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fastpath;

import director.bindings.NativeMemory;
import director.dataplane.connection.FlowIndex;
import director.dataplane.connection.LongRecord;
import director.dataplane.header.Checksum;

/**
 * An Ethernet frame with IPv6 and TCP or UDP right behind its header, read and written in words, as it lies in memory
 * of a little-endian machine.
 *
 * <pre>
 *   0        6        12   14               18  20   21   22       38       54    56    58     66  67
 *  +--------+--------+----+----------------+---+----+----+--------+--------+-----+-----+- - -+---+-----+- -
 *  | to     | from   |86dd|6 class flow    |len|next|hops| source | dest.  |sport|dport|     |off|flags|
 *  +--------+--------+----+----------------+---+----+----+--------+--------+-----+-----+- - -+---+-----+- -
 * </pre>
 *
 * Static, over the address of a frame. A record is a {@link Connection}'s.
 */
final class FastIpv6 {
    /** The shortest frame that is looked at: with a datagram of nothing. */
    static final int MIN_FRAME = 62;

    private static final int HEADERS = 54;
    private static final int HEADER = 40;
    private static final int HOPS = 21;
    private static final int SOURCE = 22;
    private static final int DESTINATION = 38;
    private static final int PORTS = 54;
    private static final int DESTINATION_PORT = 56;
    private static final int UDP_CHECKSUM = 60;
    private static final int TCP_CHECKSUM = 70;
    private static final int TCP_MARKS_AT = 66;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int TCP_LEAST = 20;
    private static final int UDP_LEAST = 8;
    private static final long IPV6 = 0x60_DD86L;
    private static final long TYPE_AND_VERSION = 0xF0_FFFFL;
    private static final int LENGTH_SHIFT = 48;
    private static final int TCP_MARKS = 0x1700;
    private static final int TCP_ACK = 0x1000;
    private static final int TCP_SYN = 0x0200;
    private static final int TCP_LEAST_OFFSET = 5 << 4;

    private FastIpv6() {
    }

    /**
     * Whether a frame is for a station and holds a packet that can go on: whole, without extensions, more than one hop
     * to go; UDP with a checksum, or TCP with data or acknowledgements only.
     */
    static boolean isPlain(final long frame, final int length, final long macWire) {
        final int protocol = protocol(frame);
        return isRight(frame, length, macWire)
            && (protocol == TCP ? isTcp(frame, length, TCP_ACK) : protocol == UDP && isPlainUdp(frame, length));
    }

    /** Like {@link #isPlain}, for a TCP segment that is a SYN without an ACK. */
    static boolean isSyn(final long frame, final int length, final long macWire) {
        return isRight(frame, length, macWire) && protocol(frame) == TCP && isTcp(frame, length, TCP_SYN);
    }

    private static boolean isRight(final long frame, final int length, final long macWire) {
        final long type = NativeMemory.int64(frame + 12);
        final long wrong = ((NativeMemory.int64(frame) ^ macWire) << 16) | ((type ^ IPV6) & TYPE_AND_VERSION);
        final int payload = Short.toUnsignedInt(Short.reverseBytes((short) (type >>> LENGTH_SHIFT)));
        return wrong == 0 && NativeMemory.uint8(frame + HOPS) > 1 && length == HEADERS + payload;
    }

    private static boolean isPlainUdp(final long frame, final int length) {
        return length >= HEADERS + UDP_LEAST && NativeMemory.uint16(frame + UDP_CHECKSUM) != 0;
    }

    private static boolean isTcp(final long frame, final int length, final int marked) {
        if (length < HEADERS + TCP_LEAST) {
            return false;
        }
        final int marks = NativeMemory.uint16(frame + TCP_MARKS_AT);
        return (marks & TCP_MARKS) == marked && (marks & 0xF0) >= TCP_LEAST_OFFSET;
    }

    static int protocol(final long frame) {
        return NativeMemory.uint8(frame + 20);
    }

    static long hash(final long frame, final FlowIndex flows) {
        return flows.hashIpv6(source(frame), source(frame + Long.BYTES), destination(frame),
            destination(frame + Long.BYTES), ports(frame), protocol(frame));
    }

    /** Bytes of the packet in a frame of so many. */
    static int packetLength(final int length) {
        return length - (HEADERS - HEADER);
    }

    /** Whether addresses and ports are those of a client's packets of a connection. */
    static boolean isInbound(final long frame, final long record) {
        return ((source(frame) ^ LongRecord.clientHigh(record))
            | (source(frame + Long.BYTES) ^ LongRecord.clientLow(record))
            | (destination(frame) ^ LongRecord.virtualHigh(record))
            | (destination(frame + Long.BYTES) ^ LongRecord.virtualLow(record))
            | (ports(frame) ^ LongRecord.ports(record))) == 0;
    }

    /** Whether addresses and ports are those of a real server's packets of a connection. */
    static boolean isOutbound(final long frame, final long record) {
        return isOutbound(frame, record, LongRecord.clientHigh(record), LongRecord.clientLow(record),
            LongRecord.clientPort(record));
    }

    /** The same of packets that do not go to the client, but to this address and port. */
    static boolean isOutbound(
        final long frame, final long record, final long toHigh, final long toLow, final int toPort) {
        final int ports = LongRecord.destinationPort(record) | toPort << Short.SIZE;
        return ((source(frame) ^ LongRecord.destinationHigh(record))
            | (source(frame + Long.BYTES) ^ LongRecord.destinationLow(record))
            | (destination(frame) ^ toHigh)
            | (destination(frame + Long.BYTES) ^ toLow)
            | (ports(frame) ^ ports)) == 0;
    }

    /** Takes a hop, and nothing else. */
    static void hop(final long frame) {
        NativeMemory.uint8(frame + HOPS, NativeMemory.uint8(frame + HOPS) - 1);
    }

    /** Takes a hop, gives the packet the real server's address and port, and mends its checksum. */
    static void toRealServer(final long frame, final long record, final int delta) {
        hop(frame);
        NativeMemory.int64(frame + DESTINATION, LongRecord.destinationHigh(record));
        NativeMemory.int64(frame + DESTINATION + Long.BYTES, LongRecord.destinationLow(record));
        NativeMemory.uint16(frame + DESTINATION_PORT, LongRecord.destinationPort(record));
        mend(frame, delta);
    }

    /** Takes a hop, gives the packet the service's address and port as its source, and mends its checksum. */
    static void fromService(final long frame, final long record, final int delta) {
        hop(frame);
        NativeMemory.int64(frame + SOURCE, LongRecord.virtualHigh(record));
        NativeMemory.int64(frame + SOURCE + Long.BYTES, LongRecord.virtualLow(record));
        NativeMemory.uint16(frame + PORTS, LongRecord.virtualPort(record));
        mend(frame, delta);
    }

    /** Gives the packet another source, and mends its checksum. */
    static void source(final long frame, final long high, final long low, final int port) {
        other(frame + SOURCE, frame + PORTS, frame, high, low, port);
    }

    /** Gives the packet another destination, and mends its checksum. */
    static void destination(final long frame, final long high, final long low, final int port) {
        other(frame + DESTINATION, frame + DESTINATION_PORT, frame, high, low, port);
    }

    private static void other(final long address, final long portAt, final long frame, final long high, final long low,
        final int port) {
        final int delta = Checksum.fold(Checksum.difference64(NativeMemory.int64(address), high)
            + Checksum.difference64(NativeMemory.int64(address + Long.BYTES), low)
            + Checksum.difference16(NativeMemory.uint16(portAt), port));
        NativeMemory.int64(address, high);
        NativeMemory.int64(address + Long.BYTES, low);
        NativeMemory.uint16(portAt, port);
        mend(frame, delta);
    }

    private static void mend(final long frame, final int delta) {
        if (protocol(frame) == TCP) {
            NativeMemory.uint16(
                frame + TCP_CHECKSUM, FastIpv4.update(NativeMemory.uint16(frame + TCP_CHECKSUM), delta));
        } else {
            final int checksum = FastIpv4.update(NativeMemory.uint16(frame + UDP_CHECKSUM), delta);
            NativeMemory.uint16(frame + UDP_CHECKSUM, checksum == 0 ? 0xFFFF : checksum);
        }
    }

    private static long source(final long frame) {
        return NativeMemory.int64(frame + SOURCE);
    }

    private static long destination(final long frame) {
        return NativeMemory.int64(frame + DESTINATION);
    }

    private static int ports(final long frame) {
        return NativeMemory.int32(frame + PORTS);
    }
}
