/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import director.dataplane.configuration.Problem;
import director.management.configuration.Spelling;
import director.management.socket.Exchange;
import director.management.socket.Json;
import director.management.socket.ProblemException;
import director.management.socket.ProblemException.FieldError;
import director.management.socket.ProblemException.Kind;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads bodies of requests, and says what is wrong with them. */
final class Bodies {
    private Bodies() {
    }

    /** Any JSON object. */
    static ObjectNode object(final Exchange exchange) throws IOException {
        final JsonNode json = json(exchange.body());
        if (json instanceof ObjectNode object) {
            return object;
        }
        throw new ProblemException(Kind.BAD_REQUEST, "the body is no object: write it in braces, {\"key\": value}");
    }

    /** An object of whole numbers under known keys. */
    static Map<String, Integer> integers(final Exchange exchange, final Set<String> known) throws IOException {
        final Map<String, Integer> values = new LinkedHashMap<>();
        for (final Map.Entry<String, JsonNode> entry : object(exchange).properties()) {
            if (!known.contains(entry.getKey())) {
                throw unknown(entry.getKey(), known);
            } else if (!entry.getValue().isInt()) {
                throw invalid(entry.getKey(), "is " + entry.getValue() + ", not a whole number of 32 bits: give one");
            }
            values.put(entry.getKey(), entry.getValue().intValue());
        }
        return values;
    }

    /** A key that is not known. */
    static ProblemException unknown(final String key, final Set<String> known) {
        final String meant = Spelling.nearest(key, known);
        return invalid(key, "is not a known key: " + (meant == null ? "" : "did you mean " + meant + "? ")
            + "The keys here are " + String.join(", ", known));
    }

    /** Something that cannot be as it is. */
    static ProblemException invalid(final String field, final String detail) {
        return new ProblemException(Kind.UNPROCESSABLE_CONTENT, List.of(new FieldError(field, detail)));
    }

    /**
     * What is wrong with a configuration, told to one who sees only a part of it.
     *
     * @param part the path of that part, such as {@code services[2]}; empty for the whole.
     */
    static ProblemException invalid(final List<Problem> problems, final String part) {
        return new ProblemException(Kind.UNPROCESSABLE_CONTENT,
            problems.stream().map(problem -> fieldError(problem, part)).toList());
    }

    private static FieldError fieldError(final Problem problem, final String part) {
        final String path = problem.path();
        final String field = !part.isEmpty() && path.startsWith(part + ".") ? path.substring(part.length() + 1)
            : path.equals(part) ? "" : path;
        final String value = problem.value() == null ? "" : "is " + problem.value() + ", which ";
        return new FieldError(field, value + problem.limit() + ": " + problem.remedy());
    }

    /** Any JSON at all. */
    static JsonNode json(final byte[] body) {
        try {
            final JsonNode json = Json.mapper().readTree(body);
            if (json.isMissingNode()) {
                throw new ProblemException(Kind.BAD_REQUEST, "the body is empty: send JSON");
            }
            return json;
        } catch (final JacksonException e) {
            throw new ProblemException(Kind.BAD_REQUEST,
                "the body is not JSON: " + place(e.getLocation()) + e.getOriginalMessage(), List.of(), Map.of(), e);
        }
    }

    private static String place(final @Nullable TokenStreamLocation at) {
        return at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
    }
}
