/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.port;

import director.bindings.NativeMemory;
import director.bindings.PacketPool;
import director.bindings.TxQueue;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;

/** Packets of one worker on their way to one transmit queue. Every method is called from that worker's thread. */
public final class TxBuffer implements AutoCloseable {
    private final TxQueue queue;
    private final PacketPool pool;
    private final WorkerCounters counters;
    private final WorkerCounter sentAs;
    private final DropReason refusedAs;
    private final long array;
    private final int capacity;
    private int count;

    /**
     * An empty buffer.
     *
     * @param queue    where packets go.
     * @param capacity how many are collected before the queue is called.
     * @param pool     where packets go that the queue does not take.
     * @param counters where both are counted.
     */
    public TxBuffer(final TxQueue queue, final int capacity, final PacketPool pool, final WorkerCounters counters) {
        this(queue, capacity, pool, counters, WorkerCounter.TRANSMITTED, DropReason.TX_FULL);
    }

    /**
     * An empty buffer of a queue that does not lead to a network.
     *
     * @param queue     where packets go.
     * @param capacity  how many are collected before the queue is called.
     * @param pool      where packets go that the queue does not take.
     * @param counters  where both are counted.
     * @param sentAs    what those are counted as that the queue takes.
     * @param refusedAs why the others are dropped.
     */
    public TxBuffer(
        final TxQueue queue,
        final int capacity,
        final PacketPool pool,
        final WorkerCounters counters,
        final WorkerCounter sentAs,
        final DropReason refusedAs) {
        this.sentAs = sentAs;
        this.refusedAs = refusedAs;
        this.queue = queue;
        this.pool = pool;
        this.counters = counters;
        this.capacity = capacity;
        this.array = NativeMemory.allocate((long) capacity * Long.BYTES, Long.BYTES);
    }

    /**
     * Takes a packet. It belongs to the buffer from now on.
     *
     * @param mbuf a whole frame.
     */
    public void add(final long mbuf) {
        NativeMemory.int64(array + (long) count * Long.BYTES, mbuf);
        count++;
        if (count == capacity) {
            flush();
        }
    }

    /**
     * Takes packets and transmits them at once, behind those that were collected. They belong to the buffer from now
     * on.
     *
     * @param mbufArray address of an array of pointers to whole frames.
     * @param packets   how many, at least 0.
     */
    public void send(final long mbufArray, final int packets) {
        flush();
        transmit(mbufArray, packets);
    }

    /**
     * Transmits what was collected.
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
        NativeMemory.free(array);
    }
}
