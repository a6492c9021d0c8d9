/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.socket;

import director.management.socket.ProblemException.Kind;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Takes the path of a request apart, as it was sent. */
final class RequestPath {
    private RequestPath() {
    }

    /**
     * The segments of a path.
     *
     * @param raw as it was sent, beginning with a slash.
     * @return decoded.
     * @throws ProblemException if a segment is empty, leads elsewhere, or is not encoded as it should be.
     */
    static List<String> segments(final String raw) {
        final List<String> segments = new ArrayList<>();
        for (final String part : raw.substring(raw.startsWith("/") ? 1 : 0).split("/", -1)) {
            final String segment = decode(part);
            if (segment.equals("..") || segment.equals(".")) {
                throw wrong("the path has the segment " + segment + ": give it as it is");
            } else if (segment.indexOf('/') >= 0 || segment.indexOf('\\') >= 0
                || segment.chars().anyMatch(Character::isISOControl)) {
                throw wrong("a segment of the path has a slash or a control character within");
            }
            segments.add(segment);
        }
        return segments;
    }

    private static String decode(final String part) {
        try {
            // What is decoded here is no form: a plus is a plus.
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (final IllegalArgumentException e) {
            throw wrong("the path is not encoded as it should be: " + e.getMessage());
        }
    }

    private static ProblemException wrong(final String detail) {
        return new ProblemException(Kind.BAD_REQUEST, detail);
    }
}
