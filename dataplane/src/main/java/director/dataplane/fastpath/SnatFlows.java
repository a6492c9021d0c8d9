/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fastpath;

import director.bindings.NativeMemory;
import director.dataplane.address.WireAddress;
import director.dataplane.connection.Connection;
import director.dataplane.connection.FlowIndex;
import director.dataplane.connection.FlowSlot;
import director.dataplane.connection.FullNat;
import director.dataplane.localport.LocalPorts;
import director.dataplane.service.DestinationCounters;

/**
 * Packets of SNAT of IPv4, in either direction. Connections of a rule share nothing but its number: where they lead to,
 * and from which address and port, stands in their records, which are read of all packets of a run before anything is
 * done with the first. Then one pass finds out which can go and where to, and another rewrites them, as with
 * {@link BothEnds}. From the worker's thread.
 */
final class SnatFlows {
    private final FastBurst burst;
    private final SnatRun run;
    private final DestinationCounters destinations;
    private final LocalPorts locals;

    SnatFlows(final FastBurst burst, final SnatRun run, final DestinationCounters destinations,
        final FlowIndex flows) {
        this.burst = burst;
        this.run = run;
        this.destinations = destinations;
        this.locals = flows.localPorts();
    }

    /** Rewrites packets of hosts, up to the first that is not for here, whose place it answers. */
    int outward(final int from, final int count) {
        if (!run.isSnat(from, false)) {
            return from;
        }
        run.touch(from, count);
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
        final long record = NativeMemory.bounded(run.records[index]);
        if (!FlowSlot.isStillInbound(slot, value, burst.hashes[index]) || !run.isSnat(index, false)
            || FastIpv4.sourceAddress(frame) != WireAddress.ipv4(Connection.clientLow(record))
            || FastIpv4.ports(frame) != Connection.ports(record)
            || FastIpv4.protocol(frame) != Connection.protocol(record)
            || !run.send(index, frame, WireAddress.IPV4_HIGH, Connection.virtualLow(record))) {
            return false;
        }
        FlowSlot.use(slot, value, burst.tick);
        destinations.packetIn(FlowSlot.destination(value), burst.lengths[index]);
        return true;
    }

    private void rewriteOutward(final int from, final int to) {
        for (int i = from; i < to; i++) {
            final long frame = NativeMemory.bounded(burst.frames[i]);
            final int local = FullNat.local(NativeMemory.bounded(run.records[i]));
            FastIpv4.both(frame, WireAddress.ipv4(locals.low(local)), LocalPorts.port(local),
                FastIpv4.destinationAddress(frame), FastIpv4.ports(frame) >>> Short.SIZE);
        }
    }

    /** Rewrites packets to hosts, up to the first that is not for here, whose place it answers. */
    int inward(final int from, final int count) {
        if (!run.isSnat(from, false)) {
            return from;
        }
        run.touch(from, count);
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
        final long record = NativeMemory.bounded(run.records[index]);
        if (!FlowSlot.isStillOutbound(slot, value, burst.hashes[index]) || !run.isSnat(index, false)
            || FastIpv4.sourceAddress(frame) != WireAddress.ipv4(Connection.virtualLow(record))
            || (FastIpv4.ports(frame) & 0xFFFF) != Connection.virtualPort(record)
            || FastIpv4.protocol(frame) != Connection.protocol(record)
            || !run.send(index, frame, WireAddress.IPV4_HIGH, Connection.clientLow(record))) {
            return false;
        }
        FlowSlot.use(slot, value, burst.tick);
        destinations.packetOut(FlowSlot.destination(value), burst.lengths[index]);
        return true;
    }

    private void rewriteInward(final int from, final int to) {
        for (int i = from; i < to; i++) {
            final long frame = NativeMemory.bounded(burst.frames[i]);
            final long record = NativeMemory.bounded(run.records[i]);
            FastIpv4.both(frame, FastIpv4.sourceAddress(frame), FastIpv4.ports(frame) & 0xFFFF,
                WireAddress.ipv4(Connection.clientLow(record)), Connection.clientPort(record));
        }
    }
}
