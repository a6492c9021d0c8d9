/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fastpath;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.dataplane.connection.Connection;
import director.dataplane.connection.FlowIndex;
import director.dataplane.connection.FlowSlot;
import director.dataplane.connection.FullNat;
import director.dataplane.connection.LongRecord;
import director.dataplane.forward.Identifications;
import director.dataplane.localport.LocalPorts;
import director.dataplane.neighbour.NeighbourEntry;
import director.dataplane.service.DestinationCounters;

/**
 * Packets of full NAT between a client and a real server of different versions of IP, in both directions: the record of
 * a connection says whether a packet is its, and what becomes of it. From the worker's thread.
 */
final class BridgedFlows {
    private final FastBurst burst;
    private final ForwardingTable table;
    private final NextHops nextHops;
    private final DestinationCounters destinations;
    private final FlowIndex flows;
    private final LocalPorts locals;
    private final FastBridge bridge;
    /** Of the packets of a run, by their place in the burst. */
    private final long[] records = new long[FastPath.MAX_BURST];
    /** Entries of their next hops. */
    private final long[] hops = new long[FastPath.MAX_BURST];
    /** Keeps loads from being removed as useless. */
    @SuppressWarnings("UnusedVariable")
    private long touched;

    BridgedFlows(final FastBurst burst, final ForwardingTable table, final NextHops nextHops,
        final DestinationCounters destinations, final FlowIndex flows, final Identifications identifications) {
        this.burst = burst;
        this.table = table;
        this.nextHops = nextHops;
        this.destinations = destinations;
        this.flows = flows;
        this.locals = flows.localPorts();
        this.bridge = new FastBridge(identifications);
    }

    /** Takes packets of clients, up to the first that is not for here, whose place it answers. */
    int request(final int from, final int count) {
        if (!isBridged(from)) {
            return from;
        }
        touch(from, count);
        int to = from;
        while (to < count && burst.slots[to] != 0 && admitRequest(to)) {
            to++;
        }
        for (int i = from; i < to; i++) {
            toRealServer(i);
        }
        return to;
    }

    /** Takes packets of real servers, up to the first that is not for here, whose place it answers. */
    int reply(final int from, final int count) {
        if (!isBridged(from)) {
            return from;
        }
        touch(from, count);
        int to = from;
        while (to < count && burst.slots[to] != 0 && admitReply(to)) {
            to++;
        }
        for (int i = from; i < to; i++) {
            toClient(i);
        }
        return to;
    }

    private boolean isBridged(final int index) {
        final long entry = table.entry(FlowSlot.destination(FlowSlot.value(burst.slots[index])));
        return ForwardingEntry.holds(ForwardingEntry.way(entry), table.epoch(), ForwardingEntry.BRIDGED_KIND)
            && !ForwardingEntry.isSyn(burst.transports[index]);
    }

    /** Reads both lines of each record. */
    private void touch(final int from, final int count) {
        long sum = 0;
        for (int i = from; i < count && burst.slots[i] != 0; i++) {
            records[i] = flows.record(FlowSlot.value(burst.slots[i]));
            sum += LongRecord.clientLow(records[i]) + FullNat.local(records[i]);
        }
        touched = sum;
    }

    private boolean admitRequest(final int index) {
        final long slot = NativeMemory.bounded(burst.slots[index]);
        final long value = FlowSlot.value(slot);
        final long entry = NativeMemory.bounded(table.entry(FlowSlot.destination(value)));
        final long way = ForwardingEntry.way(entry);
        final long nextHop = NativeMemory.bounded(ForwardingEntry.nextHop(entry));
        if (!isBridged(index) || !FlowSlot.isStillInbound(slot, value, burst.hashes[index])
            || !isRequest(index, NativeMemory.bounded(records[index]))
            || !fits(index, ForwardingEntry.longest(way)) || !NeighbourEntry.isUsable(nextHop)) {
            return false;
        }
        FlowSlot.use(slot, value, burst.tick);
        destinations.packetIn(FlowSlot.destination(value), burst.lengths[index]);
        hops[index] = nextHop;
        burst.ports[index] = ForwardingEntry.port(way);
        return true;
    }

    private boolean admitReply(final int index) {
        final long slot = NativeMemory.bounded(burst.slots[index]);
        final long value = FlowSlot.value(slot);
        final long record = NativeMemory.bounded(records[index]);
        if (!isBridged(index) || !FlowSlot.isStillOutbound(slot, value, burst.hashes[index])
            || !isReply(index, record)) {
            return false;
        }
        final int nextHop = nextHops.toAddress(LongRecord.clientHigh(record), LongRecord.clientLow(record));
        if (nextHop < 0 || !fits(index, nextHops.mtu(nextHop))
            || !NeighbourEntry.isUsable(NativeMemory.bounded(nextHops.entry(nextHop)))) {
            return false;
        }
        FlowSlot.use(slot, value, burst.tick);
        destinations.packetOut(FlowSlot.destination(value), burst.lengths[index]);
        hops[index] = nextHops.entry(nextHop);
        burst.ports[index] = nextHops.place(nextHop);
        return true;
    }

    private boolean isRequest(final int index, final long record) {
        final long frame = NativeMemory.bounded(burst.frames[index]);
        return isProtocol(index, record) && (ForwardingEntry.isIpv6(burst.transports[index])
            ? FastIpv6.isInbound(frame, record) : FastIpv4.isInbound(frame, record));
    }

    /** Whether a packet goes from the real server of a connection to its local address and port. */
    private boolean isReply(final int index, final long record) {
        final long frame = NativeMemory.bounded(burst.frames[index]);
        final int local = FullNat.local(record);
        return isProtocol(index, record) && (ForwardingEntry.isIpv6(burst.transports[index])
            ? FastIpv6.isOutbound(frame, record, locals.high(local), locals.low(local), LocalPorts.port(local))
            : FastIpv4.isOutbound(frame, record, locals.low(local), LocalPorts.port(local)));
    }

    private boolean isProtocol(final int index, final long record) {
        final int transport = ForwardingEntry.transport(Connection.protocol(record), false);
        return transport == ForwardingEntry.withoutVersion(burst.transports[index]);
    }

    /** Whether a packet can leave as it is by a way with this MTU, and has room for the other header. */
    private boolean fits(final int index, final int mtu) {
        return ForwardingEntry.isIpv6(burst.transports[index]) ? FastBridge.fitsIpv4(burst.lengths[index], mtu)
            : FastBridge.fitsIpv6(burst.frames[index], burst.lengths[index], mtu)
                && Mbuf.headroom(mbuf(index)) >= FastBridge.GROWTH;
    }

    private long mbuf(final int index) {
        return NativeMemory.bounded(NativeMemory.int64(burst.mbufs + (long) index * Long.BYTES));
    }

    private void toRealServer(final int index) {
        final long record = NativeMemory.bounded(records[index]);
        final int local = FullNat.local(record);
        bridge.ends(locals.high(local), locals.low(local), LocalPorts.port(local), LongRecord.destinationHigh(record),
            LongRecord.destinationLow(record), LongRecord.destinationPort(record));
        send(index);
    }

    private void toClient(final int index) {
        final long record = NativeMemory.bounded(records[index]);
        bridge.ends(LongRecord.virtualHigh(record), LongRecord.virtualLow(record), LongRecord.virtualPort(record),
            LongRecord.clientHigh(record), LongRecord.clientLow(record), LongRecord.clientPort(record));
        send(index);
    }

    private void send(final int index) {
        final long frame = ForwardingEntry.isIpv6(burst.transports[index])
            ? bridge.toIpv4(mbuf(index), NativeMemory.bounded(burst.frames[index]), burst.lengths[index])
            : bridge.toIpv6(mbuf(index), NativeMemory.bounded(burst.frames[index]), burst.lengths[index]);
        NeighbourEntry.addresses(NativeMemory.bounded(hops[index]), frame);
    }
}
