/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.all;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What is measured by itself, and can be left out. */
enum Part {
    /** Cases of open connections. */
    THROUGHPUT,
    /** Cases in which each packet opens one. */
    SYN,
    /** Time inside the director. */
    LATENCY,
    /** What a new process loses. */
    START,
    /** Connections that end together. */
    EXPIRY,
    /** Micro-benchmarks of schedulers. */
    SCHEDULERS;

    /** As people write it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All if none is named. */
    static List<Part> of(final List<String> words) {
        for (final String word : words) {
            if (Arrays.stream(values()).noneMatch(part -> part.word().equals(word))) {
                throw new IllegalArgumentException("--only " + word + ": unknown; there are "
                    + String.join(", ", Arrays.stream(values()).map(Part::word).toList()));
            }
        }
        return Arrays.stream(values()).filter(part -> words.isEmpty() || words.contains(part.word())).toList();
    }
}
