/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.workers;

import director.bench.rig.Measurement;
import java.util.List;

/**
 * Workers that forward at the same time, and each of them while the others have no packets.
 *
 * @param together by worker.
 * @param alone    by worker.
 */
record Turn(List<Measurement> together, List<Measurement> alone) {
    /** Keeps copies. */
    Turn {
        together = List.copyOf(together);
        alone = List.copyOf(alone);
    }

    /** How many workers alone do as much as all together: by processor time, whatever else the machine does. */
    double ratio() {
        return togetherMpps() / aloneMpps();
    }

    /** Million packets a second of all together, had each its processor to itself. */
    double togetherMpps() {
        return together.stream().mapToDouble(Measurement::mppsPerCpuSecond).sum();
    }

    /** Million packets a second of one alone, as they are on average. */
    double aloneMpps() {
        return alone.stream().mapToDouble(Measurement::mppsPerCpuSecond).average().orElseThrow();
    }
}
