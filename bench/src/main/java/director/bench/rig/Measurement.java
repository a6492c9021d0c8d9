/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one contender did in one stretch of time.
 *
 * @param packets        that it transmitted.
 * @param wallNs         how long that took.
 * @param cpuNs          what the thread that forwards had of the processor meanwhile.
 * @param allocatedBytes on that thread's heap; 0 for a contender without one.
 * @param drops          packets, by reason; only reasons that occurred.
 */
public record Measurement(long packets, long wallNs, long cpuNs, long allocatedBytes, Map<String, Long> drops) {
    private static final double PER_MICROSECOND = 1_000;

    /** Keeps a copy of the map. */
    public Measurement {
        drops = Map.copyOf(drops);
    }

    /** All that a worker has done, by clocks that began before it did. */
    static Measurement soFar(final WorkerCounters counters, final RigThread thread) {
        return new Measurement(counters.get(WorkerCounter.TRANSMITTED), System.nanoTime(), thread.cpuNs(),
            thread.allocatedBytes(), drops(counters));
    }

    /** Packets by the label of the reason; only reasons that occurred. */
    static Map<String, Long> drops(final WorkerCounters counters) {
        final Map<String, Long> drops = new TreeMap<>();
        for (final DropReason reason : DropReason.values()) {
            if (counters.drops(reason) != 0) {
                drops.put(reason.label(), counters.drops(reason));
            }
        }
        return drops;
    }

    /** What came after another one, which is part of this. */
    Measurement since(final Measurement before) {
        final Map<String, Long> more = new TreeMap<>(drops);
        before.drops.forEach((reason, count) -> more.merge(reason, -count, Long::sum));
        more.values().removeIf(count -> count == 0);
        return new Measurement(packets - before.packets, wallNs - before.wallNs, cpuNs - before.cpuNs,
            allocatedBytes - before.allocatedBytes, more);
    }

    /**
     * This stretch of time and another one as one.
     *
     * @param other of the same contender.
     * @return all figures added up.
     */
    public Measurement and(final Measurement other) {
        final Map<String, Long> all = new TreeMap<>(drops);
        other.drops.forEach((reason, count) -> all.merge(reason, count, Long::sum));
        return new Measurement(packets + other.packets, wallNs + other.wallNs, cpuNs + other.cpuNs,
            allocatedBytes + other.allocatedBytes, all);
    }

    /**
     * The rate.
     *
     * @return million packets per second.
     */
    public double mpps() {
        return packets * PER_MICROSECOND / wallNs;
    }

    /**
     * The rate that no other program of the machine can spoil.
     *
     * @return million packets per second that the thread had the processor.
     */
    public double mppsPerCpuSecond() {
        return packets * PER_MICROSECOND / cpuNs;
    }

    /**
     * What the thread allocated.
     *
     * @return bytes on the heap for each packet.
     */
    public double bytesAllocatedPerPacket() {
        return (double) allocatedBytes / packets;
    }
}
