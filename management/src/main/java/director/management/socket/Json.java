/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.socket;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** How JSON is read and written everywhere behind the socket. From any thread. */
public final class Json {
    /** Nobody configures so deep: what is deeper is an attack on the stack. */
    private static final int MAX_DEPTH = 64;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .enable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
        .build()).build();

    private Json() {
    }

    /**
     * The mapper.
     *
     * @return immutable.
     */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /**
     * An object to fill.
     *
     * @return empty.
     */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /**
     * A value as bytes.
     *
     * @param value any.
     * @return UTF-8.
     */
    public static byte[] bytes(final JsonNode value) {
        return MAPPER.writeValueAsBytes(value);
    }
}
