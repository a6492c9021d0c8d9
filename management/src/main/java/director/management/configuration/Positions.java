/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import director.dataplane.configuration.Problem;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** Where in a file the values stand, by their path. */
final class Positions {
    private final String file;
    private final Map<String, Position> values = new HashMap<>();
    private final IdentityHashMap<Problem, Position> exact = new IdentityHashMap<>();

    Positions(final String file) {
        this.file = file;
    }

    /** Remembers where a value begins. */
    void put(final String path, final Node value) {
        values.putIfAbsent(path, Position.of(value));
    }

    /** Remembers that a problem is not where the value of its path is: a key that stands there a second time. */
    void put(final Problem problem, final Node node) {
        exact.put(problem, Position.of(node));
    }

    List<String> locate(final List<Problem> problems) {
        return problems.stream()
            .map(problem -> Map.entry(position(problem), problem))
            .sorted(Map.Entry.comparingByKey(Position.ORDER))
            .map(located -> file + located.getKey() + ": " + located.getValue())
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
        return Position.START;
    }

    /** Line and column, from 1. */
    private record Position(int line, int column) {
        static final Position START = new Position(1, 1);
        static final Comparator<Position> ORDER =
            Comparator.comparingInt(Position::line).thenComparingInt(Position::column);

        static Position of(final Node node) {
            return node.getStartMark().map(Position::of).orElse(START);
        }

        private static Position of(final Mark mark) {
            return new Position(mark.getLine() + 1, mark.getColumn() + 1);
        }

        @Override
        public String toString() {
            return ":" + line + ":" + column;
        }
    }
}
