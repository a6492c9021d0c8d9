/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fastpath;

import director.bindings.NativeMemory;
import director.dataplane.connection.Connection;
import director.dataplane.connection.FlowSlot;
import director.dataplane.header.Ipv4;

/**
 * How packets get to one real server: a cache line that all its connections share.
 *
 * <pre>
 *   0             4         6    7    8                 16         20    22    24    26 28
 *  +-------------+---------+----+----+-----------------+----------+-----+-----+-----+--+- - - -
 *  |    epoch    | longest |port|kind| entry of the    | address, |port | IP  |trans|  | spare
 *  |             | packet  |    |    | next hop        | IPv4     |     |delta|delta|  |
 *  +-------------+---------+----+----+-----------------+----------+-----+-----+-----+--+- - - -
 *  32            36   38    40            44            48            52    54     56
 *  +-------------+-----+----+-------------+-------------+-------------+------+------+- - - -
 *  | service's   | 0   |port| tunnel's    | its far end | sum of its  |reply:|reply:| spare
 *  | address     |     |    | near end    |             | header      | IP   |trans.|
 *  +-------------+-----+----+-------------+-------------+-------------+------+------+- - - -
 * </pre>
 *
 * <p>Tunnels over IPv6, of IPv6, and with headers of their own need more, and nothing of what lies there otherwise:
 *
 * <pre>
 *  16                32                40                56     57     58     60          62
 *  +-----------------+- - - - - - - - -+-----------------+------+------+------+-----------+- -
 *  | far end         | service, as     | near end        | kind | over | port | transport | spare
 *  |                 | above           |                 |      | IPv6 |      |           |
 *  +-----------------+- - - - - - - - -+-----------------+------+------+------+-----------+- -
 * </pre>
 *
 * <p>The kind is protocol, version of IP, forwarding method and whether that is a tunnel; the sum is that of what is
 * the same in the header of all packets. The service's address and port lie as in a frame, where the source port is
 * between them. The deltas are what the checksums' sums grow by when the service's address, port and a hop give way to
 * the real server's (RFC 1624 §3), and for replies the other way round. Of IPv6, only those of the transport header
 * are used: addresses stand in the record of each connection. Static accessors over its address. From the worker's
 * thread.
 */
final class ForwardingEntry {
    static final int BYTES = 64;

    private static final int NEXT_HOP = 8;
    private static final int IPV4 = 16;
    private static final int TRANSPORT_PORT = 20;
    private static final int TRANSPORT_DELTA = 24;
    private static final int SERVICE = 32;
    private static final int TUNNEL = 40;
    private static final int TUNNEL_SUM = 48;
    private static final int REPLY = 52;
    private static final int FAR_END = 16;
    private static final int NEAR_END = 40;
    private static final int KIND_OF_TUNNEL = 56;
    private static final int TUNNEL_IPV6 = 57;
    private static final int TUNNEL_PORT = 58;
    private static final int TUNNELLED_TRANSPORT = 60;
    /** Besides protocol and method: those who look for others do not take it. */
    private static final int TUNNELLED = 1 << 7;
    /** In the kind of an entry, a bit that neither TCP nor UDP has. */
    private static final int IPV6 = 1 << 5;
    /** More than a kind has, so that no entry holds for such a packet by mistake. */
    private static final int IPV6_PACKET = 1 << 8;
    /** The same for a SYN, which is no packet of an established connection. */
    private static final int SYN_PACKET = 1 << 9;
    /** The kind of entries of SNAT rules, whatever the protocol: none that another entry has. */
    static final int SNAT_KIND = 0xFF;
    /** The same of entries of real servers of whose connections the record alone says what becomes of packets. */
    static final int RECORD_KIND = 0xFE;
    /** The same of entries of tunnels that ask for more than {@link #tunnelKind} has room for. */
    static final int OTHER_TUNNEL_KIND = 0xFD;
    private static final int METHOD_MASK = 3;
    /** In the kind of an entry for packets of IPv4, bits that no other entry has both of. */
    static final int FULL_NAT = TUNNELLED | IPV6;
    /**
     * The same for those of full NAT with a header of the PROXY protocol: a bit more, which TCP does not have. UDP has,
     * so that without such a header is to be asked first.
     */
    static final int PROXIED = FULL_NAT | 1 << 6;
    private static final int SERVICE_PORT_SHIFT = 48;
    private static final int LONGEST_SHIFT = 32;
    private static final int PORT_SHIFT = 48;
    private static final int KIND_SHIFT = 56;
    private static final long LOW_32 = 0xFFFF_FFFFL;

    private ForwardingEntry() {
    }

    /** Epoch, longest packet, port and kind in one word. */
    static long way(final long entry) {
        return NativeMemory.int64(entry);
    }

    static void way(final long entry, final int epoch, final int longest, final int port, final int kind) {
        NativeMemory.int64(entry, (epoch & LOW_32) | ((long) longest << LONGEST_SHIFT) | ((long) port << PORT_SHIFT)
            | ((long) kind << KIND_SHIFT));
    }

    /** It holds as long as the table's epoch is this one; 0 for never. */
    static int epoch(final long way) {
        return (int) way;
    }

    /** Protocol and version of IP of a packet in one number, of which the lowest two bits are 0. */
    static int transport(final int protocol, final boolean ipv6) {
        return protocol << 2 | (ipv6 ? IPV6_PACKET : 0);
    }

    /** The same of IPv4. */
    static int withoutVersion(final int transport) {
        return transport & ~IPV6_PACKET;
    }

    static boolean isIpv6(final int transport) {
        return (transport & IPV6_PACKET) != 0;
    }

    /** That of a SYN, for which no entry holds. */
    static int synTransport(final int protocol, final boolean ipv6) {
        return transport(protocol, ipv6) | SYN_PACKET;
    }

    static boolean isSyn(final int transport) {
        return (transport & SYN_PACKET) != 0;
    }

    /** That of other packets of the same protocol. */
    static int withoutSyn(final int transport) {
        return transport & ~SYN_PACKET;
    }

    /** The forwarding method of those that an entry holds for. */
    static int method(final long way) {
        return (int) (way >>> KIND_SHIFT) & METHOD_MASK;
    }

    /** Protocol and method in one number; of a packet of IPv6, none that an entry has. */
    static int kind(final int transport, final int method) {
        return transport | method;
    }

    /** Protocol and method in one number, for packets of IPv6. */
    static int kindIpv6(final int transport, final int method) {
        return (transport ^ IPV6_PACKET) | IPV6 | method;
    }

    /** Whether an entry is that of connections whose client's stream has a header of the PROXY protocol. */
    static boolean isProxied(final long way) {
        return (way >>> KIND_SHIFT) == (kind(transport(Ipv4.TCP, false), FlowSlot.FULL_NAT) | PROXIED);
    }

    /** Whether an entry is that of connections whose record says all. */
    static boolean isRecorded(final long way) {
        return (way >>> KIND_SHIFT) == RECORD_KIND;
    }

    /** The kind of connections through a tunnel. */
    static int tunnelKind(final int transport) {
        return kind(transport, Connection.TUNNEL) | TUNNELLED;
    }

    /** The kind of connections of full NAT whose clients' streams are not preceded by anything. */
    static int fullNatKind(final int transport) {
        return kind(transport, FlowSlot.FULL_NAT) | FULL_NAT;
    }

    /** Whether it holds in an epoch, for connections of a kind. */
    static boolean holds(final long way, final int epoch, final int kind) {
        return (((way ^ epoch) & LOW_32) | ((way >>> KIND_SHIFT) ^ kind)) == 0;
    }

    /** Bytes of the longest packet that nothing is to be said about. */
    static int longest(final long way) {
        return (int) (way >>> LONGEST_SHIFT) & 0xFFFF;
    }

    /** Place of the port where packets leave. */
    static int port(final long way) {
        return (int) (way >>> PORT_SHIFT) & 0xFF;
    }

    /** The entry of the next hop in the table of neighbours. */
    static long nextHop(final long entry) {
        return NativeMemory.int64(entry + NEXT_HOP);
    }

    static void nextHop(final long entry, final long value) {
        NativeMemory.int64(entry + NEXT_HOP, value);
    }

    static int ipv4(final long entry) {
        return NativeMemory.int32(entry + IPV4);
    }

    /** The real server's port and both deltas in one word: port, delta of the IP header, delta of the transport. */
    static long portAndDeltas(final long entry) {
        return NativeMemory.int64(entry + TRANSPORT_PORT);
    }

    /** What the sum of the transport header grows by. */
    static int transportDelta(final long entry) {
        return NativeMemory.uint16(entry + TRANSPORT_DELTA);
    }

    static void ipv4(final long entry, final int address, final int port, final int headerDelta,
        final int transportDelta) {
        NativeMemory.int32(entry + IPV4, address);
        NativeMemory.int64(entry + TRANSPORT_PORT,
            port | ((long) headerDelta << Short.SIZE) | ((long) transportDelta << Integer.SIZE));
    }

    /** What the packets of the service's clients have where a frame has destination address and port. */
    static long service(final long entry) {
        return NativeMemory.int64(entry + SERVICE);
    }

    static void service(final long entry, final int address, final int port) {
        NativeMemory.int64(entry + SERVICE, (address & LOW_32) | ((long) port << SERVICE_PORT_SHIFT));
    }

    static int serviceAddress(final long service) {
        return (int) service;
    }

    static int servicePort(final long service) {
        return (int) (service >>> SERVICE_PORT_SHIFT);
    }

    /** What the sums of a reply grow by: the IP header's, then the transport's. */
    static int replyDeltas(final long entry) {
        return NativeMemory.int32(entry + REPLY);
    }

    /** What the sum of a reply's transport header grows by. */
    static int replyTransportDelta(final long entry) {
        return NativeMemory.uint16(entry + REPLY + Short.BYTES);
    }

    static void replyDeltas(final long entry, final int headerDelta, final int transportDelta) {
        NativeMemory.int32(entry + REPLY, headerDelta | (transportDelta << Short.SIZE));
    }

    /** Both ends of the tunnel, as they stand in its header. */
    static long tunnel(final long entry) {
        return NativeMemory.int64(entry + TUNNEL);
    }

    static int tunnelSum(final long entry) {
        return NativeMemory.int32(entry + TUNNEL_SUM);
    }

    static void tunnel(final long entry, final int source, final int destination, final int sum) {
        NativeMemory.int64(entry + TUNNEL, (source & LOW_32) | ((long) destination << Integer.SIZE));
        NativeMemory.int32(entry + TUNNEL_SUM, sum);
    }

    /** One of the kinds of {@link director.dataplane.tunnel.Tunnel}; of other tunnels, as what follows. */
    static int tunnelKindOf(final long entry) {
        return NativeMemory.uint8(entry + KIND_OF_TUNNEL);
    }

    static boolean isTunnelIpv6(final long entry) {
        return NativeMemory.uint8(entry + TUNNEL_IPV6) != 0;
    }

    /** Destination port of GUE, wire order. */
    static int tunnelPort(final long entry) {
        return NativeMemory.uint16(entry + TUNNEL_PORT);
    }

    /** {@link #transport} of the packets that go into the tunnel. */
    static int tunnelled(final long entry) {
        return NativeMemory.uint16(entry + TUNNELLED_TRANSPORT);
    }

    static void otherTunnel(
        final long entry, final int kind, final boolean ipv6, final int port, final int transport) {
        NativeMemory.uint8(entry + KIND_OF_TUNNEL, kind);
        NativeMemory.uint8(entry + TUNNEL_IPV6, ipv6 ? 1 : 0);
        NativeMemory.uint16(entry + TUNNEL_PORT, port);
        NativeMemory.uint16(entry + TUNNELLED_TRANSPORT, transport);
    }

    static long nearEndHigh(final long entry) {
        return NativeMemory.int64(entry + NEAR_END);
    }

    static long nearEndLow(final long entry) {
        return NativeMemory.int64(entry + NEAR_END + Long.BYTES);
    }

    static void nearEnd(final long entry, final long high, final long low) {
        NativeMemory.int64(entry + NEAR_END, high);
        NativeMemory.int64(entry + NEAR_END + Long.BYTES, low);
    }

    static long farEndHigh(final long entry) {
        return NativeMemory.int64(entry + FAR_END);
    }

    static long farEndLow(final long entry) {
        return NativeMemory.int64(entry + FAR_END + Long.BYTES);
    }

    static void farEnd(final long entry, final long high, final long low) {
        NativeMemory.int64(entry + FAR_END, high);
        NativeMemory.int64(entry + FAR_END + Long.BYTES, low);
    }
}
