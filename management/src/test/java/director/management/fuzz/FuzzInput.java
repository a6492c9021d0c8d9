/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.fuzz;

import director.dataplane.replay.ReplayDirector;
import director.dataplane.replay.Side;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes arrivals of any bytes, so that most changes to the bytes are changes to packets. One after another:
 *
 * <pre>
 *   1 byte: bit 0 the side, bit 1 in two segments, bit 2 time passes, bit 3 ARP    2 bytes: length    IP packet or ARP
 * </pre>
 */
final class FuzzInput {
    private static final int REAL = 1;
    private static final int SEGMENTS = 2;
    private static final int LATER = 4;
    private static final int ARP = 8;
    private static final int HEAD = 3;
    private static final int LONGEST = 2_048;
    private static final int MOST = 64;
    private static final long PAUSE_MS = 40;
    private static final int IPV6_VERSION = 6;
    private static final long STRANGER = 0x02FF_0000_0001L;

    private FuzzInput() {
    }

    static List<Arrival> arrivals(final byte[] input) {
        final List<Arrival> arrivals = new ArrayList<>();
        final ByteBuffer bytes = ByteBuffer.wrap(input);
        while (bytes.remaining() > HEAD && arrivals.size() < MOST) {
            final int how = bytes.get();
            final int length = Math.min(Short.toUnsignedInt(bytes.getShort()) % LONGEST, bytes.remaining());
            final byte[] packet = new byte[length];
            bytes.get(packet);
            final Side side = (how & REAL) == 0 ? Side.CLIENT : Side.REAL;
            final byte[] frame = frame(side, packet, (how & ARP) != 0);
            final List<byte[]> segments = (how & SEGMENTS) == 0 ? List.of(frame)
                : List.of(Wire.cut(frame, 0, frame.length / 2), Wire.cut(frame, frame.length / 2, frame.length));
            arrivals.add(new Arrival(side, segments, (how & LATER) == 0 ? 0 : PAUSE_MS));
        }
        return arrivals;
    }

    private static byte[] frame(final Side side, final byte[] packet, final boolean arp) {
        final boolean ipv6 = packet.length > 0 && (packet[0] & 0xF0) >>> 4 == IPV6_VERSION;
        final byte[] head = new byte[Wire.ETHERNET];
        ByteBuffer.wrap(head).putLong(ReplayDirector.mac(side) << 16 | STRANGER >>> 32).putInt((int) STRANGER)
            .putShort((short) (arp ? 0x0806 : ipv6 ? 0x86DD : 0x0800));
        return Wire.join(head, packet);
    }
}
