/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fastpath;

import director.bindings.NativeMemory;
import director.dataplane.connection.FlowIndex;
import director.dataplane.connection.FlowSlot;
import director.dataplane.connection.ProxyState;
import director.dataplane.header.Tcp;

/**
 * Segments of full NAT of IPv4 where the client's stream has a header of the PROXY protocol in front of it, which the
 * real server has acknowledged: what {@link BothEnds} does, and sequence numbers moved by the length of the header. It
 * leaves everything that comes near the header, or could tell of selective acknowledgments, to the general path. From
 * the worker's thread.
 */
final class ProxiedEnds {
    private static final int TRANSPORT = 34;
    private static final int IP_LENGTH = 20;
    /** "No operation" twice, then timestamps (RFC 7323, appendix A), as a native integer. */
    private static final int TIMESTAMPS = 0x0A08_0101;
    private static final int TIMESTAMPS_LENGTH = Tcp.MIN_LENGTH + 12;

    private final FastBurst burst;
    private final FlowIndex flows;
    private final BothEnds ends;

    ProxiedEnds(final FastBurst burst, final FlowIndex flows, final BothEnds ends) {
        this.burst = burst;
        this.flows = flows;
        this.ends = ends;
    }

    /** Rewrites packets of clients, up to the first that is not for here, whose place it answers. */
    int request(final int from, final int count) {
        if (!ends.isFor(from)) {
            return from;
        }
        final int to = ends.request(from, behindHeader(from, count));
        raise(from, to);
        return to;
    }

    /** Rewrites packets of real servers, up to the first that is not for here, whose place it answers. */
    int reply(final int from, final int count) {
        if (!ends.isFor(from)) {
            return from;
        }
        final int to = ends.reply(from, ofStream(from, count));
        lower(from, to);
        return to;
    }

    /**
     * The place of the first segment that may say something where the header was. What is not for here is stopped at,
     * or passed over, for {@link BothEnds} to stop at.
     */
    private int behindHeader(final int from, final int count) {
        int index = from;
        while (index < count && burst.slots[index] != 0 && isBehindHeader(index)) {
            index++;
        }
        return index;
    }

    private boolean isBehindHeader(final int index) {
        final long record = record(index);
        final long tcp = NativeMemory.bounded(burst.frames[index]) + TRANSPORT;
        return Tcp.headerLength(tcp) <= burst.lengths[index] - IP_LENGTH
            && (Tcp.sequence(tcp) - ProxyState.first(record) >= -1 || ProxyState.has(record, ProxyState.FAR));
    }

    private void raise(final int from, final int to) {
        for (int i = from; i < to; i++) {
            final long tcp = NativeMemory.bounded(burst.frames[i]) + TRANSPORT;
            Tcp.changeSequence(tcp, Tcp.sequence(tcp) + ProxyState.length(record(i)));
        }
    }

    /** The place of the first segment that acknowledges a part of the header, or has options that have to be read. */
    private int ofStream(final int from, final int count) {
        int index = from;
        while (index < count && burst.slots[index] != 0 && isOfStream(index)) {
            index++;
        }
        return index;
    }

    private boolean isOfStream(final int index) {
        final long record = record(index);
        final long tcp = NativeMemory.bounded(burst.frames[index]) + TRANSPORT;
        final int bytes = Tcp.acknowledgment(tcp) - ProxyState.first(record);
        return hasNoneOrTimestamps(tcp, burst.lengths[index] - IP_LENGTH)
            && (bytes < 0 || bytes >= ProxyState.length(record) || ProxyState.has(record, ProxyState.FAR));
    }

    private static boolean hasNoneOrTimestamps(final long tcp, final int length) {
        final int headerLength = Tcp.headerLength(tcp);
        return headerLength == Tcp.MIN_LENGTH
            || (headerLength == TIMESTAMPS_LENGTH && headerLength <= length
            && NativeMemory.int32(tcp + Tcp.MIN_LENGTH) == TIMESTAMPS);
    }

    private void lower(final int from, final int to) {
        for (int i = from; i < to; i++) {
            final long record = record(i);
            final long tcp = NativeMemory.bounded(burst.frames[i]) + TRANSPORT;
            final int acknowledgment = Tcp.acknowledgment(tcp);
            ProxyState.reached(record, acknowledgment);
            Tcp.changeAcknowledgment(tcp, acknowledgment - ProxyState.length(record));
        }
    }

    private long record(final int index) {
        return NativeMemory.bounded(flows.record(FlowSlot.value(NativeMemory.bounded(burst.slots[index]))));
    }
}
