/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.socket;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A request that is not carried out, told as a problem of RFC 9457. Nothing has changed. */
public final class ProblemException extends RuntimeException {
    /** The media type of a problem. */
    public static final String TYPE = "application/problem+json";

    private static final long serialVersionUID = 1L;

    private final transient Kind kind;
    private final transient List<FieldError> errors;
    private final transient Map<String, String> headers;

    /** What went wrong, by the status of HTTP. */
    public enum Kind {
        /** The request cannot be understood. */
        BAD_REQUEST(400, "Bad request"),
        /** The asker may not do that. */
        FORBIDDEN(403, "Forbidden"),
        /** There is nothing at that path. */
        NOT_FOUND(404, "Not found"),
        /** There is something at that path, but not for that method. */
        METHOD_NOT_ALLOWED(405, "Method not allowed"),
        /** None of the representations is what the asker accepts. */
        NOT_ACCEPTABLE(406, "Not acceptable"),
        /** What there is forbids it. */
        CONFLICT(409, "Conflict"),
        /** It has changed since the asker looked. */
        PRECONDITION_FAILED(412, "Precondition failed"),
        /** The body is too long. */
        CONTENT_TOO_LARGE(413, "Content too large"),
        /** The body has a media type that is not read there. */
        UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
        /** The request is understood, and what it asks for cannot be. */
        UNPROCESSABLE_CONTENT(422, "Unprocessable content"),
        /** An error of the director. */
        INTERNAL(500, "Internal server error"),
        /** The director is busy or stops. */
        UNAVAILABLE(503, "Service unavailable");

        private final int status;
        private final String title;

        Kind(final int status, final String title) {
            this.status = status;
            this.title = title;
        }

        /**
         * The status.
         *
         * @return of HTTP.
         */
        public int status() {
            return status;
        }

        /**
         * The same for every problem of the kind.
         *
         * @return a phrase.
         */
        public String title() {
            return title;
        }
    }

    /**
     * Something that is wrong with a part of the request.
     *
     * @param field  the keys that lead to it, such as {@code realServers[1].weight}; or the name of a parameter or
     *               header.
     * @param detail what is wrong and what to do.
     */
    public record FieldError(String field, String detail) {
    }

    /**
     * A problem.
     *
     * @param kind   of it.
     * @param detail what is wrong and what to do, for people.
     */
    public ProblemException(final Kind kind, final String detail) {
        this(kind, detail, List.of(), Map.of(), null);
    }

    /**
     * A problem with parts of the request.
     *
     * @param kind   of it.
     * @param errors at least one.
     */
    public ProblemException(final Kind kind, final List<FieldError> errors) {
        this(kind, summary(errors), errors, Map.of(), null);
    }

    /**
     * A problem with all there is to know.
     *
     * @param kind    of it.
     * @param detail  what is wrong and what to do, for people.
     * @param errors  what is wrong with parts of the request.
     * @param headers of the answer.
     * @param cause   why, if something was thrown.
     */
    public ProblemException(
        final Kind kind,
        final String detail,
        final List<FieldError> errors,
        final Map<String, String> headers,
        final @Nullable Throwable cause) {
        super(detail, cause);
        this.kind = kind;
        this.errors = List.copyOf(errors);
        this.headers = Map.copyOf(headers);
    }

    /**
     * What kind of problem it is.
     *
     * @return which status it has.
     */
    public Kind kind() {
        return kind;
    }

    /**
     * What is wrong with parts of the request.
     *
     * @return may be empty.
     */
    public List<FieldError> errors() {
        return errors;
    }

    /** The answer that tells it. */
    Reply reply() {
        final Reply reply = Reply.of(kind.status(), TYPE, body(kind.status(), kind.title(), getMessage(), errors));
        return new Reply(reply.status(), headers, reply.type(), reply.content(), null);
    }

    static byte[] body(
        final int status, final String title, final @Nullable String detail, final List<FieldError> errors) {
        final ObjectNode problem = Json.object();
        problem.put("type", "about:blank").put("title", title).put("status", status);
        if (detail != null) {
            problem.put("detail", detail);
        }
        if (!errors.isEmpty()) {
            final ArrayNode list = problem.putArray("errors");
            errors.forEach(error -> list.addObject().put("field", error.field()).put("detail", error.detail()));
        }
        return Json.bytes(problem);
    }

    private static String summary(final List<FieldError> errors) {
        final FieldError first = errors.getFirst();
        return first.field() + " " + first.detail()
            + (errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more)");
    }
}
