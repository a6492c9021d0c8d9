/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fastpath;

import director.bindings.NativeMemory;
import director.dataplane.connection.FlowIndex;
import director.dataplane.connection.FlowSlot;
import director.dataplane.connection.FullNat;
import director.dataplane.connection.LongRecord;
import director.dataplane.localport.LocalPorts;
import director.dataplane.neighbour.NeighbourEntry;
import director.dataplane.service.DestinationCounters;

/**
 * Packets of IPv6 that real servers send, as {@link Replies} does it with those of IPv4. The record of the connection
 * says whether a packet is its. With full NAT, the client is put in behind NAT. From the worker's thread.
 */
final class RepliesIpv6 {
    private final FastBurst burst;
    private final FlowIndex flows;
    private final ForwardingTable table;
    private final NextHops nextHops;
    private final DestinationCounters destinations;
    private final LocalPorts locals;

    RepliesIpv6(final FastBurst burst, final FlowIndex flows, final ForwardingTable table, final NextHops nextHops,
        final DestinationCounters destinations) {
        this.burst = burst;
        this.flows = flows;
        this.table = table;
        this.nextHops = nextHops;
        this.destinations = destinations;
        this.locals = flows.localPorts();
    }

    /** Rewrites replies whose clients can be reached. Answers the place of the first other packet. */
    int reply(final int from, final int count) {
        final int to = admit(from, count);
        if (translate(from, to)) {
            toClients(from, to);
        }
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
                || !isOf(frame, record, value) || TranslationIpv6.isProxied(value, record)) {
                return index;
            }
            final int nextHop =
                nextHops.toAddress(LongRecord.clientHigh(record), LongRecord.clientLow(record));
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

    /** Whether a packet belongs to a connection, to whose client or local address it has to go. */
    private boolean isOf(final long frame, final long record, final long value) {
        if (FlowSlot.method(value) != FlowSlot.FULL_NAT) {
            return FastIpv6.isOutbound(frame, record);
        }
        final int local = FullNat.local(record);
        return FastIpv6.isOutbound(frame, record, locals.high(local), locals.low(local), LocalPorts.port(local));
    }

    /** Does what NAT does. Answers whether there are packets of full NAT. */
    private boolean translate(final int from, final int to) {
        boolean fullNat = false;
        for (int i = from; i < to; i++) {
            final long value = FlowSlot.value(NativeMemory.bounded(burst.slots[i]));
            FastIpv6.fromService(NativeMemory.bounded(burst.frames[i]), NativeMemory.bounded(flows.record(value)),
                ForwardingEntry.replyTransportDelta(NativeMemory.bounded(burst.entries[i])));
            fullNat |= FlowSlot.method(value) == FlowSlot.FULL_NAT;
        }
        return fullNat;
    }

    /** What full NAT does beyond NAT. */
    private void toClients(final int from, final int to) {
        for (int i = from; i < to; i++) {
            final long value = FlowSlot.value(NativeMemory.bounded(burst.slots[i]));
            if (FlowSlot.method(value) == FlowSlot.FULL_NAT) {
                final long record = NativeMemory.bounded(flows.record(value));
                FastIpv6.destination(NativeMemory.bounded(burst.frames[i]), LongRecord.clientHigh(record),
                    LongRecord.clientLow(record), LongRecord.clientPort(record));
            }
        }
    }
}
