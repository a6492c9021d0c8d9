/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fastpath;

import director.bindings.NativeMemory;
import director.dataplane.address.WireAddress;
import director.dataplane.connection.FlowIndex;
import director.dataplane.connection.FlowSlot;
import director.dataplane.connection.OwnEnd;
import director.dataplane.neighbour.NeighbourEntry;
import director.dataplane.service.DestinationCounters;

/**
 * Packets of full NAT, both ends of which change. What the other methods share among the connections of a real server,
 * these have for themselves: local address and port on the way in, the client on the way back. So beside the slot an
 * {@link OwnEnd} is read, of all packets of a run before anything is done with the first. Then one pass finds out which
 * can go and where to, and another rewrites them: together they would be more than the compiler puts into one method.
 * From the worker's thread.
 */
final class BothEnds {
    private final FastBurst burst;
    private final ForwardingTable table;
    private final NextHops nextHops;
    private final DestinationCounters destinations;
    private final FlowIndex flows;
    /** What the kind of entries has for connections that are for here. */
    private final int kind;
    private final boolean proxied;
    private final long[] ends = new long[FastPath.MAX_BURST];

    BothEnds(final FastBurst burst, final ForwardingTable table, final NextHops nextHops,
        final DestinationCounters destinations, final FlowIndex flows, final int kind) {
        this.burst = burst;
        this.table = table;
        this.nextHops = nextHops;
        this.destinations = destinations;
        this.flows = flows;
        this.kind = kind;
        this.proxied = kind == ForwardingEntry.PROXIED;
    }

    /** Rewrites packets of clients, up to the first that is not for here, whose place it answers. */
    int request(final int from, final int count) {
        if (!isFor(from)) {
            return from;
        }
        readSources(from, count);
        final int to = admitRequests(from, count);
        rewriteRequests(from, to);
        return to;
    }

    /** Has packets leave as far as they can. Answers the place of the first that cannot. */
    private int admitRequests(final int from, final int count) {
        final int epoch = table.epoch();
        int index = from;
        while (index < count && burst.slots[index] != 0) {
            final long slot = NativeMemory.bounded(burst.slots[index]);
            final long value = FlowSlot.value(slot);
            final long entry = NativeMemory.bounded(table.entry(FlowSlot.destination(value)));
            final long way = ForwardingEntry.way(entry);
            final long nextHop = NativeMemory.bounded(ForwardingEntry.nextHop(entry));
            final long frame = NativeMemory.bounded(burst.frames[index]);
            final int length = burst.lengths[index];
            if (!FlowSlot.isStillInbound(slot, value, burst.hashes[index]) || ends[index] == 0
                || !ForwardingEntry.holds(
                    way, epoch, kind | ForwardingEntry.kind(burst.transports[index], FlowSlot.method(value)))
                || ForwardingEntry.service(entry) != FastIpv4.destination(frame)
                || length > ForwardingEntry.longest(way) || !NeighbourEntry.isUsable(nextHop)) {
                return index;
            }
            FlowSlot.use(slot, value, burst.tick);
            destinations.packetIn(FlowSlot.destination(value), length);
            NeighbourEntry.addresses(nextHop, frame);
            burst.entries[index] = entry;
            burst.ports[index] = ForwardingEntry.port(way);
            index++;
        }
        return index;
    }

    private void rewriteRequests(final int from, final int to) {
        for (int i = from; i < to; i++) {
            final long entry = NativeMemory.bounded(burst.entries[i]);
            FastIpv4.both(NativeMemory.bounded(burst.frames[i]), ends[i], ForwardingEntry.ipv4(entry),
                ForwardingEntry.portAndDeltas(entry));
        }
    }

    /** Rewrites packets of real servers, up to the first that is not for here, whose place it answers. */
    int reply(final int from, final int count) {
        if (!isFor(from)) {
            return from;
        }
        readDestinations(from, count);
        final int to = admitReplies(from, count);
        rewriteReplies(from, to);
        return to;
    }

    private int admitReplies(final int from, final int count) {
        final int epoch = table.epoch();
        int index = from;
        while (index < count && burst.slots[index] != 0) {
            final long slot = NativeMemory.bounded(burst.slots[index]);
            final long value = FlowSlot.value(slot);
            final long entry = NativeMemory.bounded(table.entry(FlowSlot.destination(value)));
            final long way = ForwardingEntry.way(entry);
            final long frame = NativeMemory.bounded(burst.frames[index]);
            final int length = burst.lengths[index];
            if (!FlowSlot.isStillOutbound(slot, value, burst.hashes[index]) || ends[index] == 0
                || !ForwardingEntry.holds(
                    way, epoch, kind | ForwardingEntry.kind(burst.transports[index], FlowSlot.method(value)))
                || !Replies.isFrom(frame, entry)) {
                return index;
            }
            final int nextHop = nextHops.toAddress(WireAddress.IPV4_HIGH, WireAddress.low(OwnEnd.address(ends[index])));
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

    private void rewriteReplies(final int from, final int to) {
        for (int i = from; i < to; i++) {
            final long entry = NativeMemory.bounded(burst.entries[i]);
            FastIpv4.bothBack(NativeMemory.bounded(burst.frames[i]), ForwardingEntry.service(entry),
                ForwardingEntry.replyDeltas(entry), ends[i]);
        }
    }

    /** Whether it is worth while to look at connections: other packets that stopped here stop again. */
    boolean isFor(final int index) {
        final long value = FlowSlot.value(burst.slots[index]);
        final long way = ForwardingEntry.way(table.entry(FlowSlot.destination(value)));
        return ForwardingEntry.holds(
            way, table.epoch(), kind | ForwardingEntry.kind(burst.transports[index], FlowSlot.method(value)));
    }

    private void readSources(final int from, final int count) {
        for (int i = from; i < count && burst.slots[i] != 0; i++) {
            ends[i] = flows.ownSource(FlowSlot.value(burst.slots[i]), proxied);
        }
    }

    private void readDestinations(final int from, final int count) {
        for (int i = from; i < count && burst.slots[i] != 0; i++) {
            ends[i] = flows.ownDestination(FlowSlot.value(burst.slots[i]), proxied);
        }
    }
}
