/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.workers;

import java.util.List;

/**
 * What was measured in one process.
 *
 * @param turns at least one.
 */
record WorkersResult(List<Turn> turns) {
    /** Keeps a copy. */
    WorkersResult {
        turns = List.copyOf(turns);
    }
}
