/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fastpath;

import director.bindings.NativeMemory;
import director.dataplane.connection.Connection;
import director.dataplane.connection.FlowSlot;
import director.dataplane.neighbour.NeighbourEntry;
import director.dataplane.service.DestinationCounters;

/**
 * Packets of clients that get another destination address, or only other link-layer addresses. From the worker's
 * thread.
 */
final class Translation {
    private final FastBurst burst;
    private final ForwardingTable table;
    private final DestinationCounters destinations;

    Translation(final FastBurst burst, final ForwardingTable table, final DestinationCounters destinations) {
        this.burst = burst;
        this.table = table;
        this.destinations = destinations;
    }

    /** Rewrites packets whose real server can be reached. Answers the place of the first other one. */
    int rewrite(final int from, final int count) {
        final long[] slots = burst.slots;
        final long[] frames = burst.frames;
        final int[] lengths = burst.lengths;
        final int epoch = table.epoch();
        final int tick = burst.tick;
        int index = from;
        while (index < count && slots[index] != 0) {
            final long slot = NativeMemory.bounded(slots[index]);
            final long value = FlowSlot.value(slot);
            final long entry = NativeMemory.bounded(table.entry(FlowSlot.destination(value)));
            final long way = ForwardingEntry.way(entry);
            final long nextHop = NativeMemory.bounded(ForwardingEntry.nextHop(entry));
            final long frame = NativeMemory.bounded(frames[index]);
            final int length = lengths[index];
            if (!FlowSlot.isStillInbound(slot, value, burst.hashes[index])
                || !ForwardingEntry.holds(
                    way, epoch, ForwardingEntry.kind(burst.transports[index], FlowSlot.method(value)))
                || ForwardingEntry.service(entry) != FastIpv4.destination(frame)
                || length > ForwardingEntry.longest(way) || !NeighbourEntry.isUsable(nextHop)) {
                return index;
            }
            FlowSlot.use(slot, value, tick);
            destinations.packetIn(FlowSlot.destination(value), length);
            if (FlowSlot.method(value) == Connection.MASQUERADE) {
                FastIpv4.destination(frame, ForwardingEntry.ipv4(entry), ForwardingEntry.portAndDeltas(entry));
            } else {
                FastIpv4.hop(frame);
            }
            NeighbourEntry.addresses(nextHop, frame);
            burst.ports[index] = ForwardingEntry.port(way);
            index++;
        }
        return index;
    }
}
