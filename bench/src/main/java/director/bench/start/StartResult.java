/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.start;

import director.bench.load.Outcome;
import java.util.Map;

/**
 * What became of the first packets.
 *
 * @param outcome     those that came and were transmitted or lost.
 * @param connections that were opened.
 * @param drops       packets that the director dropped, by reason; only reasons that occurred.
 */
record StartResult(Outcome outcome, long connections, Map<String, Long> drops) {
    /** Keeps a copy of the map. */
    StartResult {
        drops = Map.copyOf(drops);
    }
}
