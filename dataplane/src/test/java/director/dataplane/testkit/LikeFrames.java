/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;

/**
 * Frames as they are compared where identifications of IPv4 are drawn at random: without these and the checksum of
 * their header, which is looked at here.
 */
public final class LikeFrames {
    private static final int TYPE = 12;
    private static final int TYPE_IPV4 = 0x0800;
    private static final int IP = 14;
    private static final int IDENTIFICATION = IP + 4;
    private static final int CHECKSUM = IP + 10;

    private LikeFrames() {
    }

    /** Each in hexadecimal digits. */
    public static List<String> of(final List<Frame> frames) {
        return frames.stream().map(frame -> HexFormat.of().formatHex(of(frame.bytes().clone()))).toList();
    }

    private static byte[] of(final byte[] frame) {
        if (Bytes.uint16(frame, TYPE) == TYPE_IPV4) {
            assertThat(Bytes.uint16(frame, CHECKSUM)).isEqualTo(NaiveChecksum.header(frame, IP));
            Bytes.uint16(frame, IDENTIFICATION, 0);
            Bytes.uint16(frame, CHECKSUM, 0);
        }
        return frame;
    }
}
