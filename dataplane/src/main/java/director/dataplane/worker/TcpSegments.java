/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.dataplane.header.Checksum;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv6;
import director.dataplane.header.Tcp;

/**
 * Makes packets with a TCP segment shorter or longer, and keeps their lengths and checksums as right or wrong as they
 * were. From the worker's thread.
 */
final class TcpSegments {
    private TcpSegments() {
    }

    /** What the IP header adds to the checksum of TCP. */
    static long pseudoSum(final Packet packet) {
        return packet.ipv6 ? Ipv6.pseudoHeaderSum(packet.ip, Ipv4.TCP, packet.transportLength())
            : Ipv4.pseudoHeaderSum(packet.ip);
    }

    /** Whether the checksum of the segment is right. */
    static boolean isIntact(final Packet packet) {
        return Tcp.isChecksumValid(packet.transport, packet.transportLength(), pseudoSum(packet));
    }

    /** Takes so many bytes, which are an even number from its beginning on, off the end of the segment. */
    static void cut(final Packet packet, final int bytes) {
        final int before = packet.transportLength();
        final int after = packet.length - bytes;
        final long data = Checksum.fold(Checksum.sum(packet.ip + after, bytes, 0));
        mend(packet.transport,
            Checksum.difference16((int) data, 0) + Checksum.difference16(wire(before), wire(before - bytes)));
        length(packet, after);
        if (packet.mbuf != 0) {
            Mbuf.trim(packet.mbuf, bytes);
        }
    }

    /**
     * Makes room for so many bytes, whole words, behind a TCP header without options; headers move to the front. What
     * is there does not count until {@link #sum}.
     */
    static void grow(final Packet packet, final int bytes) {
        final int before = packet.transportLength();
        final int words = Tcp.offsetWord(packet.transport);
        NativeMemory.copy(packet.ip, packet.ip - bytes, packet.transport - packet.ip + Tcp.MIN_LENGTH);
        packet.ip -= bytes;
        packet.transport -= bytes;
        Tcp.headerLength(packet.transport, Tcp.headerLength(packet.transport) + bytes);
        mend(packet.transport, Checksum.difference16(wire(before), wire(before + bytes))
            + Checksum.difference16(words, Tcp.offsetWord(packet.transport)));
        length(packet, packet.length + bytes);
    }

    /** Has the checksum of TCP count the bytes that have been written where {@link #grow} made room. */
    static void sum(final Packet packet, final int bytes) {
        mend(packet.transport, Checksum.sum(packet.transport + Tcp.MIN_LENGTH, bytes, 0));
    }

    private static void mend(final long tcp, final long difference) {
        Tcp.checksum(tcp, Checksum.update(Tcp.checksum(tcp), Checksum.fold(difference)));
    }

    private static void length(final Packet packet, final int after) {
        if (packet.ipv6) {
            Ipv6.payloadLength(packet.ip, after - Ipv6.LENGTH);
        } else {
            Ipv4.checksum(packet.ip, Checksum.update(Ipv4.checksum(packet.ip),
                Checksum.fold(Checksum.difference16(wire(packet.length), wire(after)))));
            Ipv4.totalLength(packet.ip, after);
        }
        packet.length = after;
    }

    private static int wire(final int value) {
        return Integer.reverseBytes(value) >>> Short.SIZE;
    }
}
