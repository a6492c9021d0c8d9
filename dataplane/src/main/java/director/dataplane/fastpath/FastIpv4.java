/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fastpath;

import director.bindings.NativeMemory;
import director.dataplane.address.WireAddress;
import director.dataplane.connection.LongRecord;
import director.dataplane.connection.OwnEnd;
import director.dataplane.header.Checksum;

/**
 * An Ethernet frame with IPv4 and TCP or UDP, read and written in words, as it lies in memory of a little-endian
 * machine.
 *
 * <pre>
 *   0        6        12   14          20     22  23  24    26     30     34   36   38       46   47
 *  +--------+--------+----+-----------+------+---+---+-----+------+------+----+----+- - - - +----+-----+- -
 *  | to     | from   |0800|45 tos len |id fr.|ttl|pr.|cksum|source|dest. |sport dport|       |off |flags|
 *  +--------+--------+----+-----------+------+---+---+-----+------+------+----+----+- - - - +----+-----+- -
 * </pre>
 *
 * (The identification is at 18.) Static, over the address of a frame.
 */
public final class FastIpv4 {
    /** The shortest frame that is looked at: with less, words would reach behind its end. */
    static final int MIN_FRAME = 54;

    /** Bytes before the IP header. */
    static final int ETHERNET = 14;
    private static final int HOPS = 22;
    private static final int SOURCE = 26;
    private static final int DESTINATION = 30;
    private static final int SOURCE_PORT_AT = 34;
    private static final int UDP_CHECKSUM = 40;
    private static final int TCP_CHECKSUM = 50;
    private static final int DESTINATION_PORT = 36;
    /** Of eight bytes from the destination address on. */
    private static final long SOURCE_PORT = 0xFFFFL << 32;
    private static final int TCP = 6;
    static final int UDP = 17;
    private static final int TCP_LEAST = 40;
    private static final int UDP_LEAST = 28;
    private static final int SHORTEST_IN_FRAME = 46;
    private static final long LOW_32 = 0xFFFF_FFFFL;
    private static final long LOW_16 = 0xFFFFL;
    /** Type of IPv4, version 4, 20 bytes of header. */
    private static final long IPV4_WITHOUT_OPTIONS = 0x45_0008L;
    private static final long TYPE_AND_VERSION = 0xFF_FFFFL;
    /** All of flags and fragment offset but "don't fragment". */
    private static final long FRAGMENT = 0xFFBFL;
    /** Of data offset and flags of TCP: FIN, SYN, RST and ACK. */
    private static final int TCP_MARKS = 0x1700;
    private static final int TCP_ACK = 0x1000;
    private static final int TCP_SYN = 0x0200;
    private static final int TCP_LEAST_OFFSET = 5 << 4;
    /** What one hop less adds to the sum of the header, in which the hops are the low byte of a word. */
    static final int HOP = 0xFFFE;

    private FastIpv4() {
    }

    /**
     * Whether a frame is for a station and holds a packet that can go on: whole, without options, checksum right, more
     * than one hop to go; UDP with a checksum, or TCP with data or acknowledgements only.
     */
    static boolean isPlain(final long frame, final int length, final long macWire) {
        final long type = NativeMemory.int64(frame + 12);
        final long hops = NativeMemory.int64(frame + 20);
        final int packet = length(type);
        final int protocol = (int) (hops >>> 24) & 0xFF;
        return isRight(frame, type, hops, macWire) && ((hops >>> 16) & 0xFF) > 1
            && isWhole(length - ETHERNET, packet)
            && (protocol == TCP ? isPlainTcp(frame, packet) : protocol == UDP && isPlainUdp(frame, packet));
    }

    /** Like {@link #isPlain}, for a TCP segment that is a SYN without an ACK. */
    static boolean isSyn(final long frame, final int length, final long macWire) {
        final long type = NativeMemory.int64(frame + 12);
        final long hops = NativeMemory.int64(frame + 20);
        final int packet = length(type);
        final int marks = NativeMemory.uint16(frame + 46);
        return isRight(frame, type, hops, macWire) && ((hops >>> 16) & 0xFF) > 1
            && isWhole(length - ETHERNET, packet) && ((hops >>> 24) & 0xFF) == TCP && packet >= TCP_LEAST
            && (marks & TCP_MARKS) == TCP_SYN && (marks & 0xF0) >= TCP_LEAST_OFFSET;
    }

    /**
     * Whether a frame is for a station and holds a whole packet of IPv4 with TCP or UDP that is neither a fragment nor
     * damaged, has no options, and is followed by nothing but what pads a short frame. Most packets are; of others this
     * says nothing.
     *
     * @param frame   its address.
     * @param length  bytes of it that can be read.
     * @param macWire the station's address as {@link director.dataplane.header.Ethernet#toWire} answers it.
     * @return false also for many packets that are as good.
     */
    public static boolean isSimple(final long frame, final int length, final long macWire) {
        if (length < MIN_FRAME) {
            return false;
        }
        final long type = NativeMemory.int64(frame + 12);
        final long hops = NativeMemory.int64(frame + 20);
        final int packet = length(type);
        final int protocol = (int) (hops >>> 24) & 0xFF;
        return isRight(frame, type, hops, macWire) && isWhole(length - ETHERNET, packet)
            && (protocol == TCP
                ? packet >= TCP_LEAST && (NativeMemory.uint8(frame + 46) & 0xF0) >= TCP_LEAST_OFFSET
                : protocol == UDP && packet >= UDP_LEAST);
    }

    private static boolean isRight(final long frame, final long type, final long hops, final long macWire) {
        return (((NativeMemory.int64(frame) ^ macWire) << 16)
            | ((type ^ IPV4_WITHOUT_OPTIONS) & TYPE_AND_VERSION)
            | (hops & FRAGMENT)
            | (sum(frame) ^ LOW_16)) == 0;
    }

    /** Whether nothing is missing, and nothing too much but what pads a short frame. */
    private static boolean isWhole(final int available, final int packet) {
        return available == packet || (available > packet && available <= SHORTEST_IN_FRAME);
    }

    private static boolean isPlainTcp(final long frame, final int packet) {
        final int marks = NativeMemory.uint16(frame + 46);
        return packet >= TCP_LEAST && (marks & TCP_MARKS) == TCP_ACK && (marks & 0xF0) >= TCP_LEAST_OFFSET;
    }

    private static boolean isPlainUdp(final long frame, final int packet) {
        return packet >= UDP_LEAST && NativeMemory.uint16(frame + 40) != 0;
    }

    /** The sum of the header's words, 0xFFFF if the checksum is right. */
    private static long sum(final long frame) {
        final long first = NativeMemory.int64(frame + 14);
        final long addresses = addresses(frame);
        final long sum = (first & LOW_32) + (first >>> 32) + (addresses & LOW_32) + (addresses >>> 32)
            + (NativeMemory.int32(frame + 22) & LOW_32);
        final long folded = (sum & LOW_16) + ((sum >>> 16) & LOW_16) + (sum >>> 32);
        return (folded & LOW_16) + (folded >>> 16);
    }

    private static int length(final long type) {
        return Short.toUnsignedInt(Short.reverseBytes((short) (type >>> 32)));
    }

    /** Source and destination, one behind the other. */
    static long addresses(final long frame) {
        return NativeMemory.int64(frame + 26);
    }

    static int ports(final long frame) {
        return NativeMemory.int32(frame + 34);
    }

    static int protocol(final long frame) {
        return NativeMemory.uint8(frame + 23);
    }

    /** Destination address and port, with 0 between them where the source port stands. */
    static long destination(final long frame) {
        return NativeMemory.int64(frame + DESTINATION) & ~SOURCE_PORT;
    }

    /** Source address. */
    static int sourceAddress(final long frame) {
        return NativeMemory.int32(frame + SOURCE);
    }

    /** Destination address. */
    static int destinationAddress(final long frame) {
        return NativeMemory.int32(frame + DESTINATION);
    }

    /** Whether addresses and ports are those of a client's packets of a connection that has a long record. */
    static boolean isInbound(final long frame, final long record) {
        return ((LongRecord.clientHigh(record) ^ WireAddress.IPV4_HIGH)
            | (LongRecord.clientLow(record) ^ WireAddress.low(sourceAddress(frame)))
            | (LongRecord.virtualHigh(record) ^ WireAddress.IPV4_HIGH)
            | (LongRecord.virtualLow(record) ^ WireAddress.low(destinationAddress(frame)))
            | (LongRecord.ports(record) ^ ports(frame))) == 0;
    }

    /** Whether they are those of a real server's packets that go to this address and port. */
    static boolean isOutbound(final long frame, final long record, final long toLow, final int toPort) {
        final int ports = LongRecord.destinationPort(record) | toPort << Short.SIZE;
        return ((LongRecord.destinationHigh(record) ^ WireAddress.IPV4_HIGH)
            | (LongRecord.destinationLow(record) ^ WireAddress.low(sourceAddress(frame)))
            | (toLow ^ WireAddress.low(destinationAddress(frame)))
            | (ports ^ ports(frame))) == 0;
    }

    /** Bytes of the packet. */
    static int packetLength(final long frame) {
        return NativeMemory.uint16Be(frame + 16);
    }

    /** Takes a hop, and nothing else. */
    static void hop(final long frame) {
        hop(frame, NativeMemory.int32(frame + HOPS), HOP);
    }

    /** Takes a hop, gives the packet another destination, and mends both checksums. */
    static void destination(final long frame, final int address, final long portAndDeltas) {
        final int hops = NativeMemory.int32(frame + HOPS);
        NativeMemory.int32(frame + DESTINATION, address);
        NativeMemory.uint16(frame + DESTINATION_PORT, (int) portAndDeltas);
        mend(frame, hops, ((int) portAndDeltas) >>> Short.SIZE, (int) (portAndDeltas >>> Integer.SIZE));
    }

    /** Takes a hop, gives the packet another source, and mends both checksums. */
    static void source(final long frame, final int address, final int port, final int deltas) {
        final int hops = NativeMemory.int32(frame + HOPS);
        NativeMemory.int32(frame + SOURCE, address);
        NativeMemory.uint16(frame + SOURCE_PORT_AT, port);
        mend(frame, hops, deltas & 0xFFFF, deltas >>> Short.SIZE);
    }

    /** Puts in both ends, in wire order, and takes a hop. */
    static void both(
        final long frame, final int source, final int sourcePort, final int destination, final int destinationPort) {
        final int hops = NativeMemory.int32(frame + HOPS);
        final long before = addresses(frame);
        final int portsBefore = ports(frame);
        final long after = (source & LOW_32) | ((long) destination << Integer.SIZE);
        final int portsAfter = sourcePort | (destinationPort << Short.SIZE);
        final int delta = Checksum.fold(Checksum.difference64(before, after));
        NativeMemory.int64(frame + SOURCE, after);
        NativeMemory.int32(frame + SOURCE_PORT_AT, portsAfter);
        mend(frame, hops, Checksum.fold((long) delta + HOP),
            Checksum.fold(delta + Checksum.difference32(portsBefore, portsAfter)));
    }

    /** Takes a hop, puts in the source that a connection has, and a destination as {@link #destination} does. */
    static void both(final long frame, final long source, final int address, final long portAndDeltas) {
        final int hops = NativeMemory.int32(frame + HOPS);
        final int port = OwnEnd.port(source);
        final int delta = ((int) (portAndDeltas >>> Integer.SIZE)) + OwnEnd.delta(source)
            + (int) Checksum.difference16(ports(frame) & 0xFFFF, port);
        NativeMemory.int64(frame + SOURCE, (source & LOW_32) | ((long) address << Integer.SIZE));
        NativeMemory.int32(frame + SOURCE_PORT_AT, port | ((int) portAndDeltas << Short.SIZE));
        mend(frame, hops, (((int) portAndDeltas) >>> Short.SIZE) + OwnEnd.delta(source), delta);
    }

    /** Takes a hop, puts in the service as {@link #source} does, and the destination that a connection has. */
    static void bothBack(final long frame, final long service, final int deltas, final long destination) {
        final int hops = NativeMemory.int32(frame + HOPS);
        final int port = OwnEnd.port(destination);
        final int delta = (deltas >>> Short.SIZE) + OwnEnd.delta(destination)
            + (int) Checksum.difference16(ports(frame) >>> Short.SIZE, port);
        NativeMemory.int64(frame + SOURCE, (service & LOW_32) | (destination << Integer.SIZE));
        NativeMemory.int32(frame + SOURCE_PORT_AT, ForwardingEntry.servicePort(service) | (port << Short.SIZE));
        mend(frame, hops, (deltas & 0xFFFF) + OwnEnd.delta(destination), delta);
    }

    private static void mend(final long frame, final int hops, final int headerDelta, final int delta) {
        hop(frame, hops, headerDelta);
        if (((hops >>> Byte.SIZE) & 0xFF) == TCP) {
            NativeMemory.uint16(frame + TCP_CHECKSUM, update(NativeMemory.uint16(frame + TCP_CHECKSUM), delta));
        } else {
            final int checksum = update(NativeMemory.uint16(frame + UDP_CHECKSUM), delta);
            NativeMemory.uint16(frame + UDP_CHECKSUM, checksum == 0 ? 0xFFFF : checksum);
        }
    }

    private static void hop(final long frame, final int hops, final int delta) {
        NativeMemory.int32(frame + HOPS,
            ((hops & 0xFFFF) - 1) | (update(hops >>> Short.SIZE, delta) << Short.SIZE));
    }

    /** A checksum whose sum has grown by a delta below 2^30. */
    static int update(final int checksum, final int delta) {
        final int sum = (checksum ^ 0xFFFF) + delta;
        // Both halves added to each other, the carry included, in the upper half.
        return ~(sum + Integer.rotateLeft(sum, Short.SIZE)) >>> Short.SIZE;
    }
}
