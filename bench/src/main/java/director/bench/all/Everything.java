/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.all;

import director.bench.environment.Environment;
import director.bench.expiry.Expiry;
import director.bench.jmh.SchedulerTimes;
import director.bench.latency.Latency;
import director.bench.rig.Case;
import director.bench.rig.Cores;
import director.bench.start.Start;
import director.bench.support.BenchException;
import director.bench.support.Json;
import director.bench.throughput.Competition;
import director.bindings.DpdkException;
import director.bindings.DpdkUnavailableException;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Measures one part after the other and keeps what came out. A part that fails is noted, and the others go on. */
final class Everything {
    private static final int FLOWS = 4_096;
    private static final int CONNECTIONS = 1_000_000;
    private static final double OFFERED_MPPS = 5;

    private final Plan plan;
    private final Consumer<String> progress;
    private final ObjectNode results = Json.object();
    private final ArrayNode cases = Json.array();
    private final ObjectNode notMeasured = Json.object();
    private final StringBuilder details = new StringBuilder();

    Everything(final Plan plan, final Environment environment, final Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
        results.set("environment", Json.tree(environment.facts()));
        results.set("cases", cases);
        results.set("notMeasured", notMeasured);
    }

    void measure(final List<Part> parts) throws IOException {
        for (final Part part : parts) {
            progress.accept("measuring " + part.word());
            try {
                measure(part);
            } catch (final BenchException | DpdkException | DpdkUnavailableException e) {
                fail(part, String.valueOf(e.getMessage()));
            }
        }
    }

    private void fail(final Part part, final String why) {
        progress.accept(part.word() + " not measured: " + why);
        notMeasured.put(part.word(), why.lines().findFirst().orElse("unknown"));
    }

    private void measure(final Part part) throws IOException {
        switch (part) {
            case THROUGHPUT -> compete(part, plan.established());
            case SYN -> compete(part, plan.opening());
            case LATENCY -> {
                final Latency latency = Latency.measure(
                    Case.usual(FLOWS, Case.ESTABLISHED), Cores.require(), plan.latencyMs());
                results.set(part.word(), latency.json());
                detail("Time inside the director", latency.markdown());
            }
            case START -> {
                final Start start = Start.measure(Cores.require(), OFFERED_MPPS);
                results.set(part.word(), start.json());
                detail("The first second", start.markdown());
            }
            case EXPIRY -> results.set(part.word(), Expiry.measure(CONNECTIONS, plan.expiryRounds()));
            case SCHEDULERS -> results.set(part.word(), SchedulerTimes.measure(plan.schedulerMs()));
            default -> throw new IllegalArgumentException(part.word());
        }
    }

    private void compete(final Part part, final List<Case> wanted) throws IOException {
        final Cores cores = Cores.require();
        Competition.requireTestpmd();
        final Competition competition = new Competition(plan.terms(), progress);
        competition.run(wanted, cores);
        competition.addTo(cases);
        if (competition.missing() > 0) {
            fail(part, "of " + wanted.size() + " cases " + competition.missing()
                + " failed, or the machine was too busy for them");
        }
        if (competition.missing() < wanted.size()) {
            detail(part == Part.SYN ? "New connections" : "Throughput", competition.table());
        }
    }

    private void detail(final String title, final String text) {
        details.append("\n## ").append(title).append("\n\n").append(text);
    }

    ObjectNode results() {
        return results;
    }

    /** Whether any part, or a case of one, has no figure. */
    boolean isIncomplete() {
        return !notMeasured.isEmpty();
    }

    /** The targets first, then all tables, at last where this was measured. */
    String markdown(final Environment environment) {
        return "# Results\n\n" + new Targets(results).markdown() + details + "\n" + environment.sentence() + "\n";
    }
}
