/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.all;

import director.bench.environment.Environment;
import director.bench.expiry.Expiry;
import director.bench.jmh.SchedulerTimes;
import director.bench.latency.Latency;
import director.bench.latency.Weights;
import director.bench.rig.Case;
import director.bench.rig.Cores;
import director.bench.start.Start;
import director.bench.support.BenchException;
import director.bench.support.Json;
import director.bench.throughput.Competition;
import director.bench.workers.Workers;
import director.bindings.DpdkException;
import director.bindings.DpdkUnavailableException;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Measures one part after the other and keeps what came out, beside what earlier results have of other parts. A part
 * that fails is noted, and the others go on.
 */
final class Everything {
    private static final int FLOWS = 4_096;
    private static final int CONNECTIONS = 1_000_000;
    private static final double OFFERED_MPPS = 5;
    private static final String NOT_MEASURED = "notMeasured";
    private static final String CASES = "cases";
    private static final String TABLES = "tables";

    private final Plan plan;
    private final Environment environment;
    private final Consumer<String> progress;
    private final ObjectNode results;

    /** Begins with earlier results, or with an empty object. */
    Everything(final Plan plan, final Environment environment, final Consumer<String> progress,
        final ObjectNode earlier) {
        this.plan = plan;
        this.environment = environment;
        this.progress = progress;
        this.results = earlier;
        results.set("environment", Json.tree(environment.facts()));
        results.withArray(CASES);
        results.withObject(NOT_MEASURED);
        results.withObject(TABLES);
    }

    void measure(final List<Part> parts) throws IOException {
        for (final Part part : parts) {
            progress.accept("measuring " + part.word());
            forget(part);
            try {
                measure(part);
            } catch (final BenchException | DpdkException | DpdkUnavailableException e) {
                fail(part, String.valueOf(e.getMessage()));
            }
        }
    }

    /** What was measured of a part before. */
    private void forget(final Part part) {
        results.remove(part.word());
        results.withObject(NOT_MEASURED).remove(part.word());
        results.withObject(TABLES).remove(part.word());
        if (part == Part.THROUGHPUT || part == Part.SYN) {
            final ArrayNode kept = Json.array();
            for (final JsonNode found : results.withArray(CASES)) {
                if (found.path("pattern").asString("").equals(Case.SYN) != (part == Part.SYN)) {
                    kept.add(found);
                }
            }
            results.set(CASES, kept);
        }
    }

    private void fail(final Part part, final String why) {
        progress.accept(part.word() + " not measured: " + why);
        results.withObject(NOT_MEASURED).put(part.word(), why.lines().findFirst().orElse("unknown"));
    }

    private void measure(final Part part) throws IOException {
        switch (part) {
            case THROUGHPUT -> compete(part, plan.established());
            case SYN -> compete(part, plan.opening());
            case WORKERS -> {
                final Workers workers = Workers.measure(Cores.require(), FLOWS, plan.terms().measureMs(), true);
                keep(part, workers.json(), workers.markdown());
            }
            case LATENCY -> {
                final Latency latency = Latency.measure(
                    Case.usual(FLOWS, Case.ESTABLISHED), Cores.require(), plan.latencyMs());
                keep(part, latency.json(), latency.markdown());
            }
            case START -> {
                final Start start = Start.measure(Cores.require(), OFFERED_MPPS);
                keep(part, start.json(), start.markdown());
            }
            case WEIGHTS -> {
                final Weights weights = Weights.measure(Cores.require(), plan.latencyMs());
                keep(part, weights.json(), weights.markdown());
            }
            case EXPIRY -> results.set(part.word(), Expiry.measure(CONNECTIONS, plan.expiryRounds()));
            case SCHEDULERS -> results.set(part.word(), SchedulerTimes.measure(plan.schedulerMs()));
            default -> throw new IllegalArgumentException(part.word());
        }
    }

    private void keep(final Part part, final JsonNode figures, final String table) {
        results.set(part.word(), figures);
        results.withObject(TABLES).put(part.word(), table);
    }

    private void compete(final Part part, final List<Case> wanted) throws IOException {
        final Cores cores = Cores.require();
        Competition.requireTestpmd();
        final Competition competition = new Competition(plan.terms(), progress);
        competition.run(wanted, cores);
        competition.addTo(results.withArray(CASES));
        if (competition.missing() > 0) {
            fail(part, "of " + wanted.size() + " cases " + competition.missing()
                + " failed, or the machine was too busy for them");
        }
        if (competition.missing() < wanted.size()) {
            results.withObject(TABLES).put(part.word(), competition.table());
        }
    }

    ObjectNode results() {
        return results;
    }

    /** Whether one of these parts, or a case of it, has no figure. */
    boolean lacks(final List<Part> parts) {
        return parts.stream().anyMatch(part -> results.path(NOT_MEASURED).has(part.word()));
    }

    /** The targets first, then all tables, at last where this was measured. */
    String markdown() {
        final StringBuilder text = new StringBuilder("# Results\n\n").append(new Targets(results).markdown());
        for (final Part part : Part.values()) {
            final JsonNode table = results.path(TABLES).path(part.word());
            if (table.isString()) {
                text.append("\n## ").append(part.title()).append("\n\n").append(table.asString());
            }
        }
        return text.append('\n').append(environment.sentence()).append('\n').toString();
    }
}
