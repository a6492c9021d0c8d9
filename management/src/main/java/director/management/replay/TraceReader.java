/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads traces: one JSON object a line. What is wrong is named with file and line. */
public final class TraceReader {
    private static final JsonMapper MAPPER =
        JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private final Path file;
    private final List<Step> steps = new ArrayList<>();
    private @Nullable ObjectNode meta;
    private long lastMs;

    private TraceReader(final Path file) {
        this.file = file;
    }

    /**
     * Reads a trace.
     *
     * @param file where.
     * @return the trace; recorded results may be missing in it.
     * @throws TraceException if it cannot be read or is malformed.
     */
    public static Trace read(final Path file) {
        return new TraceReader(file).lines(content(file));
    }

    private static List<String> content(final Path file) {
        try {
            return Files.readAllLines(file);
        } catch (final NoSuchFileException e) {
            throw new TraceException(file, "does not exist", e);
        } catch (final CharacterCodingException e) {
            throw new TraceException(file, "is not text in UTF-8", e);
        } catch (final IOException e) {
            throw new TraceException(file, "cannot be read: " + e, e);
        }
    }

    private Trace lines(final List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                line(i + 1, object(i + 1, lines.get(i)));
            }
        }
        if (meta == null) {
            throw new TraceException(file, 1, "is empty: the first line is {\"meta\":{...}}", null);
        }
        return new Trace(file, meta, List.copyOf(steps));
    }

    private ObjectNode object(final int line, final String text) {
        try {
            final JsonNode node = MAPPER.readTree(text);
            if (node instanceof ObjectNode object) {
                return object;
            }
        } catch (final JacksonException e) {
            throw new TraceException(file, line, "is not JSON: " + e.getOriginalMessage(), e);
        }
        throw new TraceException(file, line, "is not a JSON object", null);
    }

    private void line(final int line, final ObjectNode object) {
        if (meta == null) {
            if (!object.path("meta").isObject()) {
                throw new TraceException(file, line, "the first line is not {\"meta\":{...}}", null);
            }
            meta = object;
        } else if (object.has("do")) {
            check(line, object, LineRules.OF_DO, "do");
            time(line, object);
            steps.add(new Step(line, object, new ArrayList<>()));
        } else if (object.has("see")) {
            check(line, object, LineRules.OF_SEE, "see");
            if (steps.isEmpty()) {
                throw new TraceException(file, line, "\"see\" before the first \"do\"", null);
            }
            steps.getLast().seen().add(object);
        } else {
            throw new TraceException(file, line, "has neither \"do\" nor \"see\"", null);
        }
    }

    private void check(final int line, final ObjectNode object, final LineRules rules, final String name) {
        final String problem = rules.problem(object, name);
        if (problem != null) {
            throw new TraceException(file, line, problem, null);
        }
    }

    private void time(final int line, final ObjectNode object) {
        final long nowMs = object.path("t").longValue(lastMs);
        if (nowMs < lastMs) {
            throw new TraceException(file, line, "\"t\" goes back from " + lastMs + " to " + nowMs, null);
        }
        lastMs = nowMs;
    }
}
