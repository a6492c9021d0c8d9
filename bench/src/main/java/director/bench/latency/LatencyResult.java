/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.latency;

import director.bench.load.Outcome;
import director.bench.load.Percentiles;
import director.bench.rig.Case;
import java.util.List;
import java.util.Map;

/**
 * What was measured.
 *
 * @param measured       the case.
 * @param peakMpps       million packets a second without a limit, right before.
 * @param idle           of duty cycles without packets: what the machine adds, and looking at the clock.
 * @param loads          each share of the peak rate.
 * @param allocatedBytes that the worker's thread allocated under all loads together.
 * @param drops          packets that the director dropped, by reason; only reasons that occurred.
 */
record LatencyResult(
    Case measured,
    double peakMpps,
    Percentiles idle,
    List<Share> loads,
    long allocatedBytes,
    Map<String, Long> drops) {
    /** Keeps copies. */
    LatencyResult {
        loads = List.copyOf(loads);
        drops = Map.copyOf(drops);
    }

    /**
     * A load.
     *
     * @param percent of the peak rate.
     * @param outcome what came of it.
     */
    record Share(int percent, Outcome outcome) {
    }
}
