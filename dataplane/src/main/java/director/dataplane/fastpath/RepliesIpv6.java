/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fastpath;

import director.bindings.NativeMemory;
import director.dataplane.connection.FlowIndex;
import director.dataplane.connection.FlowSlot;
import director.dataplane.neighbour.NeighbourEntry;
import director.dataplane.service.DestinationCounters;

/**
 * Packets of IPv6 that real servers send, as {@link Replies} does it with those of IPv4. The record of the connection
 * says whether a packet is its. From the worker's thread.
 */
final class RepliesIpv6 {
    private final FastBurst burst;
    private final FlowIndex flows;
    private final ForwardingTable table;
    private final NextHops nextHops;
    private final DestinationCounters destinations;

    RepliesIpv6(final FastBurst burst, final FlowIndex flows, final ForwardingTable table, final NextHops nextHops,
        final DestinationCounters destinations) {
        this.burst = burst;
        this.flows = flows;
        this.table = table;
        this.nextHops = nextHops;
        this.destinations = destinations;
    }

    /** Rewrites replies whose clients can be reached. Answers the place of the first other packet. */
    int reply(final int from, final int count) {
        final int to = admit(from, count);
        translate(from, to);
        return to;
    }

    /** Has replies leave as far as they can. Answers the place of the first that cannot. */
    private int admit(final int from, final int count) {
        final int epoch = table.epoch();
        int index = from;
        while (index < count && burst.slots[index] != 0) {
            final long slot = NativeMemory.bounded(burst.slots[index]);
            final long value = FlowSlot.value(slot);
            final long record = NativeMemory.bounded(flows.record(value));
            final long entry = NativeMemory.bounded(table.entry(FlowSlot.destination(value)));
            final long frame = NativeMemory.bounded(burst.frames[index]);
            final int length = burst.lengths[index];
            if (!FlowSlot.isStillOutbound(slot, value, burst.hashes[index])
                || !ForwardingEntry.holds(ForwardingEntry.way(entry), epoch,
                    ForwardingEntry.kindIpv6(burst.transports[index], FlowSlot.method(value)))
                || !FastIpv6.isOutbound(frame, record)) {
                return index;
            }
            final int nextHop =
                nextHops.toAddress(FastIpv6.destinationHigh(frame), FastIpv6.destinationLow(frame));
            if (nextHop < 0 || length > nextHops.mtu(nextHop)
                || !NeighbourEntry.isUsable(NativeMemory.bounded(nextHops.entry(nextHop)))) {
                return index;
            }
            FlowSlot.use(slot, value, burst.tick);
            destinations.packetOut(FlowSlot.destination(value), length);
            burst.entries[index] = entry;
            NeighbourEntry.addresses(NativeMemory.bounded(nextHops.entry(nextHop)), frame);
            burst.ports[index] = nextHops.place(nextHop);
            index++;
        }
        return index;
    }

    private void translate(final int from, final int to) {
        for (int i = from; i < to; i++) {
            final long value = FlowSlot.value(NativeMemory.bounded(burst.slots[i]));
            FastIpv6.fromService(NativeMemory.bounded(burst.frames[i]), NativeMemory.bounded(flows.record(value)),
                ForwardingEntry.replyTransportDelta(NativeMemory.bounded(burst.entries[i])));
        }
    }
}
