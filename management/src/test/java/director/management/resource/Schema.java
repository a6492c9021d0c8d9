/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** As much of JSON Schema as the document uses. */
record Schema(JsonNode document) {
    List<String> violations(final JsonNode given, final JsonNode value, final String at) {
        final List<String> found = new ArrayList<>();
        final JsonNode schema = given.has("$ref")
            ? document.at(given.path("$ref").asString().substring(1)) : given;
        if (schema.isMissingNode()) {
            return List.of(at + ": schema " + given + " is missing");
        }
        if (schema.has("type") && !isOf(schema.path("type").asString(), value)) {
            found.add(at + ": " + value + " is no " + schema.path("type").asString());
        }
        if (schema.has("enum") && schema.path("enum").valueStream().noneMatch(value::equals)) {
            found.add(at + ": " + value + " is none of " + schema.path("enum"));
        }
        schema.path("required").forEach(key -> {
            if (!value.has(key.asString())) {
                found.add(at + ": lacks " + key.asString());
            }
        });
        if (value.isObject()) {
            for (final Map.Entry<String, JsonNode> entry : value.properties()) {
                found.addAll(property(schema, entry, at + "." + entry.getKey()));
            }
        }
        if (value.isArray() && schema.has("items")) {
            value.forEach(element -> found.addAll(violations(schema.path("items"), element, at + "[]")));
        }
        return found;
    }

    private List<String> property(final JsonNode schema, final Map.Entry<String, JsonNode> entry, final String at) {
        final JsonNode known = schema.path("properties").path(entry.getKey());
        final JsonNode others = schema.path("additionalProperties");
        if (!known.isMissingNode()) {
            return violations(known, entry.getValue(), at);
        } else if (others.isObject()) {
            return violations(others, entry.getValue(), at);
        }
        return others.isBoolean() && !others.booleanValue() ? List.of(at + " is not documented") : List.of();
    }

    private static boolean isOf(final String type, final JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "integer" -> value.isIntegralNumber();
            case "boolean" -> value.isBoolean();
            default -> false;
        };
    }
}
