/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.testkit;

import static director.dataplane.testkit.PacketBuilder.ETHERNET;

import java.util.Arrays;

/** What address translation has to make of a packet: fields are replaced one by one, checksums computed anew. */
public final class NaiveNat {
    private static final int UDP = 17;
    private static final int MODULUS = 0xFFFF;

    private NaiveNat() {
    }

    /** The packet that a real server has to get, from its IPv4 header on. */
    public static byte[] inbound(final byte[] frame, final String realAddress, final int realPort) {
        return rewrite(frame, 16, realAddress, 2, realPort);
    }

    /** The packet that a client has to get, from its IPv4 header on. */
    public static byte[] outbound(final byte[] frame, final String virtualAddress, final int virtualPort) {
        return rewrite(frame, 12, virtualAddress, 0, virtualPort);
    }

    /** The packet with both ends replaced, and one hop less, from its IPv4 header on. */
    public static byte[] both(
        final byte[] frame, final String source, final int sourcePort, final String destination,
        final int destinationPort) {
        final byte[] changed = frame.clone();
        Bytes.address(changed, ETHERNET + 12, source);
        final int transport = ETHERNET + NaiveChecksum.headerLength(frame, ETHERNET);
        Bytes.uint16(changed, transport, sourcePort);
        // What is wrong of the checksum stays wrong by as much: the other end is replaced as NAT does it.
        final int checksumAt = transport + NaiveChecksum.checksumOffset(Bytes.uint8(frame, ETHERNET + 9));
        final int before = Bytes.uint16(frame, checksumAt);
        if (before != 0 || Bytes.uint8(frame, ETHERNET + 9) != UDP) {
            final int wrongBy = before - NaiveChecksum.transport(frame, ETHERNET);
            Bytes.uint16(changed, checksumAt,
                Math.floorMod(NaiveChecksum.transport(changed, ETHERNET) + wrongBy, MODULUS));
        }
        return rewrite(changed, 16, destination, 2, destinationPort);
    }

    private static byte[] rewrite(
        final byte[] frame, final int addressAt, final String address, final int portAt, final int port) {
        final byte[] changed = frame.clone();
        final int transport = ETHERNET + NaiveChecksum.headerLength(frame, ETHERNET);
        final int protocol = Bytes.uint8(frame, ETHERNET + 9);
        final int checksumAt = transport + NaiveChecksum.checksumOffset(protocol);
        final int before = Bytes.uint16(frame, checksumAt);
        final int wrongBy = protocol == UDP && before == 0 ? 0 : before - NaiveChecksum.transport(frame, ETHERNET);
        changed[ETHERNET + 8]--;
        Bytes.address(changed, ETHERNET + addressAt, address);
        Bytes.uint16(changed, transport + portAt, port);
        Bytes.uint16(changed, ETHERNET + 10, NaiveChecksum.header(changed, ETHERNET));
        final int right = NaiveChecksum.transport(changed, ETHERNET);
        Bytes.uint16(changed, checksumAt, wrongBy == 0 ? right : Math.floorMod(right + wrongBy, MODULUS));
        return Arrays.copyOfRange(changed, ETHERNET, ETHERNET + Bytes.uint16(frame, ETHERNET + 2));
    }
}
