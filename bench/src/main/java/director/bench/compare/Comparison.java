/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Two results, case by case. What a case is judged by is its ratio to macswap, which was measured in turns with it: the
 * rate alone also says which day the machine had. Chance is half the width of the rounds of both together, or what is
 * allowed for at least.
 */
final class Comparison {
    private static final List<String> NAMES =
        List.of("forwarding", "ip", "protocol", "pattern", "flows", "services", "servers");
    private static final double PERCENT = 100;

    private final List<Change> changes = new ArrayList<>();
    private final List<String> onlyOld = new ArrayList<>();
    private final List<String> onlyNew = new ArrayList<>();

    /**
     * A case that both have.
     *
     * @param name    of the case.
     * @param mpps    the new rate by the old one.
     * @param ratio   the new ratio to macswap by the old one.
     * @param noise   what chance explains, as a part.
     * @param verdict by the ratio.
     */
    record Change(String name, double mpps, double ratio, double noise, Verdict verdict) {
        static Change of(final String name, final JsonNode before, final JsonNode after, final double leastNoise) {
            final Spread old = Spread.of(before, "ratioMacswap");
            final Spread now = Spread.of(after, "ratioMacswap");
            final double noise = Math.max(leastNoise, (old.width() + now.width()) / 2);
            final double ratio = now.median() / old.median();
            final double mpps = Spread.of(after, "mpps").median() / Spread.of(before, "mpps").median();
            return new Change(name, mpps, ratio, noise, Verdict.of(ratio, noise));
        }
    }

    /** Compares; less than a part of change is chance whatever the rounds say. */
    Comparison(final JsonNode before, final JsonNode after, final double leastNoise) {
        final Map<String, JsonNode> old = cases(before);
        final Map<String, JsonNode> now = cases(after);
        old.forEach((name, result) -> {
            final JsonNode other = now.get(name);
            if (other == null) {
                onlyOld.add(name);
            } else {
                changes.add(Change.of(name, result, other, leastNoise));
            }
        });
        now.keySet().stream().filter(name -> !old.containsKey(name)).forEach(onlyNew::add);
    }

    private static Map<String, JsonNode> cases(final JsonNode results) {
        final Map<String, JsonNode> cases = new LinkedHashMap<>();
        results.path("cases").forEach(result -> cases.put(name(result), result));
        return cases;
    }

    private static String name(final JsonNode result) {
        return NAMES.stream().map(field -> word(field, result.path(field).asString("?")))
            .collect(Collectors.joining(" "));
    }

    private static String word(final String field, final String value) {
        return switch (field) {
            case "ip" -> "IPv" + value;
            case "flows", "services", "servers" -> value + " " + field;
            default -> value;
        };
    }

    List<Change> changes() {
        return changes;
    }

    List<String> onlyOld() {
        return onlyOld;
    }

    List<String> onlyNew() {
        return onlyNew;
    }

    boolean anyWorse() {
        return changes.stream().anyMatch(change -> change.verdict == Verdict.WORSE);
    }

    /** A table, and what is in one of the results only. */
    String markdown() {
        final StringBuilder text = new StringBuilder();
        text.append("| case | Mpps new ÷ old | ÷ macswap new ÷ old | noise | |\n");
        text.append("| --- | --: | --: | --: | --- |\n");
        changes.forEach(change -> text.append(String.format(Locale.ROOT, "| %s | %.2f | %.2f | ± %.0f %% | %s |\n",
            change.name, change.mpps, change.ratio, change.noise * PERCENT, change.verdict)));
        Stream.concat(onlyOld.stream().map(name -> "only in the old results: " + name),
            onlyNew.stream().map(name -> "only in the new results: " + name))
            .forEach(line -> text.append('\n').append(line).append('\n'));
        return text.toString();
    }
}
