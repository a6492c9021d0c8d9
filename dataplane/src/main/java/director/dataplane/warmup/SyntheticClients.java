/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.warmup;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.dataplane.address.WireAddress;
import director.dataplane.configuration.InterfaceAddress;
import director.dataplane.configuration.Protocol;
import director.dataplane.header.Ethernet;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv6;
import director.dataplane.header.Ports;
import director.dataplane.header.Sctp;
import director.dataplane.header.Tcp;
import director.dataplane.header.Udp;
import java.util.List;

/**
 * Clients with addresses that are set aside for benchmarks (RFC 2544, RFC 5180), each with many ports. Stateless.
 */
final class SyntheticClients {
    /** The link of the clients, and the director's addresses on it. */
    static final List<InterfaceAddress> LINK =
        List.of(InterfaceAddress.parse("198.19.255.241/28"), InterfaceAddress.parse("2001:2:0:ffff::1/64"));
    static final int HOPS = 64;
    /** How many differ before they come again. */
    static final int COUNT = 1 << 17;

    private static final long NETWORK6 = InterfaceAddress.parse("2001:2:0:ffff::1/64").address().wireHigh();
    private static final int NETWORK = 0xC613_FFF0;
    private static final int HOSTS = 8;
    private static final int FIRST_HOST = 2;
    private static final int FIRST_PORT = 1_024;
    private static final long MAC = 0x02FD_0000_0002L;
    private static final int PAYLOAD = 16;
    /** Less than fills the shortest frame, as much, and more. */
    private static final int[] TCP_PAYLOADS = {0, 6, 87};
    private static final int WINDOW = 8_192;
    private static final int CHUNK = 16;
    private static final int DATA = Tcp.PSH | Tcp.ACK;

    private SyntheticClients() {
    }

    static boolean isClient(final int address) {
        return (Integer.reverseBytes(address) & -16) == NETWORK;
    }

    static boolean isClient(final long high) {
        return high == NETWORK6;
    }

    /** The IPv4 address of a client, wire order. */
    static int address(final int client) {
        return Integer.reverseBytes(NETWORK + FIRST_HOST + client % HOSTS);
    }

    /** The first half of the IPv6 address of all clients, wire order. */
    static long high() {
        return NETWORK6;
    }

    /** The second half of the IPv6 address of a client, wire order. */
    static long low(final int client) {
        return Long.reverseBytes(FIRST_HOST + client % HOSTS);
    }

    /**
     * Writes a frame into an empty mbuf.
     *
     * @param client 0 to {@link #COUNT} - 1.
     * @param step   flags of TCP, a chunk's type of SCTP.
     */
    static void write(final long mbuf, final long directorMac, final Target target, final int client, final int step) {
        final int transportLength = switch (target.protocol()) {
            case TCP -> Tcp.MIN_LENGTH + TCP_PAYLOADS[client % TCP_PAYLOADS.length];
            case UDP -> Udp.LENGTH + PAYLOAD;
            case SCTP -> Sctp.LENGTH + CHUNK;
        };
        final boolean ipv6 = target.address().ipv6();
        final int ipLength = ipv6 ? Ipv6.LENGTH : Ipv4.MIN_LENGTH;
        final int length = Math.max(Ethernet.MIN_FRAME, Ethernet.LENGTH + ipLength + transportLength);
        final long frame = Mbuf.append(mbuf, length);
        NativeMemory.zero(frame, length);
        Ethernet.addresses(frame, directorMac, MAC);
        Ethernet.type(frame, ipv6 ? Ethernet.TYPE_IPV6 : Ethernet.TYPE_IPV4);
        final long ip = frame + Ethernet.LENGTH;
        final long pseudoHeader =
            ipv6 ? ipv6(ip, target, client, transportLength) : ipv4(ip, target, client, transportLength);
        transport(ip + ipLength, target, client, step, pseudoHeader);
    }

    private static long ipv4(final long ip, final Target target, final int client, final int transportLength) {
        Ipv4.write(ip, 0, Ipv4.MIN_LENGTH + transportLength, 0, Ipv4.DONT_FRAGMENT, HOPS, target.protocol().number());
        Ipv4.addresses(ip, address(client), WireAddress.ipv4(target.address().wireLow()));
        Ipv4.computeChecksum(ip);
        return Ipv4.pseudoHeaderSum(ip);
    }

    private static long ipv6(final long ip, final Target target, final int client, final int transportLength) {
        Ipv6.write(ip, 0, 0, transportLength, target.protocol().number(), HOPS);
        Ipv6.addresses(ip, NETWORK6, low(client), target.address().wireHigh(), target.address().wireLow());
        return Ipv6.pseudoHeaderSum(ip, target.protocol().number(), transportLength);
    }

    private static void transport(
        final long transport, final Target target, final int client, final int step, final long pseudoHeader) {
        final int source = wire(FIRST_PORT + client / HOSTS);
        final int destination = wire(target.port());
        switch (target.protocol()) {
            case TCP -> {
                final int number = step == Tcp.SYN ? 1 : 2;
                Tcp.write(transport, source, destination, number, number, step, WINDOW);
                Tcp.computeChecksum(
                    transport, Tcp.MIN_LENGTH + TCP_PAYLOADS[client % TCP_PAYLOADS.length], pseudoHeader);
            }
            case UDP -> {
                Udp.write(transport, source, destination, Udp.LENGTH + PAYLOAD);
                Udp.computeChecksum(transport, Udp.LENGTH + PAYLOAD, pseudoHeader);
            }
            default -> {
                Ports.source(transport, source);
                Ports.destination(transport, destination);
                NativeMemory.uint8(transport + Sctp.LENGTH, step);
                NativeMemory.uint16Be(transport + Sctp.LENGTH + Short.BYTES, CHUNK);
                Sctp.computeChecksum(transport, Sctp.LENGTH + CHUNK);
            }
        }
    }

    private static int wire(final int port) {
        return Integer.reverseBytes(port) >>> Short.SIZE;
    }

    /** What clients send to open connections, use and end them, in this order. */
    static int[] steps(final Protocol protocol) {
        return switch (protocol) {
            case TCP -> new int[] {Tcp.SYN, Tcp.ACK, DATA, DATA, DATA, DATA, DATA, DATA, Tcp.FIN | Tcp.ACK, Tcp.ACK};
            case UDP -> new int[] {0, 0, 0, 0, 0, 0, 0, 0};
            case SCTP -> new int[] {Sctp.INIT, Sctp.COOKIE_ECHO, Sctp.DATA, Sctp.DATA, Sctp.DATA, Sctp.DATA,
                Sctp.SHUTDOWN, Sctp.SHUTDOWN_COMPLETE};
        };
    }
}
