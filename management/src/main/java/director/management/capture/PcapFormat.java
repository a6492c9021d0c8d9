/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.capture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The pcap format (draft-ietf-opsawg-pcap), in either byte order.
 *
 * <pre>
 *  file                                       packet
 *  +-----------------------+                  +-----------------------+
 *  | magic                 | 4                | seconds since 1970    | 4
 *  | major, minor version  | 2 + 2            | micro- or nanoseconds | 4
 *  | reserved              | 8                | length that is here   | 4
 *  | longest packet        | 4                | length that it had    | 4
 *  | link type, FCS        | 4                | bytes                 |
 *  +-----------------------+                  +-----------------------+
 * </pre>
 */
final class PcapFormat {
    static final int MICROSECONDS = 0xA1B2_C3D4;
    static final int NANOSECONDS = 0xA1B2_3C4D;

    private static final int HEADER = 24;
    private static final int PACKET_HEADER = 16;
    private static final int RESERVED = 8;
    private static final int MAJOR = 2;
    private static final int MINOR = 4;
    private static final int SNAP_LENGTH = 262_144;
    private static final int LINK_TYPE = 0xFFFF;
    /** Whether frames end in a frame check sequence. */
    private static final int FCS_PRESENT = 0x0400_0000;
    private static final long NANOS_IN_SECOND = 1_000_000_000;
    private static final long NANOS_IN_MICRO = 1_000;

    private PcapFormat() {
    }

    static Capture read(final Bytes file) {
        final int magic = file.int32("the magic number");
        final boolean nanoseconds = magic == NANOSECONDS;
        final int major = file.int16("the version");
        final int minor = file.int16("the version");
        if (major != MAJOR) {
            throw file.wrong("is pcap " + major + "." + minor + ", and only " + MAJOR + "." + MINOR + " is known");
        }
        file.skip(RESERVED, "the header of the file");
        file.int32("the header of the file");
        final int link = file.int32("the link type");
        if ((link & FCS_PRESENT) != 0) {
            throw file.wrong("has frames with a frame check sequence: capture without");
        }
        final List<CapturedPacket> packets = new ArrayList<>();
        while (file.left() > 0) {
            packets.add(packet(file, nanoseconds));
        }
        return new Capture(List.of(new CaptureInterface("", link & LINK_TYPE)), packets);
    }

    private static CapturedPacket packet(final Bytes file, final boolean nanoseconds) {
        final long seconds = file.unsigned32("the header of a packet");
        final long fraction = file.unsigned32("the header of a packet");
        final long scale = nanoseconds ? 1 : NANOS_IN_MICRO;
        if (fraction * scale >= NANOS_IN_SECOND) {
            throw file.wrong("has a packet with " + fraction + (nanoseconds ? " nano" : " micro")
                + "seconds in a second: the file is damaged");
        }
        final long captured = file.unsigned32("the header of a packet");
        final long original = file.unsigned32("the header of a packet");
        final byte[] bytes = CaptureFile.whole(file, captured, original);
        return new CapturedPacket(0, seconds * NANOS_IN_SECOND + fraction * scale, false, "", bytes);
    }

    /** Little endian, with nanoseconds. */
    static byte[] write(final int linkType, final List<CapturedPacket> packets) {
        int length = HEADER;
        for (final CapturedPacket packet : packets) {
            length = Math.addExact(length, PACKET_HEADER + packet.bytes().length);
        }
        final ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(NANOSECONDS).putShort((short) MAJOR).putShort((short) MINOR).putLong(0)
            .putInt(SNAP_LENGTH).putInt(linkType);
        for (final CapturedPacket packet : packets) {
            out.putInt((int) (packet.timeNs() / NANOS_IN_SECOND)).putInt((int) (packet.timeNs() % NANOS_IN_SECOND))
                .putInt(packet.bytes().length).putInt(packet.bytes().length).put(packet.bytes());
        }
        return out.array();
    }
}
