/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import director.dataplane.configuration.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Puts files together that are parts of one configuration: their lists are joined, their sections add keys to one
 * another, and nothing may be said twice but {@code version}. For one configuration.
 */
final class Fragments {
    private static final String VERSION = "version";

    private final Problems problems;
    private final Positions positions;

    Fragments(final Problems problems, final Positions positions) {
        this.problems = problems;
        this.positions = positions;
    }

    /** The first file with what another one adds. */
    Node join(final Node first, final Node more) {
        if (!(first instanceof MappingNode some)) {
            // The reader says so.
            return first;
        }
        if (more instanceof MappingNode others) {
            return join("", some, others);
        }
        positions.put(problems.add("", null, "is not keys with values", "write it as key: value"), more);
        return first;
    }

    private MappingNode join(final String path, final MappingNode first, final MappingNode more) {
        final List<NodeTuple> all = new ArrayList<>(first.getValue());
        final Map<String, Integer> places = new LinkedHashMap<>();
        for (int i = 0; i < all.size(); i++) {
            places.putIfAbsent(key(all.get(i)), i);
        }
        for (final NodeTuple entry : more.getValue()) {
            final Integer place = places.get(key(entry));
            if (place == null) {
                all.add(entry);
            } else {
                final Node joined = join(path.isEmpty() ? key(entry) : path + "." + key(entry), entry,
                    all.get(place).getValueNode());
                all.set(place, new NodeTuple(all.get(place).getKeyNode(), joined));
            }
        }
        return new MappingNode(first.getTag(), true, all, first.getFlowStyle(), first.getStartMark(),
            first.getEndMark());
    }

    private Node join(final String path, final NodeTuple entry, final Node known) {
        final Node more = entry.getValueNode();
        if (known instanceof SequenceNode some && more instanceof SequenceNode others && path.indexOf('.') < 0) {
            final List<Node> all = new ArrayList<>(some.getValue());
            all.addAll(others.getValue());
            return new SequenceNode(some.getTag(), true, all, some.getFlowStyle(), some.getStartMark(),
                some.getEndMark());
        }
        if (known instanceof MappingNode some && more instanceof MappingNode others) {
            return join(path, some, others);
        }
        final boolean sameVersion = path.equals(VERSION) && known instanceof ScalarNode one
            && more instanceof ScalarNode other && one.getValue().equals(other.getValue());
        if (!sameVersion) {
            positions.put(problems.add(path, null, "is already at " + positions.place(known, 0), "give it once"),
                entry.getKeyNode());
        }
        return known;
    }

    private static String key(final NodeTuple entry) {
        return entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
    }
}
