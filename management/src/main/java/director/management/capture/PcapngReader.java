/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.capture;

import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the pcapng format (draft-ietf-opsawg-pcapng): sections of blocks, whose unknown kinds are passed over.
 *
 * <pre>
 *  +------+--------+----------------------+--------+
 *  | type | length | body, options        | length |
 *  +------+--------+----------------------+--------+
 *     4       4     a multiple of 4           4
 * </pre>
 */
final class PcapngReader {
    static final int SECTION_HEADER = 0x0A0D_0D0A;
    static final int BYTE_ORDER_MAGIC = 0x1A2B_3C4D;
    static final int INTERFACE_DESCRIPTION = 1;
    static final int OLD_PACKET = 2;
    static final int SIMPLE_PACKET = 3;
    static final int ENHANCED_PACKET = 6;
    static final int BLOCK_OVERHEAD = 12;
    static final int ALIGNMENT = 4;
    static final int END_OF_OPTIONS = 0;
    static final int COMMENT = 1;
    static final int NAME = 2;
    static final int FLAGS = 2;
    static final int RESOLUTION = 9;
    static final int OFFSET = 14;
    /** The bits of {@link #FLAGS} that tell the direction, and what they are for a packet that left. */
    private static final int DIRECTION = 3;
    private static final int OUTBOUND = 2;
    /** Microseconds, unless an interface says otherwise. */
    private static final int MICROSECONDS = 6;
    private static final int POWER_OF_TWO = 0x80;
    private static final BigInteger NANOS_IN_SECOND = BigInteger.valueOf(1_000_000_000);

    private final Bytes file;
    private final List<CaptureInterface> interfaces = new ArrayList<>();
    private final List<Clock> clocks = new ArrayList<>();
    private final List<CapturedPacket> packets = new ArrayList<>();
    /** How many interfaces earlier sections have. */
    private int earlier;
    private boolean isBig = true;

    PcapngReader(final Bytes file) {
        this.file = file;
    }

    Capture read() {
        while (file.left() > 0) {
            final int type = file.int32("a block");
            if (type == SECTION_HEADER) {
                section();
            } else {
                block(type, body());
            }
        }
        return new Capture(interfaces, packets);
    }

    /** A section tells its byte order only behind its length, and a type that reads the same both ways before. */
    private void section() {
        final int length = file.int32("a section header");
        final int magic = file.int32("a section header");
        if (magic != BYTE_ORDER_MAGIC && magic != Integer.reverseBytes(BYTE_ORDER_MAGIC)) {
            throw file.wrong("has a section of unknown byte order: the file is damaged");
        }
        if (magic != BYTE_ORDER_MAGIC) {
            file.order(isBig ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            isBig = !isBig;
        }
        final long whole = Integer.toUnsignedLong(magic == BYTE_ORDER_MAGIC ? length : Integer.reverseBytes(length));
        final Bytes body = body(whole, BLOCK_OVERHEAD + Integer.BYTES);
        final int major = body.int16("the version");
        if (major != 1) {
            throw body.wrong("is pcapng " + major + ", and only 1 is known");
        }
        earlier = interfaces.size();
    }

    private Bytes body() {
        return body(file.unsigned32("a block"), BLOCK_OVERHEAD);
    }

    /** What stands between what was read of a block, with the length behind it, and its end. */
    private Bytes body(final long length, final int overhead) {
        if (length < overhead || length % ALIGNMENT != 0) {
            throw file.wrong("has a block of " + length + " bytes, which cannot be: the file is damaged");
        }
        final Bytes body = file.part(length - overhead, "a block of " + length + " bytes");
        if (file.unsigned32("the end of a block") != length) {
            throw file.wrong("has a block with two lengths: the file is damaged");
        }
        return body;
    }

    private void block(final int type, final Bytes body) {
        switch (type) {
            case INTERFACE_DESCRIPTION -> describe(body);
            case ENHANCED_PACKET -> packet(body);
            case SIMPLE_PACKET, OLD_PACKET -> throw body.wrong("has packets without times or of an old kind (block "
                + type + "): convert it, with editcap -F pcapng for example");
            default -> {
                // Names, statistics and what others add: nothing that arrives.
            }
        }
    }

    private void describe(final Bytes body) {
        final int linkType = body.int16("an interface");
        body.skip(Short.BYTES + Integer.BYTES, "an interface");
        String name = "";
        Clock clock = Clock.of(MICROSECONDS, 0);
        while (body.left() > 0) {
            final int code = body.int16("an option");
            final int length = body.int16("an option");
            final Bytes value = option(body, length);
            switch (code) {
                case NAME -> name = value.text(length, "a name");
                case RESOLUTION -> clock = Clock.of(value.bytes(1, "a resolution")[0] & 0xFF, clock.offsetSeconds);
                case OFFSET -> clock = new Clock(clock.ticksInSecond, value.int64("an offset"));
                default -> {
                    // Descriptions, addresses and the like.
                }
            }
            if (code == END_OF_OPTIONS) {
                break;
            }
        }
        interfaces.add(new CaptureInterface(name, linkType));
        clocks.add(clock);
    }

    private void packet(final Bytes body) {
        final long at = body.unsigned32("a packet");
        if (at >= interfaces.size() - earlier) {
            throw body.wrong("has a packet of interface " + at + ", and its section has "
                + (interfaces.size() - earlier) + ": the file is damaged");
        }
        final int place = earlier + (int) at;
        final long high = body.unsigned32("a packet");
        final long low = body.unsigned32("a packet");
        final long captured = body.unsigned32("a packet");
        final long original = body.unsigned32("a packet");
        final byte[] bytes = CaptureFile.whole(body, captured, original);
        body.skip(padding(captured), "a packet");
        final BigInteger timeNs = clocks.get(place).nanoseconds(high << Integer.SIZE | low);
        if (timeNs.signum() < 0 || timeNs.bitLength() >= Long.SIZE) {
            throw body.wrong("has a packet of a time before 1970 or after 2262: the file is damaged");
        }
        packet(place, timeNs.longValue(), bytes, body);
    }

    private void packet(final int place, final long timeNs, final byte[] bytes, final Bytes options) {
        boolean outbound = false;
        String comment = "";
        while (options.left() > 0) {
            final int code = options.int16("an option");
            final int length = options.int16("an option");
            final Bytes value = option(options, length);
            if (code == END_OF_OPTIONS) {
                break;
            } else if (code == FLAGS) {
                outbound = (value.int32("flags") & DIRECTION) == OUTBOUND;
            } else if (code == COMMENT) {
                comment = value.text(length, "a comment");
            }
        }
        packets.add(new CapturedPacket(place, timeNs, outbound, comment, bytes));
    }

    private static Bytes option(final Bytes body, final int length) {
        final Bytes value = body.part(length, "an option");
        body.skip(padding(length), "an option");
        return value;
    }

    static int padding(final long length) {
        return (int) (-length & (ALIGNMENT - 1));
    }

    /** How the times of an interface count. */
    private record Clock(BigInteger ticksInSecond, long offsetSeconds) {
        static Clock of(final int resolution, final long offsetSeconds) {
            return new Clock((resolution & POWER_OF_TWO) == 0 ? BigInteger.TEN.pow(resolution)
                : BigInteger.TWO.pow(resolution & ~POWER_OF_TWO), offsetSeconds);
        }

        BigInteger nanoseconds(final long ticks) {
            return new BigInteger(Long.toUnsignedString(ticks)).multiply(NANOS_IN_SECOND).divide(ticksInSecond)
                .add(BigInteger.valueOf(offsetSeconds).multiply(NANOS_IN_SECOND));
        }
    }
}
