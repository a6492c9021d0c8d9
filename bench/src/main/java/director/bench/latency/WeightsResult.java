/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.latency;

import director.bench.load.Outcome;
import director.bench.rig.Case;
import java.util.List;
import java.util.Map;

/**
 * What was measured.
 *
 * @param measured the case.
 * @param machine  what a director that takes no time makes of the load.
 * @param before   the load while nothing changed.
 * @param during   the same load while weights changed.
 * @param changes  how many weights were changed.
 * @param drops    packets that the director dropped, by reason; only reasons that occurred.
 * @param left     where the worker had to leave compiled code of the packet path while weights changed.
 */
record WeightsResult(
    Case measured,
    Outcome machine,
    Outcome before,
    Outcome during,
    int changes,
    Map<String, Long> drops,
    List<String> left) {
    /** Keeps copies. */
    WeightsResult {
        drops = Map.copyOf(drops);
        left = List.copyOf(left);
    }
}
