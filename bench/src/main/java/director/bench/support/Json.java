/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON that people can read, too. Any thread. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final double DIGITS = 1_000;

    private Json() {
    }

    /**
     * An object without fields.
     *
     * @return a new one.
     */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /**
     * A list without items.
     *
     * @return a new one.
     */
    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    /**
     * A value as a tree.
     *
     * @param value a record, a collection or a map.
     * @return its tree.
     */
    public static JsonNode tree(final Object value) {
        return MAPPER.valueToTree(value);
    }

    /**
     * A value as text.
     *
     * @param value a tree, a record, a collection or a map.
     * @return several lines, the last one ended.
     */
    public static String text(final Object value) {
        return MAPPER.writeValueAsString(value) + "\n";
    }

    /**
     * Reads a file.
     *
     * @param file where.
     * @return what it holds.
     * @throws BenchException if it cannot be read or is no JSON.
     */
    public static JsonNode read(final Path file) {
        try {
            return MAPPER.readTree(Files.readAllBytes(file));
        } catch (final IOException e) {
            throw BenchException.failed(file + " cannot be read: " + e);
        } catch (final JacksonException e) {
            throw BenchException.failed(file + " is no JSON: " + e.getOriginalMessage());
        }
    }

    /**
     * A figure without digits that mean nothing.
     *
     * @param value any.
     * @return it, to a thousandth.
     */
    public static double rounded(final double value) {
        return Math.rint(value * DIGITS) / DIGITS;
    }
}
