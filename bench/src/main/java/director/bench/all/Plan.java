/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.all;

import director.bench.rig.Case;
import director.bench.throughput.Competition;
import java.util.List;
import java.util.stream.Stream;

/**
 * How much is measured.
 *
 * @param established    cases of open connections.
 * @param opening        cases in which each packet opens one.
 * @param terms          how both are measured.
 * @param latencyMs      how long each load of the latency is measured, in milliseconds.
 * @param expiryRounds   how often connections expire; the last time counts.
 * @param schedulerMs    how long an iteration of a scheduler's benchmark lasts, in milliseconds.
 */
record Plan(
    List<Case> established,
    List<Case> opening,
    Competition.Terms terms,
    int latencyMs,
    int expiryRounds,
    int schedulerMs) {
    private static final List<String> METHODS = List.of("nat", "fullnat", "dr", "tun");
    private static final List<Integer> FLOWS = List.of(4_096, 100_000, 1_000_000);
    private static final int MILLION = 1_000_000;
    private static final double MAX_DRIFT_PERCENT = 10;

    /** Keeps copies of the lists. */
    Plan {
        established = List.copyOf(established);
        opening = List.copyOf(opening);
    }

    /** What is published. */
    static Plan published() {
        final Stream<Case> methods = METHODS.stream().flatMap(method -> sizes(method, 4, "tcp", 1, 16));
        final Stream<Case> others = Stream.of(sizes("nat", 4, "udp", 1, 16), sizes("nat", 6, "tcp", 1, 16),
            sizes("nat", 4, "tcp", 1_000, 10_000)).flatMap(cases -> cases);
        return new Plan(Stream.concat(methods, others).toList(),
            List.of(Case.usual(MILLION, Case.SYN), new Case("nat", 4, "tcp", MILLION, Case.SYN, 1_000, 10_000)),
            new Competition.Terms(3, 3_000, 10_000, MAX_DRIFT_PERCENT), 10_000, 4, 500);
    }

    /** What the table of targets asks for, each once. */
    static Plan quick() {
        return new Plan(METHODS.stream().flatMap(method -> sizes(method, 4, "tcp", 1, 16)).toList(),
            List.of(Case.usual(MILLION, Case.SYN)), new Competition.Terms(1, 1_000, 5_000, MAX_DRIFT_PERCENT), 2_000, 1,
            50);
    }

    private static Stream<Case> sizes(
        final String method, final int ip, final String protocol, final int services, final int servers) {
        return FLOWS.stream()
            .map(flows -> new Case(method, ip, protocol, flows, Case.ESTABLISHED, services, servers));
    }
}
