/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fastpath;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.dataplane.connection.FlowSlot;
import director.dataplane.neighbour.NeighbourEntry;
import director.dataplane.service.DestinationCounters;

/** Packets of clients that go through tunnels to their real servers. From the worker's thread. */
final class Wrapping {
    private final FastBurst burst;
    private final ForwardingTable table;
    private final DestinationCounters destinations;

    Wrapping(final FastBurst burst, final ForwardingTable table, final DestinationCounters destinations) {
        this.burst = burst;
        this.table = table;
        this.destinations = destinations;
    }

    /** Wraps packets whose tunnel takes them. Answers the place of the first other one. */
    int wrap(final int from, final int count) {
        final int to = admit(from, count);
        wrapAll(from, to);
        return to;
    }

    /** Has packets leave as far as they can. Answers the place of the first that cannot. */
    private int admit(final int from, final int count) {
        final int epoch = table.epoch();
        int index = from;
        while (index < count && burst.slots[index] != 0) {
            final long slot = NativeMemory.bounded(burst.slots[index]);
            final long value = FlowSlot.value(slot);
            final long entry = NativeMemory.bounded(table.entry(FlowSlot.destination(value)));
            final long way = ForwardingEntry.way(entry);
            final long nextHop = NativeMemory.bounded(ForwardingEntry.nextHop(entry));
            final long mbuf = NativeMemory.bounded(NativeMemory.int64(burst.mbufs + (long) index * Long.BYTES));
            final long frame = NativeMemory.bounded(burst.frames[index]);
            final int length = burst.lengths[index];
            if (!FlowSlot.isStillInbound(slot, value, burst.hashes[index])
                || !ForwardingEntry.holds(way, epoch, ForwardingEntry.tunnelKind(burst.transports[index]))
                || ForwardingEntry.service(entry) != FastIpv4.destination(frame)
                || length > ForwardingEntry.longest(way) || !NeighbourEntry.isUsable(nextHop)
                || !IpInIp.isWhole(frame) || Mbuf.headroom(mbuf) < IpInIp.HEADER) {
                return index;
            }
            FlowSlot.use(slot, value, burst.tick);
            destinations.packetIn(FlowSlot.destination(value), length);
            burst.entries[index] = entry;
            burst.ports[index] = ForwardingEntry.port(way);
            index++;
        }
        return index;
    }

    private void wrapAll(final int from, final int to) {
        for (int i = from; i < to; i++) {
            final long entry = NativeMemory.bounded(burst.entries[i]);
            final long mbuf = NativeMemory.bounded(NativeMemory.int64(burst.mbufs + (long) i * Long.BYTES));
            final long frame = NativeMemory.bounded(burst.frames[i]);
            FastIpv4.hop(frame);
            NeighbourEntry.addresses(NativeMemory.bounded(ForwardingEntry.nextHop(entry)), IpInIp.wrap(
                mbuf, frame, burst.lengths[i], ForwardingEntry.tunnel(entry), ForwardingEntry.tunnelSum(entry)));
        }
    }
}
