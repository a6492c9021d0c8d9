/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fastpath;

import director.bindings.NativeMemory;
import director.dataplane.address.WireAddress;
import director.dataplane.connection.FlowSlot;
import director.dataplane.neighbour.NeighbourEntry;
import director.dataplane.service.DestinationCounters;

/** Packets of real servers that get the source of their virtual service. From the worker's thread. */
final class Replies {
    private final FastBurst burst;
    private final ForwardingTable table;
    private final NextHops nextHops;
    private final DestinationCounters destinations;

    Replies(final FastBurst burst, final ForwardingTable table, final NextHops nextHops,
        final DestinationCounters destinations) {
        this.burst = burst;
        this.table = table;
        this.nextHops = nextHops;
        this.destinations = destinations;
    }

    /** Rewrites replies whose clients can be reached. Answers the place of the first other packet. */
    int reply(final int from, final int count) {
        final int epoch = table.epoch();
        int index = from;
        while (index < count && burst.slots[index] != 0) {
            final long slot = NativeMemory.bounded(burst.slots[index]);
            final long value = FlowSlot.value(slot);
            final long entry = NativeMemory.bounded(table.entry(FlowSlot.destination(value)));
            final long way = ForwardingEntry.way(entry);
            final long frame = NativeMemory.bounded(burst.frames[index]);
            final int length = burst.lengths[index];
            if (!FlowSlot.isStillOutbound(slot, value, burst.hashes[index])
                || !ForwardingEntry.holds(
                    way, epoch, ForwardingEntry.kind(burst.transports[index], FlowSlot.method(value)))
                || !isFrom(frame, entry)) {
                return index;
            }
            final int nextHop = nextHops.toAddress(
                WireAddress.IPV4_HIGH, WireAddress.low(FastIpv4.destinationAddress(frame)));
            if (nextHop < 0 || length > nextHops.mtu(nextHop)
                || !NeighbourEntry.isUsable(NativeMemory.bounded(nextHops.entry(nextHop)))) {
                return index;
            }
            FlowSlot.use(slot, value, burst.tick);
            destinations.packetOut(FlowSlot.destination(value), length);
            final long service = ForwardingEntry.service(entry);
            FastIpv4.source(frame, ForwardingEntry.serviceAddress(service), ForwardingEntry.servicePort(service),
                ForwardingEntry.replyDeltas(entry));
            NeighbourEntry.addresses(NativeMemory.bounded(nextHops.entry(nextHop)), frame);
            burst.ports[index] = nextHops.place(nextHop);
            index++;
        }
        return index;
    }

    /** Whether a packet comes from where a real server listens. */
    static boolean isFrom(final long frame, final long entry) {
        return FastIpv4.sourceAddress(frame) == ForwardingEntry.ipv4(entry)
            && ((FastIpv4.ports(frame) ^ (int) ForwardingEntry.portAndDeltas(entry)) & 0xFFFF) == 0;
    }
}
