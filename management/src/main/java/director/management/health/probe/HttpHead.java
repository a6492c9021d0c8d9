/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.probe;

import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The status and the fields of an answer (RFC 9112 §4, §5). */
final class HttpHead {
    private static final int LINE_MAX = 8_192;
    private static final int LINES_MAX = 200;
    private static final int INTERIM_MAX = 10;
    private static final int FINAL = 200;
    private static final int SWITCHING = 101;

    private final int status;
    private final Map<String, String> fields;

    private HttpHead(final int status, final Map<String, String> fields) {
        this.status = status;
        this.fields = fields;
    }

    /** The head of the final answer; interim ones before it are passed over. */
    static HttpHead read(final BoundedInput in) throws IOException {
        for (int i = 0; i < INTERIM_MAX; i++) {
            final int status = status(in.line(LINE_MAX));
            final Map<String, String> fields = fields(in);
            if (status >= FINAL || status == SWITCHING) {
                return new HttpHead(status, fields);
            }
        }
        throw new ProbeException("sent more than " + INTERIM_MAX + " interim answers");
    }

    int status() {
        return status;
    }

    /** A field by its name in small letters; null if there is none. */
    @Nullable String field(final String name) {
        return fields.get(name);
    }

    private static int status(final String line) throws ProbeException {
        if (!line.matches("HTTP/1\\.[0-9] [1-9][0-9]{2}( .*)?")) {
            throw new ProbeException("answered \"" + line + "\", which is not HTTP/1.1");
        }
        final int begin = line.indexOf(' ') + 1;
        return Integer.parseInt(line, begin, begin + "200".length(), 10);
    }

    private static Map<String, String> fields(final BoundedInput in) throws IOException {
        final Map<String, String> fields = new HashMap<>();
        for (int i = 0; i < LINES_MAX; i++) {
            final String line = in.line(LINE_MAX);
            if (line.isEmpty()) {
                return fields;
            }
            final int colon = line.indexOf(':');
            if (colon > 0) {
                fields.putIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
            }
        }
        throw new ProbeException("sent more than " + LINES_MAX + " header fields");
    }
}
