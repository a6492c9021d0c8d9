/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import director.management.socket.Exchange;
import director.management.socket.Json;
import director.management.socket.ProblemException;
import director.management.socket.ProblemException.Kind;
import director.management.socket.Reply;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Tags that tell whether something has changed since somebody looked (RFC 9110 §8.8.3, §13.1). */
final class ETags {
    private static final int BYTES = 12;

    private ETags() {
    }

    /** The tag of something as it is. */
    static String of(final JsonNode settings) {
        try {
            final byte[] digest = MessageDigest.getInstance("SHA-256").digest(Json.bytes(settings));
            return '"' + HexFormat.of().formatHex(digest, 0, BYTES) + '"';
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The answer to a GET: that the asker has it already, or the thing itself with its tag. */
    static Reply reply(final Exchange exchange, final String tag, final JsonNode value) {
        final String known = exchange.header("If-None-Match");
        return (known != null && matches(known, tag) ? Reply.empty(Reply.NOT_MODIFIED) : Reply.json(value))
            .with("ETag", tag);
    }

    /**
     * Lets a change pass only if what it changes is what the asker has seen.
     *
     * @param present the tag of what there is; null if there is nothing.
     */
    static void check(final Exchange exchange, final @Nullable String present) {
        final String wanted = exchange.header("If-Match");
        if (wanted != null && (present == null || !matches(wanted, present))) {
            throw failed("If-Match", wanted, present);
        }
        final String unwanted = exchange.header("If-None-Match");
        if (unwanted != null && present != null && matches(unwanted, present)) {
            throw failed("If-None-Match", unwanted, present);
        }
    }

    private static boolean matches(final String list, final String tag) {
        if (list.strip().equals("*")) {
            return true;
        }
        for (final String candidate : list.split(",", -1)) {
            if (candidate.strip().equals(tag)) {
                return true;
            }
        }
        return false;
    }

    private static ProblemException failed(final String header, final String value, final @Nullable String present) {
        return new ProblemException(Kind.PRECONDITION_FAILED, List.of(new ProblemException.FieldError(header,
            value + " does not fit, as " + (present == null ? "there is nothing here" : "this is " + present + " now")
                + ": look again and decide anew")));
    }
}
