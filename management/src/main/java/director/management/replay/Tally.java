/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

import java.util.Map;
import java.util.TreeMap;

/** How many traces of each kind passed. */
public final class Tally {
    private final Map<String, int[]> kinds = new TreeMap<>();

    /** Nothing counted. */
    public Tally() {
        // Nothing to prepare.
    }

    /**
     * Counts a trace.
     *
     * @param kind   its kind.
     * @param passed whether it passed.
     */
    public void add(final String kind, final boolean passed) {
        final int[] counts = kinds.computeIfAbsent(kind, absent -> new int[2]);
        counts[0] += passed ? 1 : 0;
        counts[1]++;
    }

    /**
     * The counts as text.
     *
     * @return a line for each kind, sorted, and one for all.
     */
    public String text() {
        final StringBuilder text = new StringBuilder();
        int passed = 0;
        int all = 0;
        for (final Map.Entry<String, int[]> kind : kinds.entrySet()) {
            passed += kind.getValue()[0];
            all += kind.getValue()[1];
            text.append(line(kind.getKey(), kind.getValue()[0], kind.getValue()[1]));
        }
        return text.append(line("all", passed, all)).toString();
    }

    private static String line(final String name, final int passed, final int all) {
        return String.format("%-12s %4d of %4d passed%n", name, passed, all);
    }
}
