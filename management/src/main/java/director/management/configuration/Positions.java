/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import director.dataplane.configuration.Problem;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;

/** Where in files the values stand, by their path. */
final class Positions {
    private static final Pattern ALREADY = Pattern.compile("is already (\\S+)");

    private final String file;
    private final Map<String, Integer> files = new HashMap<>();
    private final Map<String, Set<String>> known = new TreeMap<>();
    private final Map<String, Position> values = new HashMap<>();
    private final IdentityHashMap<Problem, Position> exact = new IdentityHashMap<>();

    Positions(final String file) {
        this.file = file;
    }

    /** Remembers where a value begins. */
    void put(final String path, final Node value) {
        values.putIfAbsent(path, position(value));
    }

    /** Remembers the line of another file that a value comes from. */
    void put(final String path, final String of, final int line) {
        values.putIfAbsent(path, new Position(order(of), of, line, 1));
    }

    /** Remembers which keys a section can have. */
    void known(final String path, final Set<String> keys) {
        known.computeIfAbsent(path.replaceAll("\\[\\d+]", "[]"), _ -> new TreeSet<>()).addAll(keys);
    }

    /** The keys that the sections which were read can have, by their path with {@code []} for a place in a list. */
    Map<String, Set<String>> known() {
        return known;
    }

    /** The file in which a value stands. */
    String file(final String path) {
        final Position position = values.get(path);
        return position == null ? file : position.file;
    }

    /** As messages tell of a node, or of what begins so many columns behind its beginning. */
    String place(final Node node, final int columns) {
        final Position begin = position(node);
        return new Position(begin.order, begin.file, begin.line, begin.column + columns).toString();
    }

    /** Remembers that a problem is not where the value of its path is: a key that stands there a second time. */
    void put(final Problem problem, final Node node) {
        exact.put(problem, position(node));
    }

    List<String> locate(final List<Problem> problems) {
        return problems.stream()
            .map(problem -> Map.entry(position(problem), problem))
            .sorted(Map.Entry.comparingByKey(Position.ORDER))
            .map(located -> located.getKey() + ": " + withPlace(located.getKey(), located.getValue()))
            .toList();
    }

    /** The position of a value that is missing is that of what it is missing from. */
    private Position position(final Problem problem) {
        final Position known = exact.get(problem);
        if (known != null) {
            return known;
        }
        String path = problem.path();
        while (!path.isEmpty()) {
            final Position position = values.get(path);
            if (position != null) {
                return position;
            }
            path = path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))));
        }
        return start();
    }

    /** What stands twice in different files is told with both places. */
    private String withPlace(final Position at, final Problem problem) {
        final Matcher already = ALREADY.matcher(problem.limit());
        final Position first = already.matches() ? values.get(already.group(1)) : null;
        return first == null || first.file.equals(at.file) ? problem.toString()
            : new Problem(
                problem.path(), problem.value(), problem.limit() + " at " + first, problem.remedy()).toString();
    }

    private Position position(final Node node) {
        return node.getStartMark().map(mark ->
            new Position(order(mark.getName()), mark.getName(), mark.getLine() + 1, mark.getColumn() + 1))
            .orElseGet(this::start);
    }

    private Position start() {
        return new Position(0, file, 1, 1);
    }

    /** Files are told of in the order in which they were read, the first one first. */
    private int order(final String name) {
        return name.equals(file) ? 0 : files.computeIfAbsent(name, _ -> files.size() + 1);
    }

    /** A place in a file; line and column from 1. */
    private record Position(int order, String file, int line, int column) {
        static final Comparator<Position> ORDER = Comparator.comparingInt(Position::order)
            .thenComparingInt(Position::line).thenComparingInt(Position::column);

        @Override
        public String toString() {
            return file + ":" + line + ":" + column;
        }
    }
}
