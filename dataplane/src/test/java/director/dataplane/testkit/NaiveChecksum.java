/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.testkit;

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
