/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.status;

import director.bindings.MemoryAllocator;
import director.bindings.NativeMemory;

/**
 * Counters of one worker: 64-bit words in native memory, {@link WorkerCounter}s first, then {@link DropReason}s.
 *
 * <p>The worker alone adds; any thread may read, and sees a moment's value.
 */
public final class WorkerCounters implements AutoCloseable {
    private static final int CACHE_LINE = 64;
    private static final int DROPS = WorkerCounter.count();
    private static final long BYTES = (long) (DROPS + DropReason.count()) * Long.BYTES;

    private final MemoryAllocator memory;
    private final long base;

    /**
     * Counters that are all 0.
     *
     * @param memory where they live.
     */
    public WorkerCounters(final MemoryAllocator memory) {
        this.memory = memory;
        this.base = memory.allocate("worker counters", BYTES, CACHE_LINE);
    }

    /**
     * Adds to a counter. From the worker's thread.
     *
     * @param counter which.
     * @param amount  at least 0.
     */
    public void add(final WorkerCounter counter, final long amount) {
        addAt(base + (long) counter.id() * Long.BYTES, amount);
    }

    /**
     * Counts dropped packets. From the worker's thread.
     *
     * @param reason  why.
     * @param packets how many, at least 0.
     */
    public void drop(final DropReason reason, final int packets) {
        addAt(base + (long) (DROPS + reason.id()) * Long.BYTES, packets);
    }

    /**
     * Reads a counter. From any thread.
     *
     * @param counter which.
     * @return its value.
     */
    public long get(final WorkerCounter counter) {
        return NativeMemory.int64Acquire(base + (long) counter.id() * Long.BYTES);
    }

    /**
     * Reads how many packets were dropped. From any thread.
     *
     * @param reason why.
     * @return the packets.
     */
    public long drops(final DropReason reason) {
        return NativeMemory.int64Acquire(base + (long) (DROPS + reason.id()) * Long.BYTES);
    }

    /**
     * Reads how many packets were dropped for any reason. From any thread.
     *
     * @return the packets.
     */
    public long drops() {
        long sum = 0;
        for (final DropReason reason : DropReason.values()) {
            sum += drops(reason);
        }
        return sum;
    }

    /** Frees the memory; nothing may be called afterwards. */
    @Override
    public void close() {
        memory.free(base);
    }

    private static void addAt(final long address, final long amount) {
        // A plain store: the call that receives the next burst puts the value before other threads' eyes.
        NativeMemory.int64(address, NativeMemory.int64(address) + amount);
    }
}
