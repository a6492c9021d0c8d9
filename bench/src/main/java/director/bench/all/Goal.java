/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.all;

import java.util.Locale;

/**
 * A limit for a figure.
 *
 * @param limit   the figure that is just good enough.
 * @param atLeast whether more is better.
 * @param format  how people write the figure.
 */
record Goal(double limit, boolean atLeast, String format) {
    private static final double PERCENT = 100;

    static Goal atLeast(final double limit, final String format) {
        return new Goal(limit, true, format);
    }

    static Goal atMost(final double limit, final String format) {
        return new Goal(limit, false, format);
    }

    boolean isMetBy(final double figure) {
        return atLeast ? figure >= limit : figure <= limit;
    }

    /** For example {@code missed by 12 %}, of the limit. */
    String verdict(final double figure) {
        if (isMetBy(figure)) {
            return "met";
        }
        return limit == 0 ? "missed by " + write(figure)
            : String.format(Locale.ROOT, "missed by %.0f %%", PERCENT * Math.abs(figure - limit) / limit);
    }

    /** A line for a figure. */
    Row row(final String what, final double figure) {
        return row(what, figure, write(figure));
    }

    /** A line for a figure that is written with something more. */
    Row row(final String what, final double figure, final String measured) {
        return new Row(what, target(), measured,
            limit == 0 ? "" : String.format(Locale.ROOT, "%.2f", figure / limit), verdict(figure));
    }

    String target() {
        return (atLeast ? "≥ " : "≤ ") + write(limit);
    }

    String write(final double figure) {
        return String.format(Locale.ROOT, format, figure);
    }
}
