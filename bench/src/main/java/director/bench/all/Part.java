/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.all;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What is measured by itself, and can be left out. */
enum Part {
    /** Cases of open connections. */
    THROUGHPUT("Throughput"),
    /** Cases in which each packet opens one. */
    SYN("New connections"),
    /** What a second worker adds. */
    WORKERS("Two workers"),
    /** Time inside the director. */
    LATENCY("Time inside the director"),
    /** What a new process loses. */
    START("The first second"),
    /** What changes of configuration cost packets. */
    WEIGHTS("Weights that change"),
    /** Connections that end together. */
    EXPIRY("Connections that end together"),
    /** Micro-benchmarks of schedulers. */
    SCHEDULERS("Schedulers");

    private final String title;

    Part(final String title) {
        this.title = title;
    }

    /** Its heading. */
    String title() {
        return title;
    }

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
