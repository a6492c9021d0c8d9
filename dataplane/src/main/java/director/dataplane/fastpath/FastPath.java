/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fastpath;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.dataplane.connection.Connection;
import director.dataplane.connection.FlowIndex;
import director.dataplane.connection.FlowSlot;
import director.dataplane.neighbour.NeighbourEntry;
import director.dataplane.port.TxBuffer;
import director.dataplane.service.DestinationCounters;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;
import java.util.Arrays;

/**
 * Stages over a burst for packets of established connections: which are plain, where their slots are, and forward. A
 * packet that a stage does not take is untouched. From the worker's thread.
 */
public final class FastPath {
    /** The most packets that a burst can have. */
    public static final int MAX_BURST = 64;

    private final FlowIndex flows;
    private final ForwardingTable table;
    private final DestinationCounters destinations;
    private final WorkerCounters counters;
    private final TxBuffer[] buffers;
    private long burst;
    private final long[] frames = new long[MAX_BURST];
    /** Of frames at first, then of packets. */
    private final int[] lengths = new int[MAX_BURST];
    private final int[] protocols = new int[MAX_BURST];
    private final long[] hashes = new long[MAX_BURST];
    private final long[] lines = new long[MAX_BURST];
    private final long[] slots = new long[MAX_BURST];
    private final int[] ports = new int[MAX_BURST];
    private int tick;
    /** Keeps loads from being removed as useless. */
    @SuppressWarnings("UnusedVariable")
    private long touched;

    /**
     * A fast path.
     *
     * @param flows        the connections of the worker.
     * @param table        how packets get to real servers.
     * @param destinations what the worker counts for them.
     * @param counters     what it counts besides.
     * @param buffers      where packets leave, by place of their port.
     */
    public FastPath(final FlowIndex flows, final ForwardingTable table, final DestinationCounters destinations,
        final WorkerCounters counters, final TxBuffer[] buffers) {
        this.flows = flows;
        this.table = table;
        this.destinations = destinations;
        this.counters = counters;
        this.buffers = buffers.clone();
    }

    /**
     * Sets the time of the following bursts.
     *
     * @param nowNs the present.
     */
    public void begin(final long nowNs) {
        tick = FlowIndex.tick(nowNs);
    }

    /**
     * Looks for packets of a burst that can be taken.
     *
     * @param burst   address of an array of mbufs.
     * @param count   how many, at most {@link #MAX_BURST}.
     * @param macWire address of the port where they arrived.
     * @return how many there are.
     */
    public int select(final long burst, final int count, final long macWire) {
        this.burst = burst;
        locate(count);
        parse(count, macWire);
        touched = flows.homes(hashes, lines, count);
        return find(count);
    }

    /**
     * Whether a packet of the burst was selected.
     *
     * @param index its place.
     * @return false if only the general path can tell what to do.
     */
    public boolean isSelected(final int index) {
        return slots[index] != 0;
    }

    /** Selects none of a burst. */
    public void selectNone() {
        Arrays.fill(slots, 0);
    }

    /**
     * Forwards packets that were selected, up to the first one that has to take the general path.
     *
     * @param from  place of the first one.
     * @param count of the burst.
     * @return the place of a packet that was not touched, or the count.
     */
    public int forward(final int from, final int count) {
        int to = rewrite(from, count);
        while (to < count && isTunnelled(to)) {
            final int next = encapsulate(to, count);
            if (next == to) {
                break;
            }
            to = rewrite(next, count);
        }
        if (to > from) {
            counters.add(WorkerCounter.FAST_PATH, to - from);
            transmit(from, to);
        }
        return to;
    }

    /** Rewrites packets whose real server can be reached. Answers the place of the first other one. */
    private int rewrite(final int from, final int count) {
        final int epoch = table.epoch();
        int index = from;
        while (index < count && slots[index] != 0) {
            final long slot = NativeMemory.bounded(slots[index]);
            final long value = FlowSlot.value(slot);
            final long entry = NativeMemory.bounded(table.entry(FlowSlot.destination(value)));
            final long way = ForwardingEntry.way(entry);
            final long nextHop = NativeMemory.bounded(ForwardingEntry.nextHop(entry));
            final long frame = NativeMemory.bounded(frames[index]);
            final int length = lengths[index];
            if (!FlowSlot.isStill(slot, value, hashes[index])
                || !ForwardingEntry.holds(way, epoch, ForwardingEntry.kind(protocols[index], FlowSlot.method(value)))
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
            ports[index] = ForwardingEntry.port(way);
            index++;
        }
        return index;
    }

    private boolean isTunnelled(final int index) {
        return slots[index] != 0 && FlowSlot.method(FlowSlot.value(slots[index])) == Connection.TUNNEL;
    }

    /** Puts packets into the tunnels to their real servers. Answers the place of the first that is not for here. */
    private int encapsulate(final int from, final int count) {
        final int epoch = table.epoch();
        int index = from;
        while (index < count && slots[index] != 0) {
            final long slot = NativeMemory.bounded(slots[index]);
            final long value = FlowSlot.value(slot);
            final long entry = NativeMemory.bounded(table.entry(FlowSlot.destination(value)));
            final long way = ForwardingEntry.way(entry);
            final long nextHop = NativeMemory.bounded(ForwardingEntry.nextHop(entry));
            final long mbuf = NativeMemory.bounded(NativeMemory.int64(burst + (long) index * Long.BYTES));
            final long frame = NativeMemory.bounded(frames[index]);
            final int length = lengths[index];
            if (!FlowSlot.isStill(slot, value, hashes[index])
                || !ForwardingEntry.holds(way, epoch, ForwardingEntry.tunnelKind(protocols[index]))
                || ForwardingEntry.service(entry) != FastIpv4.destination(frame)
                || length > ForwardingEntry.longest(way) || !NeighbourEntry.isUsable(nextHop)
                || !IpInIp.isWhole(frame) || Mbuf.headroom(mbuf) < IpInIp.HEADER) {
                return index;
            }
            FlowSlot.use(slot, value, tick);
            destinations.packetIn(FlowSlot.destination(value), length);
            FastIpv4.hop(frame);
            NeighbourEntry.addresses(nextHop, IpInIp.wrap(
                mbuf, frame, length, ForwardingEntry.tunnel(entry), ForwardingEntry.tunnelSum(entry)));
            ports[index] = ForwardingEntry.port(way);
            index++;
        }
        return index;
    }

    /** Packets that follow each other to the same port go together. */
    private void transmit(final int from, final int to) {
        int first = from;
        int port = ports[from];
        for (int i = from + 1; i < to; i++) {
            if (ports[i] != port) {
                buffers[port].send(burst + (long) first * Long.BYTES, i - first);
                first = i;
                port = ports[i];
            }
        }
        buffers[port].send(burst + (long) first * Long.BYTES, to - first);
    }

    private void locate(final int count) {
        for (int i = 0; i < count; i++) {
            final long mbuf = NativeMemory.bounded(NativeMemory.int64(burst + (long) i * Long.BYTES));
            frames[i] = Mbuf.data(mbuf);
            lengths[i] = Mbuf.segments(mbuf) == 1 ? Mbuf.dataLength(mbuf) : 0;
        }
    }

    private void parse(final int count, final long macWire) {
        for (int i = 0; i < count; i++) {
            final long frame = NativeMemory.bounded(frames[i]);
            final int length = lengths[i];
            if (length >= FastIpv4.MIN_FRAME && FastIpv4.isPlain(frame, length, macWire)) {
                protocols[i] = FastIpv4.protocol(frame);
                hashes[i] = flows.hashIpv4(FastIpv4.addresses(frame), FastIpv4.ports(frame), protocols[i]);
                lengths[i] = FastIpv4.packetLength(frame);
            } else {
                hashes[i] = 0;
            }
        }
    }

    /** A packet that is not plain has the hash 0, which is that of slots that are empty, and those are not steady. */
    private int find(final int count) {
        long absent = 0;
        for (int i = 0; i < count; i++) {
            final long slot = FlowSlot.steadyIn(NativeMemory.bounded(lines[i]), hashes[i]);
            slots[i] = slot;
            absent |= slot - 1;
        }
        return absent < 0 ? findBehind(count) : count;
    }

    /** Looks for those that were not in the line where they belong. */
    private int findBehind(final int count) {
        int selected = 0;
        for (int i = 0; i < count; i++) {
            if (slots[i] == 0 && hashes[i] != 0) {
                slots[i] = flows.steady(hashes[i]);
            }
            selected += slots[i] == 0 ? 0 : 1;
        }
        return selected;
    }
}
