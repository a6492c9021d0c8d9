/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fastpath;

import director.bindings.NativeMemory;
import director.dataplane.connection.FlowIndex;
import director.dataplane.connection.FlowSlot;

/**
 * Segments of full NAT of IPv4 where the client's stream has a header of the PROXY protocol in front of it, which the
 * real server has acknowledged: what {@link BothEnds} does, and {@link ProxyNumbers}. From the worker's thread.
 */
final class ProxiedEnds {
    private static final int TRANSPORT = 34;
    private static final int IP_LENGTH = 20;

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
        return ProxyNumbers.isBehindHeader(tcp(index), burst.lengths[index] - IP_LENGTH, record(index));
    }

    private void raise(final int from, final int to) {
        for (int i = from; i < to; i++) {
            ProxyNumbers.raise(tcp(i), record(i));
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
        return ProxyNumbers.isOfStream(tcp(index), burst.lengths[index] - IP_LENGTH, record(index));
    }

    private void lower(final int from, final int to) {
        for (int i = from; i < to; i++) {
            ProxyNumbers.lower(tcp(i), record(i));
        }
    }

    private long tcp(final int index) {
        return NativeMemory.bounded(burst.frames[index]) + TRANSPORT;
    }

    private long record(final int index) {
        return NativeMemory.bounded(flows.record(FlowSlot.value(NativeMemory.bounded(burst.slots[index]))));
    }
}
