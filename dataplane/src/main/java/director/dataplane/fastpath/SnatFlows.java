/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fastpath;

import director.bindings.NativeMemory;
import director.dataplane.address.WireAddress;
import director.dataplane.connection.Connection;
import director.dataplane.connection.FlowIndex;
import director.dataplane.connection.FlowSlot;
import director.dataplane.connection.FullNat;
import director.dataplane.localport.LocalPorts;
import director.dataplane.neighbour.NeighbourEntry;
import director.dataplane.service.DestinationCounters;

/**
 * Packets of SNAT, in either direction. Connections of a rule share nothing but its number: where they lead to, and
 * from which address and port, stands in their records, which are read of all packets of a run before anything is done
 * with the first. Then one pass finds out which can go and where to, and another rewrites them, as with
 * {@link BothEnds}. From the worker's thread.
 */
final class SnatFlows {
    private final FastBurst burst;
    private final ForwardingTable table;
    private final NextHops nextHops;
    private final DestinationCounters destinations;
    private final FlowIndex flows;
    private final LocalPorts locals;
    private final long[] records = new long[FastPath.MAX_BURST];
    /** Keeps loads from being removed as useless. */
    @SuppressWarnings("UnusedVariable")
    private long touched;

    SnatFlows(final FastBurst burst, final ForwardingTable table, final NextHops nextHops,
        final DestinationCounters destinations, final FlowIndex flows) {
        this.burst = burst;
        this.table = table;
        this.nextHops = nextHops;
        this.destinations = destinations;
        this.flows = flows;
        this.locals = flows.localPorts();
    }

    /** Rewrites packets of hosts, up to the first that is not for here, whose place it answers. */
    int outward(final int from, final int count) {
        if (!isSnat(from)) {
            return from;
        }
        touch(from, count);
        int to = from;
        while (to < count && burst.slots[to] != 0 && admitOutward(to)) {
            to++;
        }
        rewriteOutward(from, to);
        return to;
    }

    /** Has a packet leave, if it can. */
    private boolean admitOutward(final int index) {
        final long slot = NativeMemory.bounded(burst.slots[index]);
        final long value = FlowSlot.value(slot);
        final long frame = NativeMemory.bounded(burst.frames[index]);
        final long record = NativeMemory.bounded(records[index]);
        if (!FlowSlot.isStillInbound(slot, value, burst.hashes[index]) || !isSnat(index)
            || FastIpv4.sourceAddress(frame) != WireAddress.ipv4(Connection.clientLow(record))
            || FastIpv4.ports(frame) != Connection.ports(record)
            || FastIpv4.protocol(frame) != Connection.protocol(record)
            || !send(index, frame, Connection.virtualLow(record))) {
            return false;
        }
        FlowSlot.use(slot, value, burst.tick);
        destinations.packetIn(FlowSlot.destination(value), burst.lengths[index]);
        return true;
    }

    private void rewriteOutward(final int from, final int to) {
        for (int i = from; i < to; i++) {
            final long frame = NativeMemory.bounded(burst.frames[i]);
            final int local = FullNat.local(NativeMemory.bounded(records[i]));
            FastIpv4.both(frame, WireAddress.ipv4(locals.low(local)), LocalPorts.port(local),
                FastIpv4.destinationAddress(frame), FastIpv4.ports(frame) >>> Short.SIZE);
        }
    }

    /** Rewrites packets to hosts, up to the first that is not for here, whose place it answers. */
    int inward(final int from, final int count) {
        if (!isSnat(from)) {
            return from;
        }
        touch(from, count);
        int to = from;
        while (to < count && burst.slots[to] != 0 && admitInward(to)) {
            to++;
        }
        rewriteInward(from, to);
        return to;
    }

    private boolean admitInward(final int index) {
        final long slot = NativeMemory.bounded(burst.slots[index]);
        final long value = FlowSlot.value(slot);
        final long frame = NativeMemory.bounded(burst.frames[index]);
        final long record = NativeMemory.bounded(records[index]);
        if (!FlowSlot.isStillOutbound(slot, value, burst.hashes[index]) || !isSnat(index)
            || FastIpv4.sourceAddress(frame) != WireAddress.ipv4(Connection.virtualLow(record))
            || (FastIpv4.ports(frame) & 0xFFFF) != Connection.virtualPort(record)
            || FastIpv4.protocol(frame) != Connection.protocol(record)
            || !send(index, frame, Connection.clientLow(record))) {
            return false;
        }
        FlowSlot.use(slot, value, burst.tick);
        destinations.packetOut(FlowSlot.destination(value), burst.lengths[index]);
        return true;
    }

    private void rewriteInward(final int from, final int to) {
        for (int i = from; i < to; i++) {
            final long frame = NativeMemory.bounded(burst.frames[i]);
            final long record = NativeMemory.bounded(records[i]);
            FastIpv4.both(frame, FastIpv4.sourceAddress(frame), FastIpv4.ports(frame) & 0xFFFF,
                WireAddress.ipv4(Connection.clientLow(record)), Connection.clientPort(record));
        }
    }

    /** Has a packet leave for an address; answers false if the general path has to say something. */
    private boolean send(final int index, final long frame, final long address) {
        final int nextHop = nextHops.toAddress(WireAddress.IPV4_HIGH, address);
        if (nextHop < 0 || burst.lengths[index] > nextHops.mtu(nextHop)) {
            return false;
        }
        final long entry = NativeMemory.bounded(nextHops.entry(nextHop));
        if (!NeighbourEntry.isUsable(entry)) {
            return false;
        }
        NeighbourEntry.addresses(entry, frame);
        burst.ports[index] = nextHops.place(nextHop);
        return true;
    }

    /** Whether a packet of the burst belongs to a rule, and does not ask for a connection. */
    private boolean isSnat(final int index) {
        final long entry = table.entry(FlowSlot.destination(FlowSlot.value(burst.slots[index])));
        return !ForwardingEntry.isSyn(burst.transports[index]) && ForwardingEntry.holds(
            ForwardingEntry.way(entry), table.epoch(), ForwardingEntry.SNAT_KIND);
    }

    /** The line of each record: who it is, and what stands in its place. */
    private void touch(final int from, final int count) {
        long sum = 0;
        for (int i = from; i < count && burst.slots[i] != 0; i++) {
            records[i] = flows.record(FlowSlot.value(burst.slots[i]));
            sum += Connection.clientLow(records[i]) + FullNat.local(records[i]);
        }
        touched = sum;
    }
}
