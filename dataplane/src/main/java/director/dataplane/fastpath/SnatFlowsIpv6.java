/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fastpath;

import director.bindings.NativeMemory;
import director.dataplane.connection.Connection;
import director.dataplane.connection.FlowIndex;
import director.dataplane.connection.FlowSlot;
import director.dataplane.connection.FullNat;
import director.dataplane.localport.LocalPorts;
import director.dataplane.service.DestinationCounters;

/**
 * Packets of SNAT of IPv6, as {@link SnatFlows} takes those of IPv4. Two tuples can have the same hash here, so the
 * record says of both ends of a packet whether it is its. From the worker's thread.
 */
final class SnatFlowsIpv6 {
    private final FastBurst burst;
    private final SnatRun run;
    private final DestinationCounters destinations;
    private final LocalPorts locals;

    SnatFlowsIpv6(final FastBurst burst, final SnatRun run, final DestinationCounters destinations,
        final FlowIndex flows) {
        this.burst = burst;
        this.run = run;
        this.destinations = destinations;
        this.locals = flows.localPorts();
    }

    /** Rewrites packets of hosts, up to the first that is not for here, whose place it answers. */
    int outward(final int from, final int count) {
        if (!run.isSnat(from, true)) {
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
        if (!FlowSlot.isStillInbound(slot, value, burst.hashes[index]) || !run.isSnat(index, true)
            || !FastIpv6.isInbound(frame, record) || FastIpv6.protocol(frame) != Connection.protocol(record)
            || !run.send(index, frame, Connection.virtualHigh(record), Connection.virtualLow(record))) {
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
            FastIpv6.hop(frame);
            FastIpv6.source(frame, locals.high(local), locals.low(local), LocalPorts.port(local));
        }
    }

    /** Rewrites packets to hosts, up to the first that is not for here, whose place it answers. */
    int inward(final int from, final int count) {
        if (!run.isSnat(from, true)) {
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
        if (!FlowSlot.isStillOutbound(slot, value, burst.hashes[index]) || !run.isSnat(index, true)
            || !isToLocal(frame, record) || FastIpv6.protocol(frame) != Connection.protocol(record)
            || !run.send(index, frame, Connection.clientHigh(record), Connection.clientLow(record))) {
            return false;
        }
        FlowSlot.use(slot, value, burst.tick);
        destinations.packetOut(FlowSlot.destination(value), burst.lengths[index]);
        return true;
    }

    /** Whether a packet goes from the other end of a connection to its local address and port. */
    private boolean isToLocal(final long frame, final long record) {
        final int local = FullNat.local(record);
        return FastIpv6.isOutbound(frame, record, locals.high(local), locals.low(local), LocalPorts.port(local));
    }

    private void rewriteInward(final int from, final int to) {
        for (int i = from; i < to; i++) {
            final long frame = NativeMemory.bounded(burst.frames[i]);
            final long record = NativeMemory.bounded(run.records[i]);
            FastIpv6.hop(frame);
            FastIpv6.destination(frame, Connection.clientHigh(record), Connection.clientLow(record),
                Connection.clientPort(record));
        }
    }
}
