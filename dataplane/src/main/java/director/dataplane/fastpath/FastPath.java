/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fastpath;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.dataplane.connection.Connection;
import director.dataplane.connection.FlowIndex;
import director.dataplane.connection.FlowSlot;
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

    private final FastBurst burst = new FastBurst();
    private final FlowIndex flows;
    private final WorkerCounters counters;
    private final TxBuffer[] buffers;
    private final Translation translation;
    private final Wrapping wrapping;
    private final Replies replies;
    /** Keeps loads from being removed as useless. */
    @SuppressWarnings("UnusedVariable")
    private long touched;

    /**
     * A fast path.
     *
     * @param flows        the connections of the worker.
     * @param table        how packets get to real servers.
     * @param nextHops     how packets get to anybody else.
     * @param destinations what the worker counts for them.
     * @param counters     what it counts besides.
     * @param buffers      where packets leave, by place of their port.
     */
    public FastPath(final FlowIndex flows, final ForwardingTable table, final NextHops nextHops,
        final DestinationCounters destinations, final WorkerCounters counters, final TxBuffer[] buffers) {
        this.flows = flows;
        this.counters = counters;
        this.buffers = buffers.clone();
        this.translation = new Translation(burst, table, destinations);
        this.wrapping = new Wrapping(burst, table, destinations);
        this.replies = new Replies(burst, table, nextHops, destinations);
    }

    /**
     * Sets the time of the following bursts.
     *
     * @param nowNs the present.
     */
    public void begin(final long nowNs) {
        burst.tick = FlowIndex.tick(nowNs);
    }

    /**
     * Looks for packets of a burst that can be taken.
     *
     * @param mbufs   address of an array of mbufs.
     * @param count   how many, at most {@link #MAX_BURST}.
     * @param macWire address of the port where they arrived.
     * @return how many there are.
     */
    public int select(final long mbufs, final int count, final long macWire) {
        burst.mbufs = mbufs;
        locate(count);
        parse(count, macWire);
        touched = flows.homes(burst.hashes, burst.lines, count);
        return find(count);
    }

    /**
     * Whether a packet of the burst was selected.
     *
     * @param index its place.
     * @return false if only the general path can tell what to do.
     */
    public boolean isSelected(final int index) {
        return burst.slots[index] != 0;
    }

    /** Selects none of a burst. */
    public void selectNone() {
        Arrays.fill(burst.slots, 0);
    }

    /**
     * Forwards packets that were selected, up to the first one that has to take the general path.
     *
     * @param from  place of the first one.
     * @param count of the burst.
     * @return the place of a packet that was not touched, or the count.
     */
    public int forward(final int from, final int count) {
        int to = translation.rewrite(from, count);
        for (int next = others(to, count); next > to; next = others(to, count)) {
            to = translation.rewrite(next, count);
        }
        if (to > from) {
            counters.add(WorkerCounter.FAST_PATH, to - from);
            transmit(from, to);
        }
        return to;
    }

    /** Takes packets that a translation does not do for. Answers the place of the first that is not for here. */
    private int others(final int from, final int count) {
        if (from == count || burst.slots[from] == 0) {
            return from;
        }
        final long value = FlowSlot.value(burst.slots[from]);
        if ((value & FlowSlot.OUTBOUND) != 0) {
            return replies.reply(from, count);
        }
        return FlowSlot.method(value) == Connection.TUNNEL ? wrapping.wrap(from, count) : from;
    }

    /** Packets that follow each other to the same port go together. */
    private void transmit(final int from, final int to) {
        int first = from;
        int port = burst.ports[from];
        for (int i = from + 1; i < to; i++) {
            if (burst.ports[i] != port) {
                buffers[port].send(burst.mbufs + (long) first * Long.BYTES, i - first);
                first = i;
                port = burst.ports[i];
            }
        }
        buffers[port].send(burst.mbufs + (long) first * Long.BYTES, to - first);
    }

    private void locate(final int count) {
        final long mbufs = burst.mbufs;
        final long[] frames = burst.frames;
        final int[] lengths = burst.lengths;
        for (int i = 0; i < count; i++) {
            final long mbuf = NativeMemory.bounded(NativeMemory.int64(mbufs + (long) i * Long.BYTES));
            frames[i] = Mbuf.data(mbuf);
            lengths[i] = Mbuf.segments(mbuf) == 1 ? Mbuf.dataLength(mbuf) : 0;
        }
    }

    private void parse(final int count, final long macWire) {
        final long[] frames = burst.frames;
        final int[] lengths = burst.lengths;
        final int[] protocols = burst.protocols;
        final long[] hashes = burst.hashes;
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
        final long[] lines = burst.lines;
        final long[] hashes = burst.hashes;
        final long[] slots = burst.slots;
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
            if (burst.slots[i] == 0 && burst.hashes[i] != 0) {
                burst.slots[i] = flows.steady(burst.hashes[i]);
            }
            selected += burst.slots[i] == 0 ? 0 : 1;
        }
        return selected;
    }
}
