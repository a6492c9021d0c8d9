/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.start;

import director.bench.load.Outcome;
import java.util.List;
import java.util.Map;

/**
 * What became of the first packets.
 *
 * @param warmUpMs    how long the director warmed up before, in milliseconds.
 * @param outcome     those that came and were transmitted or lost.
 * @param machine     what a director that takes no time makes of as many packets, later.
 * @param connections that were opened.
 * @param drops       packets that the director dropped, by reason; only reasons that occurred.
 * @param deoptimized where the worker had to leave compiled code of the packet path.
 * @param compiled    methods of the packet path that were compiled all the same.
 */
record StartResult(
    long warmUpMs,
    Outcome outcome,
    Outcome machine,
    long connections,
    Map<String, Long> drops,
    List<String> deoptimized,
    List<String> compiled) {
    /** Keeps copies. */
    StartResult {
        drops = Map.copyOf(drops);
        deoptimized = List.copyOf(deoptimized);
        compiled = List.copyOf(compiled);
    }
}
