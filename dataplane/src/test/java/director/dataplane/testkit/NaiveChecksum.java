/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** The Internet checksum as RFC 1071 states it, over the whole of what it covers, sixteen bits at a time. */
public final class NaiveChecksum {
    private static final int TCP = 6;
    private static final int UDP = 17;

    private NaiveChecksum() {
    }

    /** The checksum that an IPv4 header at an offset has to have. */
    public static int header(final byte[] frame, final int ip) {
        final byte[] header = new byte[headerLength(frame, ip)];
        System.arraycopy(frame, ip, header, 0, header.length);
        Bytes.uint16(header, 10, 0);
        return complement(sum(header));
    }

    /** The checksum that the TCP, UDP or ICMP header behind an IPv4 header at an offset has to have. */
    public static int transport(final byte[] frame, final int ip) {
        final int protocol = Bytes.uint8(frame, ip + 9);
        final int payload = Bytes.uint16(frame, ip + 2) - headerLength(frame, ip);
        final boolean pseudo = protocol == TCP || protocol == UDP;
        final byte[] covered = new byte[payload + (pseudo ? 12 : 0)];
        if (pseudo) {
            System.arraycopy(frame, ip + 12, covered, 0, 8);
            covered[9] = (byte) protocol;
            Bytes.uint16(covered, 10, payload);
        }
        System.arraycopy(frame, ip + headerLength(frame, ip), covered, covered.length - payload, payload);
        Bytes.uint16(covered, covered.length - payload + checksumOffset(protocol), 0);
        final int checksum = complement(sum(covered));
        return protocol == UDP && checksum == 0 ? 0xFFFF : checksum;
    }

    /** Where the checksum is, from the start of the transport header. */
    public static int checksumOffset(final int protocol) {
        return switch (protocol) {
            case TCP -> 16;
            case UDP -> 6;
            default -> 2;
        };
    }

    /** Makes a checksum of a field that has the sum of the pseudo header, as a device does (DPDK, rte_mbuf_core.h). */
    static void complete(final byte[] frame, final int from, final int to, final int field) {
        final int checksum = complement(sum(Arrays.copyOfRange(frame, from, to)));
        Bytes.uint16(frame, field, checksum == 0 ? 0xFFFF : checksum);
    }

    /** Writes the checksum of SCTP into its field, which is 0 (RFC 9260 §6.8). */
    static void crc32c(final byte[] frame, final int from, final int to, final int field) {
        final CRC32C crc = new CRC32C();
        crc.update(frame, from, to - from);
        ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).putInt(field, (int) crc.getValue());
    }

    static int headerLength(final byte[] frame, final int ip) {
        return (frame[ip] & 0xF) * 4;
    }

    private static int sum(final byte[] bytes) {
        int sum = 0;
        for (int i = 0; i < bytes.length; i++) {
            sum += Bytes.uint8(bytes, i) << (i % 2 == 0 ? 8 : 0);
            if (sum > 0xFFFF) {
                sum -= 0xFFFF;
            }
        }
        return sum;
    }

    private static int complement(final int sum) {
        return 0xFFFF - sum;
    }
}
