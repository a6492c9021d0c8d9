/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fastpath;

import director.bindings.NativeMemory;
import director.dataplane.connection.Connection;
import director.dataplane.connection.FlowIndex;
import director.dataplane.connection.FlowSlot;
import director.dataplane.connection.FullNat;
import director.dataplane.connection.ProxyState;
import director.dataplane.localport.LocalPorts;
import director.dataplane.neighbour.NeighbourEntry;
import director.dataplane.service.DestinationCounters;

/**
 * Packets of IPv6 that clients send, as {@link Translation} does it with those of IPv4. Two tuples can have the same
 * hash here, so the record of the connection says whether a packet is its. With full NAT, the local address and port
 * are put in behind NAT. From the worker's thread.
 */
final class TranslationIpv6 {
    private final FastBurst burst;
    private final FlowIndex flows;
    private final ForwardingTable table;
    private final DestinationCounters destinations;
    private final LocalPorts locals;

    TranslationIpv6(final FastBurst burst, final FlowIndex flows, final ForwardingTable table,
        final DestinationCounters destinations) {
        this.burst = burst;
        this.flows = flows;
        this.table = table;
        this.destinations = destinations;
        this.locals = flows.localPorts();
    }

    /** Rewrites packets whose real server can be reached. Answers the place of the first other one. */
    int rewrite(final int from, final int count) {
        final int to = admit(from, count);
        if (translate(from, to)) {
            fromLocals(from, to);
        }
        return to;
    }

    /** Has packets leave as far as they can. Answers the place of the first that cannot. */
    private int admit(final int from, final int count) {
        final int epoch = table.epoch();
        int index = from;
        while (index < count && burst.slots[index] != 0) {
            final long slot = NativeMemory.bounded(burst.slots[index]);
            final long value = FlowSlot.value(slot);
            final long record = NativeMemory.bounded(flows.record(value));
            final long entry = NativeMemory.bounded(table.entry(FlowSlot.destination(value)));
            final long way = ForwardingEntry.way(entry);
            final long nextHop = NativeMemory.bounded(ForwardingEntry.nextHop(entry));
            final long frame = NativeMemory.bounded(burst.frames[index]);
            final int length = burst.lengths[index];
            if (!FlowSlot.isStillInbound(slot, value, burst.hashes[index])
                || !ForwardingEntry.holds(
                    way, epoch, ForwardingEntry.kindIpv6(burst.transports[index], FlowSlot.method(value)))
                || !FastIpv6.isInbound(frame, record) || isProxied(value, record)
                || length > ForwardingEntry.longest(way) || !NeighbourEntry.isUsable(nextHop)) {
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

    /** Whether sequence numbers have to follow: of a connection that began when its service was to tell its clients. */
    static boolean isProxied(final long value, final long record) {
        return FlowSlot.method(value) == FlowSlot.FULL_NAT && ProxyState.is(record);
    }

    /** Does what NAT does. Answers whether there are packets of full NAT. */
    private boolean translate(final int from, final int to) {
        boolean fullNat = false;
        for (int i = from; i < to; i++) {
            final long value = FlowSlot.value(NativeMemory.bounded(burst.slots[i]));
            final long entry = NativeMemory.bounded(burst.entries[i]);
            final long frame = NativeMemory.bounded(burst.frames[i]);
            if (FlowSlot.method(value) == Connection.DIRECT) {
                FastIpv6.hop(frame);
            } else {
                FastIpv6.toRealServer(
                    frame, NativeMemory.bounded(flows.record(value)), ForwardingEntry.transportDelta(entry));
            }
            NeighbourEntry.addresses(NativeMemory.bounded(ForwardingEntry.nextHop(entry)), frame);
            fullNat |= FlowSlot.method(value) == FlowSlot.FULL_NAT;
        }
        return fullNat;
    }

    /** What full NAT does beyond NAT. */
    private void fromLocals(final int from, final int to) {
        for (int i = from; i < to; i++) {
            final long value = FlowSlot.value(NativeMemory.bounded(burst.slots[i]));
            if (FlowSlot.method(value) == FlowSlot.FULL_NAT) {
                final int local = FullNat.local(NativeMemory.bounded(flows.record(value)));
                FastIpv6.source(NativeMemory.bounded(burst.frames[i]), locals.high(local), locals.low(local),
                    LocalPorts.port(local));
            }
        }
    }
}
