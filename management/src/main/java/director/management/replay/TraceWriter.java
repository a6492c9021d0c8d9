/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.node.ObjectNode;

/** Writes traces as {@link TraceReader} reads them. */
public final class TraceWriter {
    private TraceWriter() {
    }

    /**
     * A trace as text.
     *
     * @param trace what to write.
     * @return one JSON object a line.
     */
    public static String text(final Trace trace) {
        final StringBuilder text = new StringBuilder();
        text.append(trace.meta()).append('\n');
        for (final Step step : trace.steps()) {
            text.append(step.done()).append('\n');
            for (final ObjectNode seen : step.seen()) {
                text.append(seen).append('\n');
            }
        }
        return text.toString();
    }

    /**
     * Writes a trace into a file.
     *
     * @param trace what to write.
     * @param file  where; replaced if it exists.
     * @throws TraceException if that fails.
     */
    public static void write(final Trace trace, final Path file) {
        try {
            Files.writeString(file, text(trace));
        } catch (final IOException e) {
            throw new TraceException(file, "cannot be written: " + e, e);
        }
    }
}
