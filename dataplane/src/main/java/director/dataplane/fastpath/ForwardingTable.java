/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fastpath;

import director.bindings.MemoryAllocator;
import director.bindings.NativeMemory;
import director.dataplane.address.WireAddress;
import director.dataplane.connection.FlowSlot;
import director.dataplane.header.Checksum;
import director.dataplane.service.Destination;
import director.dataplane.service.ServiceKey;
import director.dataplane.service.WireOrder;

/**
 * How packets get to real servers, by the number of the destination, as far as that is known for now. Whatever could
 * change it begins a new epoch, in which everything is to be learnt again. From the worker's thread.
 */
public final class ForwardingTable implements AutoCloseable {
    private static final int SHIFT = 6;

    private final MemoryAllocator memory;
    private final long base;
    private int epoch = 1;
    private long followed;

    /**
     * A table that knows nothing.
     *
     * @param memory where it lives.
     */
    public ForwardingTable(final MemoryAllocator memory) {
        this.memory = memory;
        this.base = memory.allocate("forwarding table", (long) Destination.NONE * ForwardingEntry.BYTES,
            ForwardingEntry.BYTES);
    }

    /**
     * Forgets everything if next hops are others than they were: the number of one may have been given to another.
     *
     * @param changes how often they changed so far.
     */
    public void follow(final long changes) {
        if (changes != followed) {
            followed = changes;
            forget();
        }
    }

    /** Forgets everything. */
    public void forget() {
        epoch++;
        if (epoch == 0) {
            NativeMemory.zero(base, (long) Destination.NONE * ForwardingEntry.BYTES);
            epoch = 1;
        }
    }

    /**
     * Whether it is known how packets get to a real server, or that they are of a rule of SNAT.
     *
     * @param destination number of the real server or rule.
     * @return false if it should be learnt.
     */
    public boolean knows(final int destination) {
        return ForwardingEntry.epoch(ForwardingEntry.way(entry(destination))) == epoch;
    }

    /**
     * Learns how packets get to a real server.
     *
     * @param destination the real server.
     * @param port        place of the port where they leave.
     * @param nextHop     the next hop's entry in the table of neighbours.
     * @param longest     bytes of the longest packet that gets there, 0 to 65,535.
     * @param proxied     whether clients of its service are told by the PROXY protocol.
     */
    public void learn(final Destination destination, final int port, final long nextHop, final int longest,
        final boolean proxied) {
        final boolean ipv6 = destination.service().address().ipv6();
        final long entry = entry(destination.number());
        if (ipv6) {
            learnIpv6(entry, destination);
        } else {
            learnIpv4(entry, destination);
        }
        ForwardingEntry.nextHop(entry, nextHop);
        final int transport = ForwardingEntry.transport(destination.service().protocol().number(), ipv6);
        final int method = destination.isFullNat() ? FlowSlot.FULL_NAT : destination.method();
        ForwardingEntry.way(entry, epoch, longest, port,
            ipv6 ? ForwardingEntry.kindIpv6(transport, method)
                : ForwardingEntry.kind(transport, method) | fullNat(destination, proxied));
    }

    private static int fullNat(final Destination destination, final boolean proxied) {
        if (!destination.isFullNat()) {
            return 0;
        }
        return proxied ? ForwardingEntry.PROXIED : ForwardingEntry.FULL_NAT;
    }

    /**
     * Whether clients of a real server's connections are told by the PROXY protocol.
     *
     * @param destination its number.
     * @return false if that is not known, or not of this version of IP.
     */
    public boolean isProxied(final int destination) {
        return ForwardingEntry.isProxied(ForwardingEntry.way(entry(destination)));
    }

    /**
     * Whether a real server is known by {@link #learnRecorded}.
     *
     * @param destination its number.
     * @return false if that is not so, or nothing is known of it.
     */
    public boolean isRecorded(final int destination) {
        return ForwardingEntry.isRecorded(ForwardingEntry.way(entry(destination)));
    }

    /**
     * Learns how packets get to a real server through a tunnel of IPv4 in IPv4.
     *
     * @param destination the real server.
     * @param port        place of the port where they leave.
     * @param nextHop     the next hop's entry in the table of neighbours.
     * @param longest     bytes of the longest packet that fits into the tunnel, 0 to 65,515.
     * @param source      where the tunnel begins, wire order.
     */
    public void learnTunnel(final Destination destination, final int port, final long nextHop, final int longest,
        final int source) {
        final long entry = entry(destination.number());
        learnIpv4(entry, destination);
        ForwardingEntry.nextHop(entry, nextHop);
        ForwardingEntry.tunnel(entry, source, ForwardingEntry.ipv4(entry),
            IpInIp.sum(source, ForwardingEntry.ipv4(entry)));
        ForwardingEntry.way(entry, epoch, longest, port,
            ForwardingEntry.tunnelKind(
                ForwardingEntry.transport(destination.service().protocol().number(), false)));
    }

    /**
     * Learns how packets get to a real server through a tunnel of another kind, without a checksum over the packet.
     *
     * @param destination the real server.
     * @param port        place of the port where they leave.
     * @param nextHop     the next hop's entry in the table of neighbours.
     * @param longest     bytes of the longest packet that fits into the tunnel, 0 to 65,515.
     * @param sourceHigh  where the tunnel begins, wire order.
     * @param sourceLow   where the tunnel begins, wire order.
     */
    public void learnOtherTunnel(final Destination destination, final int port, final long nextHop, final int longest,
        final long sourceHigh, final long sourceLow) {
        final long entry = entry(destination.number());
        final ServiceKey service = destination.service();
        final boolean ipv6 = service.address().ipv6();
        ForwardingEntry.nextHop(entry, nextHop);
        ForwardingEntry.farEnd(entry, destination.high(), destination.low());
        if (!ipv6) {
            ForwardingEntry.service(entry, WireOrder.address(service.address()), WireOrder.port(service.port()));
        }
        ForwardingEntry.nearEnd(entry, sourceHigh, sourceLow);
        ForwardingEntry.otherTunnel(entry, destination.tunnelKind(), destination.settings().address().ipv6(),
            destination.tunnelPort(), ForwardingEntry.transport(service.protocol().number(), ipv6));
        ForwardingEntry.way(entry, epoch, longest, port, ForwardingEntry.OTHER_TUNNEL_KIND);
    }

    /**
     * Learns that a number is that of a rule of SNAT, whose connections each have a way of their own.
     *
     * @param rule its number.
     */
    public void learnSnat(final int rule) {
        ForwardingEntry.way(entry(rule), epoch, 0, 0, ForwardingEntry.SNAT_KIND);
    }

    /**
     * Learns how packets get to a real server whose connections each say themselves, in their record, which is a long
     * one, what becomes of packets.
     *
     * @param destination its number.
     * @param port        place of the port where they leave.
     * @param nextHop     the next hop's entry in the table of neighbours.
     * @param longest     bytes of the longest packet that gets there, 0 to 65,535.
     */
    public void learnRecorded(final int destination, final int port, final long nextHop, final int longest) {
        final long entry = entry(destination);
        ForwardingEntry.nextHop(entry, nextHop);
        ForwardingEntry.way(entry, epoch, longest, port, ForwardingEntry.RECORD_KIND);
    }

    /** All but the way, without which nothing of it counts. */
    private static void learnIpv4(final long entry, final Destination destination) {
        final ServiceKey service = destination.service();
        final int address = WireAddress.ipv4(destination.low());
        final long delta = Checksum.difference32(WireOrder.address(service.address()), address);
        ForwardingEntry.ipv4(entry, address, destination.port(), Checksum.fold(delta + FastIpv4.HOP),
            Checksum.fold(delta + Checksum.difference16(WireOrder.port(service.port()), destination.port())));
        final long back = Checksum.difference32(address, WireOrder.address(service.address()));
        ForwardingEntry.replyDeltas(entry, Checksum.fold(back + FastIpv4.HOP),
            Checksum.fold(back + Checksum.difference16(destination.port(), WireOrder.port(service.port()))));
        ForwardingEntry.service(entry, WireOrder.address(service.address()), WireOrder.port(service.port()));
    }

    /** Addresses are in the record of each connection. */
    private static void learnIpv6(final long entry, final Destination destination) {
        final ServiceKey service = destination.service();
        final int port = WireOrder.port(service.port());
        final long high = service.address().wireHigh();
        final long low = service.address().wireLow();
        ForwardingEntry.ipv4(entry, 0, destination.port(), 0, Checksum.fold(
            difference(high, low, destination.high(), destination.low())
                + Checksum.difference16(port, destination.port())));
        ForwardingEntry.replyDeltas(entry, 0, Checksum.fold(
            difference(destination.high(), destination.low(), high, low)
                + Checksum.difference16(destination.port(), port)));
    }

    private static long difference(final long fromHigh, final long fromLow, final long toHigh, final long toLow) {
        return Checksum.fold(Checksum.difference64(fromHigh, toHigh))
            + (long) Checksum.fold(Checksum.difference64(fromLow, toLow));
    }

    int epoch() {
        return epoch;
    }

    long entry(final int destination) {
        return base + ((long) destination << SHIFT);
    }

    @Override
    public void close() {
        memory.free(base);
    }
}
