/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Refuses what stands in so many brackets that no configuration has as many, or, by an alias, in itself: whoever walks
 * through it would not come to an end. For one text.
 */
final class Nesting {
    /** As much as is read of JSON. */
    static final int MOST = 64;

    private static final int UNKNOWN = -1;
    /** Of a node that is being looked at: who meets it again stands in it. */
    private static final int UNFINISHED = 0;

    private final String name;
    /** How many levels each node has, itself included. */
    private final IdentityHashMap<Node, Integer> heights = new IdentityHashMap<>();

    Nesting(final String name) {
        this.name = name;
    }

    /** Answers the node itself. */
    Node require(final Node root) {
        height(root, 1);
        return root;
    }

    private int height(final Node node, final int depth) {
        final int known = heights.getOrDefault(node, UNKNOWN);
        if (depth > MOST || known == UNFINISHED || depth + known > MOST + 1) {
            throw tooDeep(name, node.getStartMark().map(Sources::place).orElse(""));
        }
        if (known != UNKNOWN) {
            return known;
        }
        heights.put(node, UNFINISHED);
        int height = 1;
        for (final Node child : children(node)) {
            height = Math.max(height, 1 + height(child, depth + 1));
        }
        heights.put(node, height);
        return height;
    }

    private static List<Node> children(final Node node) {
        return switch (node) {
            case SequenceNode list -> list.getValue();
            case MappingNode mapping -> mapping.getValue().stream()
                .flatMap(entry -> Stream.of(entry.getKeyNode(), entry.getValueNode())).toList();
            default -> List.of();
        };
    }

    /** The refusal; {@code place} is empty where the text was not even read to its end. */
    static ConfigurationFileException tooDeep(final String name, final String place) {
        return new ConfigurationFileException(List.of(name + place + ": is nested more than " + MOST
            + " levels deep, or contains itself by an alias: write it out, with fewer levels"), null);
    }
}
