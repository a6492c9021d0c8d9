/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import director.bench.rig.Case;
import director.bench.rig.Median;
import director.bench.throughput.Rounds.Round;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The figures of a case.
 *
 * @param measured what was measured.
 * @param rounds   at least one.
 */
record CaseResult(Case measured, List<Round> rounds) {
    /** Keeps a copy of the list. */
    CaseResult {
        rounds = List.copyOf(rounds);
    }

    /** The middle one of the rounds. */
    double median(final Figure figure) {
        return Median.of(rounds, figure::of);
    }

    double least(final Figure figure) {
        return rounds.stream().mapToDouble(figure::of).min().orElseThrow();
    }

    double most(final Figure figure) {
        return rounds.stream().mapToDouble(figure::of).max().orElseThrow();
    }

    /** Of all rounds the most: one that allocates is one too many. */
    double bytesAllocatedPerPacket() {
        return rounds.stream().mapToDouble(round -> round.director().bytesAllocatedPerPacket()).max().orElseThrow();
    }

    /** Of all rounds together. */
    Map<String, Long> drops() {
        final Map<String, Long> sum = new TreeMap<>();
        for (final Round round : rounds) {
            round.director().drops().forEach((reason, count) -> sum.merge(reason, count, Long::sum));
        }
        return sum;
    }
}
