/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import java.util.Map;

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
