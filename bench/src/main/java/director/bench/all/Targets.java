/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.all;

import director.bench.rig.Case;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What is aimed at, set beside results. Immutable; any thread. */
final class Targets {
    private static final List<String> METHODS = List.of("nat", "fullnat", "dr", "tun");
    private static final List<Integer> FLOWS = List.of(4_096, 100_000, 1_000_000);
    private static final Map<Integer, Double> MACSWAP = Map.of(4_096, 0.70, 100_000, 0.65, 1_000_000, 0.60);
    private static final Map<Integer, Double> PROTOTYPE = Map.of(4_096, 0.60, 100_000, 0.55, 1_000_000, 0.49);
    private static final double CSUM = 1.6;
    private static final String TIMES_MACSWAP = "%.2f × macswap";
    private static final double NEW_CONNECTIONS = 5;
    private static final double TWO_WORKERS = 1.9;
    private static final double PICK_NS = 25;
    private static final double PICK_OF_MANY_NS = 200;
    /** What still counts as independent of the number, as caches do not hold everything. */
    private static final double INDEPENDENT = 1.5;
    private static final double MEDIAN_US = 10;
    private static final double NEARLY_ALL_US = 100;
    private static final double BYTES_PER_CONNECTION = 128;
    /** Allocation that a thousand packets share is none of theirs. */
    private static final double NOTHING = 0.01;
    private static final int FEW = 16;
    private static final int MANY = 1_000;

    private final JsonNode results;

    Targets(final JsonNode results) {
        this.results = results;
    }

    /** The table, in Markdown. */
    String markdown() {
        return "| what | target | measured | ratio | |\n| --- | --- | --- | --: | --- |\n"
            + rows().stream().map(Row::toString).collect(Collectors.joining());
    }

    List<Row> rows() {
        final List<Row> rows = new ArrayList<>();
        METHODS.forEach(method -> FLOWS.forEach(flows -> established(rows, method, flows)));
        FLOWS.forEach(flows -> prototype(rows, flows));
        rows.add(opening());
        schedulers(rows);
        rows.add(weights());
        rows.add(allocation());
        rows.add(single(
            "first second, 5 million packets a second offered", Goal.atMost(0, "%,.0f lost"), "start", "lost"));
        latency(rows);
        rows.add(single("memory of a connection, indexes and timers included",
            Goal.atMost(BYTES_PER_CONNECTION, "%.1f bytes"), "expiry", "bytesPerConnection"));
        rows.add(single(
            "two workers, 4,096 established flows", Goal.atLeast(TWO_WORKERS, "%.2f × one"), "workers", "ratio"));
        return rows;
    }

    private void established(final List<Row> rows, final String method, final int flows) {
        final String what =
            String.format(Locale.ROOT, "%s, %,d established flows", method.toUpperCase(Locale.ROOT), flows);
        final Goal macswap = Goal.atLeast(MACSWAP.getOrDefault(flows, 0.0), TIMES_MACSWAP);
        final JsonNode found = find(method, flows, Case.ESTABLISHED);
        if (found == null) {
            rows.add(Row.notMeasured(what, macswap.target(), why("throughput")));
            return;
        }
        rows.add(macswap.row(what, found.path("ratioMacswap").asDouble()));
        if (flows == FLOWS.getFirst()) {
            rows.add(Goal.atLeast(CSUM, "%.2f × csum").row(what, found.path("ratioCsum").asDouble()));
        }
    }

    private void prototype(final List<Row> rows, final int flows) {
        final JsonNode found = find("nat", flows, Case.ESTABLISHED);
        if (found != null) {
            rows.add(Goal.atLeast(PROTOTYPE.getOrDefault(flows, 0.0), TIMES_MACSWAP).row(
                String.format(Locale.ROOT, "never below the prototype, %,d flows", flows),
                found.path("ratioMacswap").asDouble()));
        }
    }

    private Row opening() {
        final String what = "new connections, wrr, 16 real servers";
        final Goal goal = Goal.atLeast(NEW_CONNECTIONS, "%.2f million a second and core");
        final JsonNode found = find("nat", 1_000_000, Case.SYN);
        return found == null ? Row.notMeasured(what, goal.target(), why("syn"))
            : goal.row(what, found.path("perCpuSecond").path("mpps").asDouble());
    }

    private void schedulers(final List<Row> rows) {
        final Map<String, Double> few = picks("pickNs", FEW);
        final Map<String, Double> many = picks("pickNs", MANY);
        if (few.isEmpty()) {
            rows.add(Row.notMeasured("every scheduler, 16 real servers", "≤ 25 ns", why("schedulers")));
            return;
        }
        final Map.Entry<String, Double> slowest =
            few.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
        rows.add(Goal.atMost(PICK_NS, "%.1f ns").row("every scheduler, a pick, 16 real servers", slowest.getValue(),
            String.format(Locale.ROOT, "%.1f ns, %s, the slowest", slowest.getValue(), slowest.getKey())));
        final Map<String, Double> connections = picks("connectionNs", MANY);
        // Who is best next is found when a connection opens or ends: the pick alone would flatter them.
        for (final String name : List.of("wlc", "lc", "sed")) {
            final Goal goal = Goal.atMost(PICK_OF_MANY_NS, "%.1f ns");
            rows.add(goal.row(name + ", a pick, 1,000 real servers", many.getOrDefault(name, Double.NaN)));
            rows.add(goal.row(name + ", a pick, the connection's opening and its end, 1,000 real servers",
                connections.getOrDefault(name, Double.NaN)));
        }
        for (final String name : List.of("mh", "sh", "dh", "rr", "wrr")) {
            rows.add(Goal.atMost(INDEPENDENT, "%.2f × that at 16").row(name + ", a pick, 1,000 real servers",
                many.getOrDefault(name, Double.NaN) / few.getOrDefault(name, Double.NaN)));
        }
    }

    private Map<String, Double> picks(final String figure, final int realServers) {
        final Map<String, Double> found = new TreeMap<>();
        for (final JsonNode entry : results.path("schedulers")) {
            if (entry.path("realServers").asInt() == realServers && entry.has(figure)) {
                found.put(entry.path("scheduler").asString(), entry.path(figure).asDouble());
            }
        }
        return found;
    }

    private Row allocation() {
        final String what = "allocation on the packet path, established flows";
        final Goal goal = Goal.atMost(0, "%.3f bytes a packet");
        final OptionalDouble most = StreamSupport.stream(results.path("cases").spliterator(), false)
            .filter(found -> found.path("pattern").asString().equals(Case.ESTABLISHED))
            .mapToDouble(found -> found.path("bytesAllocatedPerPacket").asDouble()).max();
        if (most.isEmpty()) {
            return Row.notMeasured(what, goal.target(), why("throughput"));
        }
        return goal.row(what, most.getAsDouble() < NOTHING ? 0 : most.getAsDouble());
    }

    /** What would have been lost without a director, in results that say so. */
    private static String byMachine(final JsonNode found) {
        return found.has("lostByMachine") ? String.format(Locale.ROOT, ", by a director that takes no time %,.0f",
            found.path("lostByMachine").asDouble()) : "";
    }

    private Row weights() {
        final String what = "weights that change among 10,000 real servers, at 50 % load";
        final Goal goal = Goal.atMost(0, "%,.0f packets lost or dropped");
        final JsonNode found = results.path("weights");
        if (found.isMissingNode()) {
            return Row.notMeasured(what, goal.target(), why("weights"));
        }
        final double gone = found.path("lost").asDouble() + found.path("dropped").asDouble();
        return goal.row(what, gone, String.format(Locale.ROOT, "%,.0f packets lost or dropped, without changes "
            + "%,.0f%s; longest burst %,.0f us, without changes %,.0f", gone, found.path("lostBefore").asDouble(),
            byMachine(found), found.path("maxUs").asDouble(), found.path("maxUsBefore").asDouble()));
    }

    private void latency(final List<Row> rows) {
        final Goal median = Goal.atMost(MEDIAN_US, "%.1f us");
        final Goal nearlyAll = Goal.atMost(NEARLY_ALL_US, "%.1f us");
        for (final JsonNode load : results.path("latency").path("loads")) {
            if (load.path("percent").asInt() == 50) {
                rows.add(median.row("time inside at 50 % load, p50", load.path("p50Us").asDouble()));
                rows.add(nearlyAll.row("time inside at 50 % load, p99.99", load.path("p9999Us").asDouble()));
                return;
            }
        }
        rows.add(Row.notMeasured("time inside at 50 % load, p50", median.target(), why("latency")));
        rows.add(Row.notMeasured("time inside at 50 % load, p99.99", nearlyAll.target(), why("latency")));
    }

    /** Of a part that has one figure to be judged by. */
    private Row single(final String what, final Goal goal, final String part, final String figure) {
        final JsonNode found = results.path(part);
        if (found.isMissingNode()) {
            return Row.notMeasured(what, goal.target(), why(part));
        }
        final double measured = found.path(figure).asDouble();
        return goal.row(what, measured, goal.write(measured) + byMachine(found));
    }

    /** Why a part of the results is not there, as far as it is known. */
    private String why(final String part) {
        return results.path("notMeasured").path(part).asString("not asked for");
    }

    private @Nullable JsonNode find(final String method, final int flows, final String pattern) {
        return StreamSupport.stream(results.path("cases").spliterator(), false)
            .filter(found -> found.path("forwarding").asString().equals(method) && found.path("ip").asInt() == 4
                && found.path("protocol").asString().equals("tcp") && found.path("flows").asInt() == flows
                && found.path("pattern").asString().equals(pattern) && found.path("services").asInt() == 1)
            .findFirst().orElse(null);
    }
}
