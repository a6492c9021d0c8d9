/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.socket;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What is answered to a request. Immutable.
 *
 * @param status  of HTTP.
 * @param headers by name, beside those that every answer has.
 * @param type    the media type of the body; null if there is none.
 * @param content the body, if it is known as a whole; null if not.
 * @param stream  writes the body, if it is not known as a whole; null if it is.
 */
@SuppressWarnings("ArrayRecordComponent")
public record Reply(
    int status,
    Map<String, String> headers,
    @Nullable String type,
    byte @Nullable [] content,
    @Nullable Stream stream) {
    /** The media type of JSON. */
    public static final String JSON = "application/json";
    /** All is well. */
    public static final int OK = 200;
    /** Something was made. */
    public static final int CREATED = 201;
    /** All is well, and there is nothing to say. */
    public static final int NO_CONTENT = 204;
    /** The asker has it already. */
    public static final int NOT_MODIFIED = 304;

    /** Keeps a copy of the headers. */
    public Reply {
        headers = Map.copyOf(headers);
    }

    /** Writes a body, piece by piece. */
    @FunctionalInterface
    public interface Stream {
        /**
         * Writes all of it. May wait for the reader.
         *
         * @param out what is written is sent at the latest when it is flushed.
         * @throws IOException if the reader went away.
         */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * An answer that is JSON.
     *
     * @param value the body.
     * @return with status 200.
     */
    public static Reply json(final JsonNode value) {
        return json(OK, value);
    }

    /**
     * An answer that is JSON.
     *
     * @param status of HTTP.
     * @param value  the body.
     * @return the answer.
     */
    public static Reply json(final int status, final JsonNode value) {
        return of(status, JSON, Json.bytes(value));
    }

    /**
     * An answer that is known as a whole.
     *
     * @param status  of HTTP.
     * @param type    the media type.
     * @param content the body.
     * @return the answer.
     */
    public static Reply of(final int status, final String type, final byte[] content) {
        return new Reply(status, Map.of(), type, content, null);
    }

    /**
     * An answer without a body.
     *
     * @param status of HTTP.
     * @return the answer.
     */
    public static Reply empty(final int status) {
        return new Reply(status, Map.of(), null, null, null);
    }

    /**
     * An answer that is written piece by piece.
     *
     * @param type   the media type.
     * @param stream writes it.
     * @return with status 200.
     */
    public static Reply stream(final String type, final Stream stream) {
        return new Reply(OK, Map.of(), type, null, stream);
    }

    /**
     * The same with another header.
     *
     * @param name  of the header.
     * @param value of the header.
     * @return a copy.
     */
    public Reply with(final String name, final String value) {
        final Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new Reply(status, all, type, content, stream);
    }
}
