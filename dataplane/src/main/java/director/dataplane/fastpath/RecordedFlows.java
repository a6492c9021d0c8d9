/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fastpath;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.dataplane.connection.Connection;
import director.dataplane.connection.FlowIndex;
import director.dataplane.connection.FlowSlot;
import director.dataplane.connection.FullNat;
import director.dataplane.connection.LongRecord;
import director.dataplane.connection.ProxyState;
import director.dataplane.forward.Identifications;
import director.dataplane.forward.VersionChange;
import director.dataplane.header.Ethernet;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv6;
import director.dataplane.localport.LocalPorts;
import director.dataplane.neighbour.NeighbourEntry;
import director.dataplane.service.DestinationCounters;

/**
 * Packets, in both directions, of whose connection the record alone says what becomes of them: those of services that
 * have many addresses or ports, by whatever method but tunnels; and of full NAT, those between a client and a real
 * server of different versions of IP, and those of IPv6 with a header of the PROXY protocol in front of the client's
 * stream. From the worker's thread.
 */
final class RecordedFlows {
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

    RecordedFlows(final FastBurst burst, final ForwardingTable table, final NextHops nextHops,
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
        final int end = touch(from, count);
        int to = from;
        while (to < end && admitRequest(to)) {
            to++;
        }
        for (int i = from; i < to; i++) {
            toRealServer(i);
        }
        return to;
    }

    /** Takes packets of real servers, up to the first that is not for here, whose place it answers. */
    int reply(final int from, final int count) {
        final int end = touch(from, count);
        int to = from;
        while (to < end && admitReply(to)) {
            to++;
        }
        for (int i = from; i < to; i++) {
            toClient(i);
        }
        return to;
    }

    /** Sends the first packet of a connection with this record to a real server with this entry. */
    void first(final int index, final long record, final long entry) {
        records[index] = record;
        hops[index] = ForwardingEntry.nextHop(entry);
        burst.ports[index] = ForwardingEntry.port(ForwardingEntry.way(entry));
        destinations.packetIn(Connection.destinationNumber(record), burst.lengths[index]);
        toRealServer(index);
    }

    /** Reads both lines of each record, up to the first packet that may have another record, whose place it answers. */
    private int touch(final int from, final int count) {
        long sum = 0;
        int index = from;
        while (index < count && burst.slots[index] != 0 && isRecorded(index)) {
            records[index] = flows.record(FlowSlot.value(burst.slots[index]));
            sum += LongRecord.clientLow(records[index]) + FullNat.local(records[index]);
            index++;
        }
        touched = sum;
        return index;
    }

    private boolean isRecorded(final int index) {
        final long entry = table.entry(FlowSlot.destination(FlowSlot.value(burst.slots[index])));
        return ForwardingEntry.holds(ForwardingEntry.way(entry), table.epoch(), ForwardingEntry.RECORD_KIND)
            && !ForwardingEntry.isSyn(burst.transports[index]);
    }

    private boolean admitRequest(final int index) {
        final long slot = NativeMemory.bounded(burst.slots[index]);
        final long value = FlowSlot.value(slot);
        final long entry = NativeMemory.bounded(table.entry(FlowSlot.destination(value)));
        final long way = ForwardingEntry.way(entry);
        final long nextHop = NativeMemory.bounded(ForwardingEntry.nextHop(entry));
        if (!FlowSlot.isStillInbound(slot, value, burst.hashes[index])
            || !isRequest(index, NativeMemory.bounded(records[index])) || !isBehindHeader(index)
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
        if (!FlowSlot.isStillOutbound(slot, value, burst.hashes[index])
            || !isReply(index, record) || !isOfStream(index)) {
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

    /** Whether a packet goes from the real server of a connection to its local address and port, or to the client. */
    private boolean isReply(final int index, final long record) {
        if (!isProtocol(index, record)) {
            return false;
        }
        if (!FullNat.is(record)) {
            return isReply(index, record, LongRecord.clientHigh(record), LongRecord.clientLow(record),
                LongRecord.clientPort(record));
        }
        final int local = FullNat.local(record);
        return isReply(index, record, locals.high(local), locals.low(local), LocalPorts.port(local));
    }

    private boolean isReply(
        final int index, final long record, final long toHigh, final long toLow, final int toPort) {
        final long frame = NativeMemory.bounded(burst.frames[index]);
        return ForwardingEntry.isIpv6(burst.transports[index])
            ? FastIpv6.isOutbound(frame, record, toHigh, toLow, toPort)
            : FastIpv4.isOutbound(frame, record, toLow, toPort);
    }

    private boolean isProtocol(final int index, final long record) {
        final int transport = ForwardingEntry.transport(Connection.protocol(record), false);
        return transport == ForwardingEntry.withoutVersion(burst.transports[index]);
    }

    /** Whether a request says nothing about where a header of the PROXY protocol was, if there is one. */
    private boolean isBehindHeader(final int index) {
        final long record = NativeMemory.bounded(records[index]);
        return !ProxyState.is(record)
            || ProxyNumbers.isBehindHeader(transport(index), transportLength(index), record);
    }

    /** The same of a reply. */
    private boolean isOfStream(final int index) {
        final long record = NativeMemory.bounded(records[index]);
        return !ProxyState.is(record) || ProxyNumbers.isOfStream(transport(index), transportLength(index), record);
    }

    private long transport(final int index) {
        return NativeMemory.bounded(burst.frames[index]) + Ethernet.LENGTH + headerLength(index);
    }

    private int transportLength(final int index) {
        return burst.lengths[index] - headerLength(index);
    }

    private int headerLength(final int index) {
        return ForwardingEntry.isIpv6(burst.transports[index]) ? Ipv6.LENGTH : Ipv4.MIN_LENGTH;
    }

    /** Whether a packet can leave as it is by a way with this MTU, and has room for another header. */
    private boolean fits(final int index, final int mtu) {
        return fits(index, mtu, FullNat.isBridged(NativeMemory.bounded(records[index])));
    }

    /** The same of a packet whose connection may not be known yet, but whether it is one between versions of IP. */
    boolean fits(final int index, final int mtu, final boolean bridged) {
        final int length = burst.lengths[index];
        if (!bridged) {
            return length <= mtu;
        }
        return ForwardingEntry.isIpv6(burst.transports[index]) ? FastBridge.fitsIpv4(length, mtu)
            : FastBridge.fitsIpv6(NativeMemory.bounded(burst.frames[index]), length, mtu)
                && Mbuf.headroom(mbuf(index)) >= VersionChange.GROWTH;
    }

    private long mbuf(final int index) {
        return NativeMemory.bounded(NativeMemory.int64(burst.mbufs + (long) index * Long.BYTES));
    }

    private void toRealServer(final int index) {
        final long record = NativeMemory.bounded(records[index]);
        if (Connection.method(record) == Connection.DIRECT) {
            pass(index);
            return;
        }
        if (ProxyState.is(record)) {
            ProxyNumbers.raise(transport(index), record);
        }
        if (FullNat.is(record)) {
            final int local = FullNat.local(record);
            bridge.from(locals.high(local), locals.low(local), LocalPorts.port(local));
        } else {
            bridge.from(LongRecord.clientHigh(record), LongRecord.clientLow(record), LongRecord.clientPort(record));
        }
        bridge.to(LongRecord.destinationHigh(record), LongRecord.destinationLow(record),
            LongRecord.destinationPort(record));
        send(index);
    }

    /** Direct routing changes no end. */
    private void pass(final int index) {
        final long frame = NativeMemory.bounded(burst.frames[index]);
        if (ForwardingEntry.isIpv6(burst.transports[index])) {
            FastIpv6.hop(frame);
        } else {
            FastIpv4.hop(frame);
        }
        NeighbourEntry.addresses(NativeMemory.bounded(hops[index]), frame);
    }

    private void toClient(final int index) {
        final long record = NativeMemory.bounded(records[index]);
        if (ProxyState.is(record)) {
            ProxyNumbers.lower(transport(index), record);
        }
        bridge.from(LongRecord.virtualHigh(record), LongRecord.virtualLow(record), LongRecord.virtualPort(record));
        bridge.to(LongRecord.clientHigh(record), LongRecord.clientLow(record), LongRecord.clientPort(record));
        send(index);
    }

    private void send(final int index) {
        final long frame = NativeMemory.bounded(burst.frames[index]);
        final int length = burst.lengths[index];
        final boolean ipv6 = ForwardingEntry.isIpv6(burst.transports[index]);
        final long sent;
        if (!FullNat.isBridged(NativeMemory.bounded(records[index]))) {
            sent = ipv6 ? bridge.withinIpv6(frame) : bridge.withinIpv4(frame);
        } else if (ipv6) {
            sent = bridge.toIpv4(mbuf(index), frame, length);
        } else {
            sent = bridge.toIpv6(mbuf(index), frame, length);
        }
        NeighbourEntry.addresses(NativeMemory.bounded(hops[index]), sent);
    }
}
