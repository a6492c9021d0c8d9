/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import director.dataplane.ManagedDirector;
import director.dataplane.listing.ConnectionPage;
import director.management.socket.Exchange;
import director.management.socket.ProblemException;
import director.management.socket.ProblemException.Kind;
import director.management.socket.Reply;
import director.management.socket.Route;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/connections}: connections and persistence templates, a page at a time, or all of them as lines of JSON.
 * They are copied from the tables of workers a few thousand at a time, so that a listing takes the same memory however
 * many there are.
 */
final class ConnectionResource {
    private static final String PATH = "/v1/connections";
    private static final String LINES = "application/x-ndjson";
    private static final int PAGE_ROWS = 2_048;
    private static final int DEFAULT_LIMIT = 1_000;
    private static final int MAX_LIMIT = 10_000;

    private final ManagedDirector director;

    ConnectionResource(final ManagedDirector director) {
        this.director = director;
    }

    List<Route> routes() {
        return List.of(Route.get(PATH, this::list));
    }

    private Reply list(final Exchange exchange) throws IOException {
        final Map<String, String> query = exchange.query(ConnectionFilter.PARAMETERS);
        final ConnectionFilter filter = ConnectionFilter.of(query, director.catalogue());
        final TableCursor cursor = TableCursor.of(query.get("cursor"), director.listings().size());
        final String accepted = exchange.header("Accept");
        if (accepted != null && accepted.contains(LINES)) {
            return Reply.stream(LINES, out -> stream(filter, cursor, out));
        }
        return page(filter, cursor, limit(query.get("limit")));
    }

    private void stream(final ConnectionFilter filter, final TableCursor from, final OutputStream out)
            throws IOException {
        final ConnectionPage page = new ConnectionPage(PAGE_ROWS);
        final ConnectionText text = new ConnectionText();
        TableCursor cursor = from;
        while (!cursor.isEnd()) {
            cursor = cursor.read(director.listings(), page);
            for (int row = 0; row < page.rows(); row++) {
                if (filter.takes(page, row)) {
                    text.clear();
                    text.append(page, row);
                    text.append('\n');
                    text.writeTo(out);
                }
            }
        }
    }

    /** A page has no more rows than asked for: the worker is not asked for more than still fit. */
    private Reply page(final ConnectionFilter filter, final TableCursor from, final int limit)
            throws IOException {
        final ByteArrayOutputStream body = new ByteArrayOutputStream();
        final ConnectionText text = new ConnectionText();
        text.append("{\"connections\":[");
        int taken = 0;
        TableCursor cursor = from;
        while (taken < limit && !cursor.isEnd()) {
            final ConnectionPage page = new ConnectionPage(Math.min(PAGE_ROWS, limit - taken));
            cursor = cursor.read(director.listings(), page);
            for (int row = 0; row < page.rows(); row++) {
                if (filter.takes(page, row)) {
                    text.append(taken++ == 0 ? "" : ",");
                    text.append(page, row);
                }
            }
            text.writeTo(body);
            text.clear();
        }
        text.append("]");
        if (!cursor.isEnd()) {
            text.append(",\"next\":\"" + cursor + "\"");
        }
        text.append("}");
        text.writeTo(body);
        return Reply.of(Reply.OK, Reply.JSON, body.toByteArray());
    }

    private static int limit(final @Nullable String text) {
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        try {
            final int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        } catch (final NumberFormatException e) {
            throw wrongLimit(text);
        }
        throw wrongLimit(text);
    }

    private static ProblemException wrongLimit(final String text) {
        return new ProblemException(Kind.BAD_REQUEST, List.of(new ProblemException.FieldError("limit", "is " + text
            + ", not a number of 1 to " + MAX_LIMIT + ": give one, or ask for all with Accept: " + LINES)));
    }
}
