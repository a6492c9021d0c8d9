/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

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
record Measurement(long packets, long wallNs, long cpuNs, long allocatedBytes, Map<String, Long> drops) {
    private static final double PER_MICROSECOND = 1_000;

    /** Keeps a copy of the map. */
    Measurement {
        drops = Map.copyOf(drops);
    }

    /** Million packets per second. */
    double mpps() {
        return packets * PER_MICROSECOND / wallNs;
    }

    /** Million packets per second that the thread had the processor. */
    double mppsPerCpuSecond() {
        return packets * PER_MICROSECOND / cpuNs;
    }

    double bytesAllocatedPerPacket() {
        return (double) allocatedBytes / packets;
    }
}
