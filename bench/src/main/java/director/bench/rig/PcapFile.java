/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntFunction;

/** Writes captures in the format of libpcap: a header of 24 bytes, then 16 bytes before each frame. Any thread. */
public final class PcapFile {
    /** With time stamps in microseconds; its byte order is that of all other numbers. */
    private static final int MAGIC = 0xA1B2_C3D4;
    private static final int MAJOR = 2;
    private static final int MINOR = 4;
    private static final int SNAP_LENGTH = 65_535;
    private static final int LINK_TYPE_ETHERNET = 1;

    private PcapFile() {
    }

    /**
     * Writes a capture.
     *
     * @param file   where to.
     * @param count  how many frames.
     * @param frames answers the one at each place, from 0.
     * @throws UncheckedIOException if it cannot be written.
     */
    public static void write(final Path file, final int count, final IntFunction<byte[]> frames) {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            out.writeInt(MAGIC);
            out.writeShort(MAJOR);
            out.writeShort(MINOR);
            out.writeLong(0);
            out.writeInt(SNAP_LENGTH);
            out.writeInt(LINK_TYPE_ETHERNET);
            for (int place = 0; place < count; place++) {
                final byte[] frame = frames.apply(place);
                out.writeLong(0);
                out.writeInt(frame.length);
                out.writeInt(frame.length);
                out.write(frame);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }
}
