/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import director.dataplane.listing.ListingException;
import director.dataplane.listing.TablePage;
import director.dataplane.listing.WorkerListing;
import director.management.socket.ProblemException;
import director.management.socket.ProblemException.FieldError;
import director.management.socket.ProblemException.Kind;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How far a listing of the tables of all workers has come.
 *
 * @param worker the place of the worker; as many as there are at the end.
 * @param row    0 to begin with its table, or what its last page answered.
 * @param count  how many workers there are.
 */
record TableCursor(int worker, int row, int count) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,4})-(\\d{1,9})");
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(10);

    /** The cursor of a query, or the beginning. */
    static TableCursor of(final @Nullable String text, final int workers) {
        if (text == null) {
            return new TableCursor(0, 0, workers);
        }
        final Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) >= workers) {
            throw new ProblemException(Kind.BAD_REQUEST, List.of(new FieldError("cursor",
                "is none that was answered: give what stood under next")));
        }
        return new TableCursor(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)), workers);
    }

    boolean isEnd() {
        return worker >= count;
    }

    /** Fills a page from here. Answers the cursor behind it. */
    TableCursor read(final List<WorkerListing> listings, final TablePage page) {
        try {
            listings.get(worker).read(page, row, PATIENCE_NS);
        } catch (final ListingException e) {
            throw new ProblemException(
                Kind.UNAVAILABLE, String.valueOf(e.getMessage()), List.of(), Map.of(), e);
        }
        return page.cursor() == 0 ? new TableCursor(worker + 1, 0, count)
            : new TableCursor(worker, page.cursor(), count);
    }

    @Override
    public String toString() {
        return worker + "-" + row;
    }
}
