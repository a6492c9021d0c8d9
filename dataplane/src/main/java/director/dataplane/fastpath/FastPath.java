/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fastpath;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.dataplane.connection.Connection;
import director.dataplane.connection.FlowIndex;
import director.dataplane.connection.FlowSlot;
import director.dataplane.connection.FullNat;
import director.dataplane.connection.LongRecord;
import director.dataplane.forward.Identifications;
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
    /** Whether any of them is that of a VLAN. */
    private final boolean tags;
    private final Translation translation;
    private final Wrapping wrapping;
    private final OtherTunnels otherTunnels;
    private final Replies replies;
    private final TranslationIpv6 translationIpv6;
    private final RepliesIpv6 repliesIpv6;
    private final BothEnds bothEnds;
    private final ProxiedEnds proxiedEnds;
    private final SnatFlows snat;
    private final SnatFlowsIpv6 snatIpv6;
    private final RecordedFlows recorded;
    private final FirstPackets firstPackets;
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
     * @param seed         a secret, of which identifications of packets are made.
     */
    public FastPath(final FlowIndex flows, final ForwardingTable table, final NextHops nextHops,
        final DestinationCounters destinations, final WorkerCounters counters, final TxBuffer[] buffers,
        final long seed) {
        this.flows = flows;
        this.counters = counters;
        this.buffers = buffers.clone();
        this.tags = Arrays.stream(buffers).anyMatch(TxBuffer::isTagged);
        this.translation = new Translation(burst, table, destinations);
        this.wrapping = new Wrapping(burst, table, destinations);
        this.replies = new Replies(burst, table, nextHops, destinations);
        this.translationIpv6 = new TranslationIpv6(burst, flows, table, destinations);
        this.repliesIpv6 = new RepliesIpv6(burst, flows, table, nextHops, destinations);
        this.bothEnds = new BothEnds(burst, table, nextHops, destinations, flows, ForwardingEntry.FULL_NAT);
        this.proxiedEnds = new ProxiedEnds(burst, flows,
            new BothEnds(burst, table, nextHops, destinations, flows, ForwardingEntry.PROXIED));
        final SnatRun run = new SnatRun(burst, table, nextHops, flows);
        this.snat = new SnatFlows(burst, run, destinations, flows);
        this.snatIpv6 = new SnatFlowsIpv6(burst, run, destinations, flows);
        final Identifications identifications = new Identifications(seed);
        this.otherTunnels = new OtherTunnels(burst, flows, table, destinations, identifications);
        this.recorded = new RecordedFlows(burst, table, nextHops, destinations, flows, identifications);
        this.firstPackets = new FirstPackets(burst, flows, table, destinations, recorded);
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
        final boolean ipv6 = !parse(count, macWire) && parseOthers(count, macWire);
        touched = flows.homes(burst.hashes, burst.lines, count);
        final int selected = find(count);
        if (ipv6) {
            touched = records(count);
        }
        return selected;
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
        Arrays.fill(burst.hashes, 0);
    }

    /**
     * The packets of the burst that may be the first ones of their connections.
     *
     * @return the same object always.
     */
    public FirstPackets firstPackets() {
        return firstPackets;
    }

    /**
     * Forwards packets that {@link FirstPackets#goesTo} holds for.
     *
     * @param from         place of the first one.
     * @param to           place behind the last one.
     * @param destinations numbers of their real servers, by place.
     */
    public void forwardFirst(final int from, final int to, final int[] destinations) {
        firstPackets.rewrite(from, to, destinations);
        transmit(from, to);
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
        if (ForwardingEntry.isIpv6(burst.transports[from])) {
            return (value & FlowSlot.OUTBOUND) != 0 ? toClientsIpv6(from, count) : toOthersIpv6(from, count);
        }
        if (FlowSlot.method(value) == Connection.TUNNEL) {
            final int next = wrapping.wrap(from, count);
            return next == from ? otherTunnels.wrap(from, count) : next;
        }
        return (value & FlowSlot.OUTBOUND) != 0 ? toClients(from, count) : toOthers(from, count);
    }

    private int toClients(final int from, final int count) {
        int next = replies.reply(from, count);
        next = next == from ? bothEnds.reply(from, count) : next;
        next = next == from ? proxiedEnds.reply(from, count) : next;
        next = next == from ? snat.inward(from, count) : next;
        return next == from ? recorded.reply(from, count) : next;
    }

    private int toOthers(final int from, final int count) {
        int next = bothEnds.request(from, count);
        next = next == from ? proxiedEnds.request(from, count) : next;
        next = next == from ? snat.outward(from, count) : next;
        return next == from ? recorded.request(from, count) : next;
    }

    private int toClientsIpv6(final int from, final int count) {
        int next = repliesIpv6.reply(from, count);
        next = next == from ? snatIpv6.inward(from, count) : next;
        return next == from ? recorded.reply(from, count) : next;
    }

    private int toOthersIpv6(final int from, final int count) {
        int next = translationIpv6.rewrite(from, count);
        next = next == from ? otherTunnels.wrap(from, count) : next;
        next = next == from ? snatIpv6.outward(from, count) : next;
        return next == from ? recorded.request(from, count) : next;
    }

    /** Packets that follow each other to the same port go together. */
    private void transmit(final int from, final int to) {
        int first = from;
        for (int i = from + 1; i < to; i++) {
            if (burst.ports[i] != burst.ports[first]) {
                transmit(first, i, burst.ports[first]);
                first = i;
            }
        }
        transmit(first, to, burst.ports[first]);
    }

    /** With VLANs, several ports share a queue, which is not to be called for each of them. */
    private void transmit(final int from, final int to, final int port) {
        final long mbufs = burst.mbufs + (long) from * Long.BYTES;
        if (tags) {
            buffers[port].addAll(mbufs, to - from);
        } else {
            buffers[port].send(mbufs, to - from);
        }
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

    /** Answers whether all are plain. */
    private boolean parse(final int count, final long macWire) {
        final long[] frames = burst.frames;
        final int[] lengths = burst.lengths;
        final int[] transports = burst.transports;
        final long[] hashes = burst.hashes;
        boolean all = true;
        for (int i = 0; i < count; i++) {
            final long frame = NativeMemory.bounded(frames[i]);
            final int length = lengths[i];
            if (length >= FastIpv4.MIN_FRAME && FastIpv4.isPlain(frame, length, macWire)) {
                final int protocol = FastIpv4.protocol(frame);
                transports[i] = ForwardingEntry.transport(protocol, false);
                hashes[i] = flows.hashIpv4(FastIpv4.addresses(frame), FastIpv4.ports(frame), protocol);
                lengths[i] = FastIpv4.packetLength(frame);
            } else {
                hashes[i] = 0;
                all = false;
            }
        }
        return all;
    }

    /** Looks at what is not plain as IPv4. Answers whether any packet is plain as IPv6. */
    private boolean parseOthers(final int count, final long macWire) {
        final int plain = parseIpv6(count, macWire);
        if (plain < count && parseSyn(count, macWire) > 0) {
            parseSynIpv6(count, macWire);
        }
        return plain > 0;
    }

    /** Looks for those that ask for a connection. Answers how many others there are. */
    private int parseSyn(final int count, final long macWire) {
        int others = 0;
        for (int i = 0; i < count; i++) {
            final long frame = NativeMemory.bounded(burst.frames[i]);
            final int length = burst.lengths[i];
            if (burst.hashes[i] == 0) {
                if (length >= FastIpv4.MIN_FRAME && FastIpv4.isSyn(frame, length, macWire)) {
                    final int protocol = FastIpv4.protocol(frame);
                    burst.transports[i] = ForwardingEntry.synTransport(protocol, false);
                    burst.hashes[i] = flows.hashIpv4(FastIpv4.addresses(frame), FastIpv4.ports(frame), protocol);
                    burst.lengths[i] = FastIpv4.packetLength(frame);
                } else {
                    others++;
                }
            }
        }
        return others;
    }

    /** Answers how many are plain. */
    private int parseIpv6(final int count, final long macWire) {
        int plain = 0;
        for (int i = 0; i < count; i++) {
            final long frame = NativeMemory.bounded(burst.frames[i]);
            final int length = burst.lengths[i];
            if (burst.hashes[i] == 0 && length >= FastIpv6.MIN_FRAME
                && FastIpv6.isPlain(frame, length, macWire)) {
                burst.transports[i] = ForwardingEntry.transport(FastIpv6.protocol(frame), true);
                burst.hashes[i] = FastIpv6.hash(frame, flows);
                burst.lengths[i] = FastIpv6.packetLength(length);
                plain++;
            }
        }
        return plain;
    }

    private void parseSynIpv6(final int count, final long macWire) {
        for (int i = 0; i < count; i++) {
            final long frame = NativeMemory.bounded(burst.frames[i]);
            final int length = burst.lengths[i];
            if (burst.hashes[i] == 0 && length >= FastIpv6.MIN_FRAME
                && FastIpv6.isSyn(frame, length, macWire)) {
                burst.transports[i] = ForwardingEntry.synTransport(FastIpv6.protocol(frame), true);
                burst.hashes[i] = FastIpv6.hash(frame, flows);
                burst.lengths[i] = FastIpv6.packetLength(length);
            }
        }
    }

    /**
     * Reads the records of selected packets of IPv6, of full NAT both lines, so that misses overlap. Answers a sum of
     * what was read.
     */
    private long records(final int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            if (burst.slots[i] != 0 && ForwardingEntry.isIpv6(burst.transports[i])) {
                final long value = FlowSlot.value(burst.slots[i]);
                final long record = NativeMemory.bounded(flows.record(value));
                sum += LongRecord.clientHigh(record);
                if (FlowSlot.method(value) == FlowSlot.FULL_NAT) {
                    sum += FullNat.local(record);
                }
            }
        }
        return sum;
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
            // Only 0 becomes negative.
            absent |= ((slot - 1) >>> (Long.SIZE - 1)) << i;
        }
        return absent == 0 ? count : findBehind(count, absent);
    }

    /** Looks for those that were not in the line where they belong: a bit for each place in the burst. */
    private int findBehind(final int count, final long absent) {
        int selected = count;
        for (long left = absent; left != 0; left &= left - 1) {
            final int index = Long.numberOfTrailingZeros(left);
            if (burst.hashes[index] != 0 && flows.overflows(burst.lines[index])) {
                burst.slots[index] = flows.steady(burst.hashes[index]);
            }
            selected -= burst.slots[index] == 0 ? 1 : 0;
        }
        return selected;
    }
}
