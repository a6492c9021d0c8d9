/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fastpath;

import director.bindings.NativeMemory;
import director.dataplane.connection.Connection;
import director.dataplane.connection.FlowSlot;
import director.dataplane.neighbour.NeighbourEntry;
import director.dataplane.service.Destination;
import director.dataplane.service.DestinationCounters;

/**
 * What is known of those packets of a burst that no connection was found for and that may begin one: a SYN, or a
 * datagram, of IPv4, as plain as those of established connections. From the worker's thread.
 */
public final class FirstPackets {
    private final FastBurst burst;
    private final ForwardingTable table;
    private final DestinationCounters destinations;
    private final long[] sources = new long[FastPath.MAX_BURST];

    FirstPackets(final FastBurst burst, final ForwardingTable table, final DestinationCounters destinations) {
        this.burst = burst;
        this.table = table;
        this.destinations = destinations;
    }

    /**
     * Whether a packet of the burst is one of these.
     *
     * @param index its place.
     * @return false also if it belongs to a connection.
     */
    public boolean contains(final int index) {
        final int transport = burst.transports[index];
        return burst.slots[index] == 0 && burst.hashes[index] != 0 && !ForwardingEntry.isIpv6(transport)
            && (ForwardingEntry.isSyn(transport) || transport == ForwardingEntry.transport(FastIpv4.UDP, false));
    }

    /**
     * Its hash.
     *
     * @param index place of a packet that {@link #contains} holds for.
     * @return as {@link director.dataplane.connection.FlowIndex#hashIpv4} answers it.
     */
    public long hash(final int index) {
        return burst.hashes[index];
    }

    /**
     * Where it is.
     *
     * @param index place of a packet that {@link #contains} holds for.
     * @return address of its IP header, which has 20 bytes.
     */
    public long ip(final int index) {
        return burst.frames[index] + FastIpv4.ETHERNET;
    }

    /**
     * How long it is.
     *
     * @param index place of a packet that {@link #contains} holds for.
     * @return bytes from the IP header on.
     */
    public int length(final int index) {
        return burst.lengths[index];
    }

    /**
     * Where it is going.
     *
     * @param index place of a packet that {@link #contains} holds for.
     * @return destination address in the lower, port in the upper quarter, both in wire order, and protocol beside it.
     */
    public long service(final int index) {
        final long frame = burst.frames[index];
        return FastIpv4.destination(frame) | (long) FastIpv4.protocol(frame) << Integer.SIZE;
    }

    /**
     * Whether all that is to be done with a packet to get it to a real server is known.
     *
     * @param index       place of a packet that {@link #contains} holds for.
     * @param destination the real server, of NAT, full NAT or direct routing.
     * @return true if {@link FastPath#forwardFirst} may have it, of full NAT after {@link #source}.
     */
    public boolean goesTo(final int index, final Destination destination) {
        final long entry = NativeMemory.bounded(table.entry(destination.number()));
        final long way = ForwardingEntry.way(entry);
        final int transport = ForwardingEntry.withoutSyn(burst.transports[index]);
        return ForwardingEntry.holds(way, table.epoch(), destination.isFullNat()
            ? ForwardingEntry.fullNatKind(transport) : ForwardingEntry.kind(transport, destination.method()))
            && ForwardingEntry.service(entry) == FastIpv4.destination(burst.frames[index])
            && burst.lengths[index] <= ForwardingEntry.longest(way)
            && NeighbourEntry.isUsable(NativeMemory.bounded(ForwardingEntry.nextHop(entry)));
    }

    /**
     * Says what a packet of full NAT gets in place of its source.
     *
     * @param index place of a packet that {@link #goesTo} holds for.
     * @param end   an {@link director.dataplane.connection.OwnEnd}.
     */
    public void source(final int index, final long end) {
        sources[index] = end;
    }

    /** Rewrites packets. */
    void rewrite(final int from, final int to, final int[] numbers) {
        for (int i = from; i < to; i++) {
            final long frame = NativeMemory.bounded(burst.frames[i]);
            final long entry = NativeMemory.bounded(table.entry(numbers[i]));
            final long way = ForwardingEntry.way(entry);
            destinations.packetIn(numbers[i], burst.lengths[i]);
            final int method = ForwardingEntry.method(way);
            if (method == Connection.MASQUERADE) {
                FastIpv4.destination(frame, ForwardingEntry.ipv4(entry), ForwardingEntry.portAndDeltas(entry));
            } else if (method == FlowSlot.FULL_NAT) {
                FastIpv4.both(frame, sources[i], ForwardingEntry.ipv4(entry), ForwardingEntry.portAndDeltas(entry));
            } else {
                FastIpv4.hop(frame);
            }
            NeighbourEntry.addresses(NativeMemory.bounded(ForwardingEntry.nextHop(entry)), frame);
            burst.ports[i] = ForwardingEntry.port(way);
        }
    }
}
