/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.NativeMemory;
import director.dataplane.connection.AddressOptionState;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv4Options;
import director.dataplane.header.Ipv6;

/**
 * UOA: the client's address in front of its UDP datagrams until the real server has answered one. With IPv4 it is the
 * first option of the IP header. With IPv6 it stands in a header of its own, of the protocol that DPVS has for it,
 * which the module in the real server's kernel takes out again:
 *
 * <pre>
 *      0       1       2               4               24
 *     +---+---+-------+---------------+------//-------+---//
 *     | 2 | 0 |  17   |    24         |    option     | UDP
 *     +---+---+-------+---------------+------//-------+---//
 *      version   next    length
 * </pre>
 *
 * <p>The checksum of UDP does not cover either. An option of that kind that a client sends itself is always taken out:
 * modules believe the last one. From the worker's thread.
 */
final class UdpAddressOption {
    /** The option's number in the header of IPv4: not copied into fragments, class 0, number 31. */
    static final int KIND = 31;

    /** The protocol that says that an option follows. */
    static final int PROTOCOL = 248;
    private static final int MAX_HEADER = 60;
    private static final int FIXED = 4;
    private static final int VERSION_IPV6 = 2 << 4;

    private UdpAddressOption() {
    }

    /** Tells the real server, if it does not know yet. Answers false if there was no room. */
    static boolean tell(final Packet packet, final long connection, final int mtu) {
        if (!packet.ipv6) {
            Ipv4Options.erase(packet.ip, KIND);
        }
        if (AddressOptionState.option(connection) == 0) {
            return true;
        }
        return packet.ipv6 ? tellIpv6(packet, connection, mtu) : tellIpv4(packet, connection, mtu);
    }

    /** A datagram of a real server: it got one of the client's, all of which had the option. */
    static void hear(final long connection) {
        AddressOptionState.guard(connection);
    }

    private static boolean tellIpv4(final Packet packet, final long connection, final int mtu) {
        final int bytes = AddressOptions.length(connection);
        final int headerLength = Ipv4.headerLength(packet.ip) + bytes;
        if (headerLength > MAX_HEADER || !AddressOptions.isRoom(packet, bytes, mtu)) {
            return false;
        }
        move(packet, Ipv4.MIN_LENGTH, bytes);
        AddressOptions.write(packet.ip + Ipv4.MIN_LENGTH, connection);
        Ipv4.headerLength(packet.ip, headerLength);
        Ipv4.totalLength(packet.ip, packet.length);
        Ipv4.computeChecksum(packet.ip);
        return true;
    }

    private static boolean tellIpv6(final Packet packet, final long connection, final int mtu) {
        final int bytes = FIXED + AddressOptions.length(connection);
        if (!AddressOptions.isRoom(packet, bytes, mtu)) {
            return false;
        }
        move(packet, (int) (packet.transport - packet.ip), bytes);
        final long header = packet.transport - bytes;
        NativeMemory.uint8(packet.ip + packet.namedAt, PROTOCOL);
        NativeMemory.uint8(header, VERSION_IPV6);
        NativeMemory.uint8(header + 1, Ipv4.UDP);
        NativeMemory.uint16Be(header + 2, bytes);
        AddressOptions.write(header + FIXED, connection);
        Ipv6.payloadLength(packet.ip, packet.length - Ipv6.LENGTH);
        return true;
    }

    /** Moves what the packet begins with to the front, so that bytes are free behind it. */
    private static void move(final Packet packet, final int beginning, final int bytes) {
        NativeMemory.copy(packet.ip, packet.ip - bytes, beginning);
        packet.ip -= bytes;
        packet.length += bytes;
    }
}
