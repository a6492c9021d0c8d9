/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.port;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.bindings.PacketPool;
import director.bindings.TxQueue;
import director.dataplane.status.DropReason;
import director.dataplane.status.KernelTraffic;
import director.dataplane.status.VlanTraffic;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;
import org.jspecify.annotations.Nullable;

/**
 * Packets of one worker on their way to one transmit queue. Every method is called from that worker's thread.
 *
 * <p>That of a VLAN has no queue: it puts the tags into frames, which then go the way of its parent's, among those.
 */
public final class TxBuffer implements AutoCloseable {
    private final TxQueue queue;
    private final PacketPool pool;
    private final WorkerCounters counters;
    private final WorkerCounter sentAs;
    private final DropReason refusedAs;
    private final long array;
    private final int capacity;
    private final @Nullable Vlan vlan;
    private final @Nullable KernelTraffic kernel;
    private int count;

    /** What is put into frames, where they go then, and what counts them. */
    private record Vlan(VlanTags tags, TxBuffer parent, VlanTraffic traffic) {
    }

    /**
     * An empty buffer.
     *
     * @param queue    where packets go.
     * @param capacity how many are collected before the queue is called.
     * @param pool     where packets go that the queue does not take.
     * @param counters where both are counted.
     */
    public TxBuffer(final TxQueue queue, final int capacity, final PacketPool pool, final WorkerCounters counters) {
        this(queue, capacity, pool, counters, null);
    }

    /**
     * An empty buffer of a queue that leads to the kernel of the director's machine, if any counts that.
     *
     * @param queue    where packets go.
     * @param capacity how many are collected before the queue is called.
     * @param pool     where packets go that the queue does not take.
     * @param counters where both are counted.
     * @param kernel   where those are counted, too, that the kernel takes; null for a queue that leads to a network.
     */
    public TxBuffer(
        final TxQueue queue,
        final int capacity,
        final PacketPool pool,
        final WorkerCounters counters,
        final @Nullable KernelTraffic kernel) {
        this.kernel = kernel;
        this.sentAs = kernel == null ? WorkerCounter.TRANSMITTED : WorkerCounter.TO_KERNEL;
        this.refusedAs = kernel == null ? DropReason.TX_FULL : DropReason.KERNEL_FULL;
        this.queue = queue;
        this.pool = pool;
        this.counters = counters;
        this.capacity = capacity;
        this.array = NativeMemory.allocate((long) capacity * Long.BYTES, Long.BYTES);
        this.vlan = null;
    }

    /** That of a VLAN. It holds nothing itself. */
    private TxBuffer(final Vlan vlan) {
        this.vlan = vlan;
        this.kernel = null;
        this.queue = vlan.parent.queue;
        this.pool = vlan.parent.pool;
        this.counters = vlan.parent.counters;
        this.sentAs = vlan.parent.sentAs;
        this.refusedAs = vlan.parent.refusedAs;
        this.capacity = 0;
        this.array = 0;
    }

    /**
     * The buffer of a VLAN, by which frames get tags on their way to this one's queue.
     *
     * @param tags    to put into them.
     * @param traffic what counts them.
     * @return a buffer that need not be closed.
     */
    public TxBuffer tagged(final VlanTags tags, final VlanTraffic traffic) {
        return new TxBuffer(new Vlan(tags, this, traffic));
    }

    /**
     * Whether it puts tags into frames.
     *
     * @return true for that of a VLAN.
     */
    public boolean isTagged() {
        return vlan != null;
    }

    /**
     * Takes a packet. It belongs to the buffer from now on.
     *
     * @param mbuf a whole frame.
     */
    public void add(final long mbuf) {
        if (vlan == null) {
            collect(mbuf);
        } else {
            tag(mbuf, vlan);
        }
    }

    private void tag(final long mbuf, final Vlan of) {
        final int bytes = Mbuf.packetLength(mbuf);
        if (push(mbuf, of)) {
            of.traffic.sent(1, bytes);
            of.parent.collect(mbuf);
        }
    }

    private void tagAll(final long mbufArray, final int packets, final Vlan of) {
        int pushed = 0;
        long bytes = 0;
        for (int i = 0; i < packets; i++) {
            final long mbuf = NativeMemory.int64(mbufArray + (long) i * Long.BYTES);
            final int length = Mbuf.packetLength(mbuf);
            if (push(mbuf, of)) {
                pushed++;
                bytes += length;
                of.parent.collect(mbuf);
            }
        }
        of.traffic.sent(pushed, bytes);
    }

    /** Answers false if the frame has no room for tags; it is dropped then. */
    private boolean push(final long mbuf, final Vlan of) {
        final boolean pushed = of.tags.push(mbuf);
        if (!pushed) {
            counters.drop(DropReason.VLAN_NO_ROOM, 1);
            pool.free(mbuf);
        }
        return pushed;
    }

    private void collect(final long mbuf) {
        NativeMemory.int64(array + (long) count * Long.BYTES, mbuf);
        count++;
        if (count == capacity) {
            flush();
        }
    }

    /**
     * Takes packets. They belong to the buffer from now on.
     *
     * @param mbufArray address of an array of pointers to whole frames.
     * @param packets   how many, at least 0.
     */
    public void addAll(final long mbufArray, final int packets) {
        if (vlan != null) {
            tagAll(mbufArray, packets, vlan);
            return;
        }
        for (int i = 0; i < packets; i++) {
            collect(NativeMemory.int64(mbufArray + (long) i * Long.BYTES));
        }
    }

    /**
     * Takes packets and transmits them at once, behind those that were collected. They belong to the buffer from now
     * on. Those of a VLAN wait for the next flush of its parent.
     *
     * @param mbufArray address of an array of pointers to whole frames.
     * @param packets   how many, at least 0.
     */
    public void send(final long mbufArray, final int packets) {
        if (vlan != null) {
            tagAll(mbufArray, packets, vlan);
            return;
        }
        flush();
        transmit(mbufArray, packets);
    }

    /**
     * Transmits what was collected. That of a VLAN has nothing: its parent does so.
     *
     * @return how many packets the queue took.
     */
    public int flush() {
        final int sent = transmit(array, count);
        count = 0;
        return sent;
    }

    private int transmit(final long mbufArray, final int packets) {
        if (packets == 0) {
            return 0;
        }
        final int sent = queue.burst(mbufArray, packets);
        counters.add(sentAs, sent);
        if (kernel != null) {
            kernel.taken(sent);
        }
        if (sent < packets) {
            // Dropping keeps latency bounded; waiting would stall this worker's receive side.
            counters.drop(refusedAs, packets - sent);
            pool.free(mbufArray, sent, packets);
        }
        return sent;
    }

    /** Frees the memory. What was not flushed is lost: flush first. */
    @Override
    public void close() {
        if (vlan == null) {
            NativeMemory.free(array);
        }
    }
}
