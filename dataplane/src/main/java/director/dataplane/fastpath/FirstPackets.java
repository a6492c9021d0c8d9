/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fastpath;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.dataplane.connection.Connection;
import director.dataplane.connection.FlowIndex;
import director.dataplane.connection.FlowSlot;
import director.dataplane.connection.FullNat;
import director.dataplane.localport.LocalPorts;
import director.dataplane.neighbour.NeighbourEntry;
import director.dataplane.service.Destination;
import director.dataplane.service.DestinationCounters;

/**
 * What is known of those packets of a burst that no connection was found for and that may begin one: a SYN, or a
 * datagram, as plain as those of established connections. From the worker's thread.
 */
public final class FirstPackets {
    private final FastBurst burst;
    private final FlowIndex flows;
    private final ForwardingTable table;
    private final DestinationCounters destinations;
    private final RecordedFlows recorded;
    private final LocalPorts locals;
    private final long[] records = new long[FastPath.MAX_BURST];

    FirstPackets(final FastBurst burst, final FlowIndex flows, final ForwardingTable table,
        final DestinationCounters destinations, final RecordedFlows recorded) {
        this.burst = burst;
        this.flows = flows;
        this.table = table;
        this.destinations = destinations;
        this.recorded = recorded;
        this.locals = flows.localPorts();
    }

    /**
     * Whether a packet of the burst is one of these.
     *
     * @param index its place.
     * @return false also if it belongs to a connection.
     */
    public boolean contains(final int index) {
        final int transport = burst.transports[index];
        return burst.slots[index] == 0 && burst.hashes[index] != 0 && (ForwardingEntry.isSyn(transport)
            || ForwardingEntry.withoutVersion(transport) == ForwardingEntry.transport(FastIpv4.UDP, false))
            && !isSaidToBeDamaged(index);
    }

    /** By the port where it arrived. Its IP header has been found right, but no connection begins so. */
    private boolean isSaidToBeDamaged(final int index) {
        final long mbuf = NativeMemory.bounded(NativeMemory.int64(burst.mbufs + (long) index * Long.BYTES));
        return (Mbuf.offloadFlags(mbuf) & Mbuf.RX_IP_CKSUM_MASK) == Mbuf.RX_IP_CKSUM_BAD;
    }

    /**
     * Its version of IP.
     *
     * @param index place of a packet that {@link #contains} holds for.
     * @return false for IPv4.
     */
    public boolean isIpv6(final int index) {
        return ForwardingEntry.isIpv6(burst.transports[index]);
    }

    /**
     * Its hash.
     *
     * @param index place of a packet that {@link #contains} holds for.
     * @return as {@link FlowIndex#hashIpv4} or {@link FlowIndex#hashIpv6} answers it.
     */
    public long hash(final int index) {
        return burst.hashes[index];
    }

    /**
     * Where it is.
     *
     * @param index place of a packet that {@link #contains} holds for.
     * @return address of its IP header, right behind which is that of its transport.
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
     * Whether all that is to be done with a packet to get it to a real server is known.
     *
     * @param index       place of a packet that {@link #contains} holds for.
     * @param destination the real server, of NAT, full NAT or direct routing.
     * @return true if {@link FastPath#forwardFirst} may have it, after {@link #opened}.
     */
    public boolean goesTo(final int index, final Destination destination) {
        final long entry = NativeMemory.bounded(table.entry(destination.number()));
        final long way = ForwardingEntry.way(entry);
        final boolean goes = ForwardingEntry.isRecorded(way)
            ? ForwardingEntry.epoch(way) == table.epoch()
                && recorded.fits(index, ForwardingEntry.longest(way), isOfOtherVersion(index, destination))
            : ForwardingEntry.holds(way, table.epoch(), kind(index, destination))
                && (isIpv6(index) || ForwardingEntry.service(entry) == FastIpv4.destination(burst.frames[index]))
                && burst.lengths[index] <= ForwardingEntry.longest(way);
        return goes && NeighbourEntry.isUsable(NativeMemory.bounded(ForwardingEntry.nextHop(entry)));
    }

    private boolean isOfOtherVersion(final int index, final Destination destination) {
        return destination.settings().address().ipv6() != isIpv6(index);
    }

    private int kind(final int index, final Destination destination) {
        final int transport = ForwardingEntry.withoutSyn(burst.transports[index]);
        if (isIpv6(index)) {
            return ForwardingEntry.kindIpv6(
                transport, destination.isFullNat() ? FlowSlot.FULL_NAT : destination.method());
        }
        return destination.isFullNat()
            ? ForwardingEntry.fullNatKind(transport) : ForwardingEntry.kind(transport, destination.method());
    }

    /**
     * Says which connection a packet belongs to.
     *
     * @param index  place of a packet that {@link #goesTo} holds for.
     * @param record address of its record, which has the local address and port if it is one of full NAT.
     */
    public void opened(final int index, final long record) {
        records[index] = record;
    }

    /** Rewrites packets. */
    void rewrite(final int from, final int to, final int[] numbers) {
        if (rewriteIpv4(from, to, numbers) < to - from) {
            rewriteIpv6(from, to, numbers);
            rewriteByRecord(from, to, numbers);
        }
    }

    /** Answers how many there were. */
    private int rewriteIpv4(final int from, final int to, final int[] numbers) {
        int rewritten = 0;
        for (int i = from; i < to; i++) {
            final long entry = NativeMemory.bounded(table.entry(numbers[i]));
            final long way = ForwardingEntry.way(entry);
            if (!isIpv6(i) && !ForwardingEntry.isRecorded(way)) {
                final long frame = NativeMemory.bounded(burst.frames[i]);
                destinations.packetIn(numbers[i], burst.lengths[i]);
                final int method = ForwardingEntry.method(way);
                if (method == Connection.MASQUERADE) {
                    FastIpv4.destination(frame, ForwardingEntry.ipv4(entry), ForwardingEntry.portAndDeltas(entry));
                } else if (method == FlowSlot.FULL_NAT) {
                    FastIpv4.both(frame, flows.ownSourceOf(records[i]), ForwardingEntry.ipv4(entry),
                        ForwardingEntry.portAndDeltas(entry));
                } else {
                    FastIpv4.hop(frame);
                }
                leave(i, entry, way, frame);
                rewritten++;
            }
        }
        return rewritten;
    }

    private void rewriteIpv6(final int from, final int to, final int[] numbers) {
        for (int i = from; i < to; i++) {
            final long entry = NativeMemory.bounded(table.entry(numbers[i]));
            final long way = ForwardingEntry.way(entry);
            if (isIpv6(i) && !ForwardingEntry.isRecorded(way)) {
                final long frame = NativeMemory.bounded(burst.frames[i]);
                final long record = NativeMemory.bounded(records[i]);
                destinations.packetIn(numbers[i], burst.lengths[i]);
                if (ForwardingEntry.method(way) == Connection.DIRECT) {
                    FastIpv6.hop(frame);
                } else {
                    FastIpv6.toRealServer(frame, record, ForwardingEntry.transportDelta(entry));
                }
                if (ForwardingEntry.method(way) == FlowSlot.FULL_NAT) {
                    final int local = FullNat.local(record);
                    FastIpv6.source(frame, locals.high(local), locals.low(local), LocalPorts.port(local));
                }
                leave(i, entry, way, frame);
            }
        }
    }

    private void rewriteByRecord(final int from, final int to, final int[] numbers) {
        for (int i = from; i < to; i++) {
            final long entry = NativeMemory.bounded(table.entry(numbers[i]));
            if (ForwardingEntry.isRecorded(ForwardingEntry.way(entry))) {
                recorded.first(i, records[i], entry);
            }
        }
    }

    private void leave(final int index, final long entry, final long way, final long frame) {
        NeighbourEntry.addresses(NativeMemory.bounded(ForwardingEntry.nextHop(entry)), frame);
        burst.ports[index] = ForwardingEntry.port(way);
    }
}
