/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fastpath;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.dataplane.address.WireAddress;
import director.dataplane.connection.FlowIndex;
import director.dataplane.connection.FlowSlot;
import director.dataplane.forward.Identifications;
import director.dataplane.header.Ethernet;
import director.dataplane.neighbour.NeighbourEntry;
import director.dataplane.service.DestinationCounters;
import director.dataplane.tunnel.Encapsulation;
import director.dataplane.tunnel.Tunnel;

/**
 * Packets of clients that go to their real servers through other tunnels than {@link Wrapping}'s: over IPv6, of IPv6,
 * or with a header of GRE or GUE, all without a checksum over the packet. From the worker's thread.
 */
final class OtherTunnels {
    private final FastBurst burst;
    private final FlowIndex flows;
    private final ForwardingTable table;
    private final DestinationCounters destinations;
    private final Identifications identifications;

    OtherTunnels(final FastBurst burst, final FlowIndex flows, final ForwardingTable table,
        final DestinationCounters destinations, final Identifications identifications) {
        this.burst = burst;
        this.flows = flows;
        this.table = table;
        this.destinations = destinations;
        this.identifications = identifications;
    }

    /** Wraps packets whose tunnel takes them. Answers the place of the first other one. */
    int wrap(final int from, final int count) {
        int to = from;
        while (to < count && burst.slots[to] != 0 && admit(to)) {
            to++;
        }
        for (int i = from; i < to; i++) {
            wrap(i);
        }
        return to;
    }

    private boolean admit(final int index) {
        final long slot = NativeMemory.bounded(burst.slots[index]);
        final long value = FlowSlot.value(slot);
        final long entry = NativeMemory.bounded(table.entry(FlowSlot.destination(value)));
        final long way = ForwardingEntry.way(entry);
        if (!FlowSlot.isStillInbound(slot, value, burst.hashes[index])
            || !ForwardingEntry.holds(way, table.epoch(), ForwardingEntry.OTHER_TUNNEL_KIND)
            || !isOfConnection(index, entry, value) || burst.lengths[index] > ForwardingEntry.longest(way)
            || !NeighbourEntry.isUsable(NativeMemory.bounded(ForwardingEntry.nextHop(entry)))
            || Mbuf.headroom(mbuf(index)) < Tunnel.headerLength(
                ForwardingEntry.tunnelKindOf(entry), ForwardingEntry.isTunnelIpv6(entry))) {
            return false;
        }
        FlowSlot.use(slot, value, burst.tick);
        destinations.packetIn(FlowSlot.destination(value), burst.lengths[index]);
        burst.entries[index] = entry;
        burst.ports[index] = ForwardingEntry.port(way);
        return true;
    }

    /** The hash alone tells of IPv4 that the client is the connection's, and of IPv6 nothing. */
    private boolean isOfConnection(final int index, final long entry, final long value) {
        final long frame = NativeMemory.bounded(burst.frames[index]);
        final int transport = burst.transports[index];
        return transport == ForwardingEntry.tunnelled(entry) && (ForwardingEntry.isIpv6(transport)
            ? FastIpv6.isInbound(frame, NativeMemory.bounded(flows.record(value)))
            : ForwardingEntry.service(entry) == FastIpv4.destination(frame));
    }

    private void wrap(final int index) {
        final long entry = NativeMemory.bounded(burst.entries[index]);
        final long frame = NativeMemory.bounded(burst.frames[index]);
        final int length = burst.lengths[index];
        final boolean whole;
        if (ForwardingEntry.isIpv6(burst.transports[index])) {
            FastIpv6.hop(frame);
            whole = false;
        } else {
            FastIpv4.hop(frame);
            whole = IpInIp.isWhole(frame);
        }
        final int ports =
            Tunnel.ports((int) (burst.hashes[index] >>> Integer.SIZE), ForwardingEntry.tunnelPort(entry));
        final long inner = frame + Ethernet.LENGTH;
        final boolean overIpv6 = ForwardingEntry.isTunnelIpv6(entry);
        final long outer = overIpv6 ? overIpv6(inner, length, entry, ports)
            : overIpv4(inner, length, entry, ports, whole);
        final int growth = (int) (inner - outer);
        final long sent = frame - growth;
        Mbuf.outset(mbuf(index), growth, Ethernet.LENGTH + length + growth);
        Ethernet.type(sent, overIpv6 ? Ethernet.TYPE_IPV6 : Ethernet.TYPE_IPV4);
        NeighbourEntry.addresses(NativeMemory.bounded(ForwardingEntry.nextHop(entry)), sent);
    }

    private static long overIpv6(final long inner, final int length, final long entry, final int ports) {
        return Encapsulation.overIpv6(inner, length, ForwardingEntry.tunnelKindOf(entry), ports,
            ForwardingEntry.nearEndHigh(entry), ForwardingEntry.nearEndLow(entry),
            ForwardingEntry.farEndHigh(entry), ForwardingEntry.farEndLow(entry));
    }

    private long overIpv4(
        final long inner, final int length, final long entry, final int ports, final boolean whole) {
        return Encapsulation.overIpv4(inner, length, ForwardingEntry.tunnelKindOf(entry), ports,
            WireAddress.ipv4(ForwardingEntry.nearEndLow(entry)), WireAddress.ipv4(ForwardingEntry.farEndLow(entry)),
            whole ? 0 : identifications.next() & 0xFFFF, whole);
    }

    private long mbuf(final int index) {
        return NativeMemory.bounded(NativeMemory.int64(burst.mbufs + (long) index * Long.BYTES));
    }
}
