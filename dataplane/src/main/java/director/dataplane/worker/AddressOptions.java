/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.dataplane.address.WireAddress;
import director.dataplane.connection.AddressOptionState;
import director.dataplane.connection.Connection;
import director.dataplane.header.Ethernet;
import director.dataplane.header.Ipv4;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;

/**
 * Tells real servers of full NAT the client's port and address by an option, which looks the same in the headers of TCP
 * and IP:
 *
 * <pre>
 *      0       1       2               4
 *     +-------+-------+---------------+---------------//--------------+
 *     | kind  | 8, 20 |  client port  |  client address, 4 or 16      |
 *     +-------+-------+---------------+---------------//--------------+
 * </pre>
 *
 * <p>{@link TcpAddressOption} and {@link UdpAddressOption} know where it goes. From the worker's thread.
 */
final class AddressOptions {
    private static final int IPV4_LENGTH = 8;
    private static final int IPV6_LENGTH = 20;

    private final WorkerCounters counters;

    AddressOptions(final WorkerCounters counters) {
        this.counters = counters;
    }

    /**
     * A packet of a client, not translated yet, of a connection with an {@link AddressOptionState}: takes out what the
     * client says itself, and puts the option in where it is due and there is room.
     */
    void tell(final Packet packet, final long connection, final int mtu) {
        final boolean told = packet.protocol == Ipv4.TCP ? TcpAddressOption.tell(packet, connection, mtu)
            : UdpAddressOption.tell(packet, connection, mtu);
        if (!told) {
            counters.add(WorkerCounter.ADDRESS_OPTIONS_OMITTED, 1);
        }
    }

    /** A packet of a real server, of a connection whose option is due: it may show that no more are needed. */
    static void hear(final Packet packet, final long connection) {
        if (packet.protocol == Ipv4.TCP) {
            TcpAddressOption.hear(packet, connection);
        } else if (packet.protocol == Ipv4.UDP) {
            UdpAddressOption.hear(connection);
        }
    }

    /** Bytes of the option, which the version of the client's address decides. */
    static int length(final long connection) {
        return isIpv4(connection) ? IPV4_LENGTH : IPV6_LENGTH;
    }

    private static boolean isIpv4(final long connection) {
        return WireAddress.isIpv4(Connection.clientHigh(connection), Connection.clientLow(connection));
    }

    /** Whether so many bytes more have room in front of the packet and on the way to the real server. */
    static boolean isRoom(final Packet packet, final int bytes, final int mtu) {
        return packet.mbuf != 0 && packet.length + bytes <= mtu
            && Mbuf.headroom(packet.mbuf) + (int) (packet.ip - Mbuf.data(packet.mbuf)) - Ethernet.LENGTH >= bytes;
    }

    static void write(final long to, final long connection) {
        NativeMemory.uint8(to, AddressOptionState.option(connection));
        NativeMemory.uint8(to + 1, length(connection));
        NativeMemory.uint16(to + 2, Connection.clientPort(connection));
        if (!isIpv4(connection)) {
            NativeMemory.int64(to + 4, Connection.clientHigh(connection));
            NativeMemory.int64(to + 12, Connection.clientLow(connection));
        } else {
            NativeMemory.int32(to + 4, WireAddress.ipv4(Connection.clientLow(connection)));
        }
    }
}
