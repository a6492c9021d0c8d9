/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import java.nio.ByteBuffer;

/** Makes lengths and checksums of frames right after something was put in, taken out or changed. Any thread. */
final class Corrections {
    private static final int IPV4_TOTAL = Frames.IP + 2;
    private static final int IPV4_CHECKSUM = Frames.IP + 10;
    private static final int IPV6_PAYLOAD = Frames.IP + 4;
    /** Of the first byte of IPv4 the half that says how long its header is, in words. */
    private static final int WORDS = 0x0F;

    private Corrections() {
    }

    /** The length in the header of IP, and with IPv4 the header's checksum. */
    static void ip(final byte[] frame, final boolean ipv6) {
        final ByteBuffer out = ByteBuffer.wrap(frame);
        if (ipv6) {
            out.putShort(IPV6_PAYLOAD, (short) (frame.length - Frames.IP - Frames.ipLength(true)));
            return;
        }
        final int header = (frame[Frames.IP] & WORDS) * Integer.BYTES;
        out.putShort(IPV4_TOTAL, (short) (frame.length - Frames.IP)).putShort(IPV4_CHECKSUM, (short) 0);
        out.putShort(IPV4_CHECKSUM, (short) InternetChecksum.of(frame, Frames.IP, Frames.IP + header, 0));
    }

    /** The checksum of TCP, whose header follows that of IP, which has no options. */
    static void tcp(final byte[] frame, final boolean ipv6) {
        final ByteBuffer out = ByteBuffer.wrap(frame);
        final int transport = Frames.IP + Frames.ipLength(ipv6);
        out.putShort(transport + Frames.TCP_CHECKSUM, (short) 0);
        final int sum = InternetChecksum.of(frame, transport, frame.length,
            Frames.pseudoHeader(out, Frames.addresses(ipv6), transport, Frames.TCP));
        out.putShort(transport + Frames.TCP_CHECKSUM, (short) sum);
    }
}
