/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.fuzz;

import java.util.SplittableRandom;

/**
 * Who got a packet, and goes on with the conversation, so that connections get as far as being established, and wrong
 * packets meet them there.
 */
final class Peer {
    private static final int FLAGS = 13;
    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int PSH = 8;
    private static final int ACK = 16;
    private static final int SEQUENCE = 4;
    private static final int ACKNOWLEDGMENT = 8;
    private static final int DATA_OFFSET = 12;
    private static final int MOST_DATA = 200;

    private final SplittableRandom random;

    Peer(final SplittableRandom random) {
        this.random = random;
    }

    /** How many answers a packet gets: one on average, of which not all arrive, or there would be no end of it. */
    int answers(final byte[] ip) {
        final int protocol = Wire.protocol(ip);
        if (protocol == Wire.TCP && (Wire.get8(ip, Wire.transportAt(ip) + FLAGS) & SYN) != 0) {
            return 1;
        }
        final boolean talks = protocol == Wire.TCP || protocol == Wire.UDP || protocol == Wire.SCTP;
        return talks && random.nextBoolean() ? random.nextInt(1, 4) : 0;
    }

    /** What is said to a packet: it comes back, with TCP as whoever has all that was sent would. */
    byte[] answer(final byte[] packet) {
        final byte[] ip = Wire.cut(packet, 0, Wire.told(packet));
        final boolean ipv6 = Wire.isIpv6(ip);
        swap(ip, ipv6 ? 8 : 12, ipv6 ? 16 : 4);
        swap(ip, Wire.transportAt(ip), 2);
        Wire.put8(ip, ipv6 ? 7 : 8, 64);
        final byte[] answer = Wire.protocol(ip) == Wire.TCP ? segment(ip) : ip;
        Wire.headerChecksum(answer);
        Wire.transportChecksum(answer);
        return answer;
    }

    private byte[] segment(final byte[] ip) {
        final int at = Wire.transportAt(ip);
        final int flags = Wire.get8(ip, at + FLAGS);
        final int headerLength = (Wire.get8(ip, at + DATA_OFFSET) >> 4) * 4;
        final int taken = Math.max(0, ip.length - at - headerLength) + Integer.bitCount(flags & (SYN | FIN));
        final byte[] data = new byte[(flags & SYN) != 0 || random.nextBoolean() ? 0 : random.nextInt(MOST_DATA)];
        final byte[] segment = Wire.join(Wire.cut(ip, 0, at + Wire.TCP_HEADER), data);
        Wire.put32(segment, at + SEQUENCE,
            (flags & ACK) == 0 ? random.nextInt() : Wire.get32(ip, at + ACKNOWLEDGMENT));
        Wire.put32(segment, at + ACKNOWLEDGMENT, Wire.get32(ip, at + SEQUENCE) + taken);
        Wire.put8(segment, at + DATA_OFFSET, Wire.TCP_HEADER << 2);
        Wire.put8(segment, at + FLAGS, ACK | ((flags & (SYN | ACK)) == SYN ? SYN : 0)
            | (data.length == 0 ? 0 : PSH) | (random.nextInt(40) == 0 ? FIN : 0));
        Wire.length(segment);
        return segment;
    }

    private static void swap(final byte[] ip, final int at, final int bytes) {
        final byte[] first = Wire.cut(ip, at, at + bytes);
        Wire.put(ip, at, Wire.cut(ip, at + bytes, at + 2 * bytes));
        Wire.put(ip, at + bytes, first);
    }
}
