/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import tools.jackson.databind.JsonNode;

/** JSON in the form in which configuration files are read, so that both have one grammar. */
final class JsonNodes {
    private JsonNodes() {
    }

    static Node of(final JsonNode json) {
        if (json.isObject()) {
            final List<NodeTuple> entries = new ArrayList<>();
            for (final Map.Entry<String, JsonNode> entry : json.properties()) {
                entries.add(new NodeTuple(scalar(Tag.STR, entry.getKey()), of(entry.getValue())));
            }
            return new MappingNode(Tag.MAP, entries, FlowStyle.FLOW);
        } else if (json.isArray()) {
            final List<Node> elements = new ArrayList<>();
            json.forEach(element -> elements.add(of(element)));
            return new SequenceNode(Tag.SEQ, elements, FlowStyle.FLOW);
        }
        return scalar(tag(json), json.isNull() ? "null" : json.asString());
    }

    private static Tag tag(final JsonNode json) {
        if (json.isIntegralNumber()) {
            return Tag.INT;
        } else if (json.isNumber()) {
            return Tag.FLOAT;
        } else if (json.isBoolean()) {
            return Tag.BOOL;
        }
        return json.isNull() ? Tag.NULL : Tag.STR;
    }

    private static ScalarNode scalar(final Tag tag, final String value) {
        return new ScalarNode(tag, true, value, ScalarStyle.PLAIN, Optional.empty(), Optional.empty());
    }
}
