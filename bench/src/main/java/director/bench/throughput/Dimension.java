/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import java.util.ArrayList;
import java.util.List;

/**
 * One of the lists whose product are the cases.
 *
 * @param option names it on the command line.
 * @param built  what can be measured.
 */
record Dimension(String option, List<String> built) {
    /** Takes the whole list for none; refuses what cannot be measured. */
    List<String> select(final List<String> wanted) {
        final List<String> refused = new ArrayList<>();
        for (final String value : wanted) {
            if (!built.contains(value)) {
                refused.add(option + " " + value + ": unknown");
            }
        }
        if (!refused.isEmpty()) {
            throw new IllegalArgumentException(
                String.join("; ", refused) + "; what can be measured: " + String.join(", ", built));
        }
        return wanted.isEmpty() ? built : wanted.stream().distinct().toList();
    }
}
