/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fastpath;

import director.bindings.NativeMemory;
import director.dataplane.connection.Connection;
import director.dataplane.connection.FlowIndex;
import director.dataplane.connection.FlowSlot;
import director.dataplane.connection.FullNat;
import director.dataplane.neighbour.NeighbourEntry;

/**
 * What SNAT of both versions of IP does alike with packets that follow each other in a burst: whose they are, what
 * their connections know, where they go. From the worker's thread.
 */
final class SnatRun {
    /** Of the packets of a run, by their place in the burst. */
    final long[] records = new long[FastPath.MAX_BURST];

    private final FastBurst burst;
    private final ForwardingTable table;
    private final NextHops nextHops;
    private final FlowIndex flows;
    /** Keeps loads from being removed as useless. */
    @SuppressWarnings("UnusedVariable")
    private long touched;

    SnatRun(final FastBurst burst, final ForwardingTable table, final NextHops nextHops, final FlowIndex flows) {
        this.burst = burst;
        this.table = table;
        this.nextHops = nextHops;
        this.flows = flows;
    }

    /** Whether a packet belongs to a rule, is of a version of IP and does not ask for a connection. */
    boolean isSnat(final int index, final boolean ipv6) {
        final int transport = burst.transports[index];
        final long entry = table.entry(FlowSlot.destination(FlowSlot.value(burst.slots[index])));
        return ForwardingEntry.isIpv6(transport) == ipv6 && !ForwardingEntry.isSyn(transport)
            && ForwardingEntry.holds(ForwardingEntry.way(entry), table.epoch(), ForwardingEntry.SNAT_KIND);
    }

    /** Reads each record, of IPv6 both lines: who it is, and what stands in its place. */
    void touch(final int from, final int count) {
        long sum = 0;
        for (int i = from; i < count && burst.slots[i] != 0; i++) {
            records[i] = flows.record(FlowSlot.value(burst.slots[i]));
            sum += Connection.clientLow(records[i]) + FullNat.local(records[i]);
        }
        touched = sum;
    }

    /** Has a packet leave for an address; answers false if the general path has to say something. */
    boolean send(final int index, final long frame, final long high, final long low) {
        final int nextHop = nextHops.toAddress(high, low);
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
}
