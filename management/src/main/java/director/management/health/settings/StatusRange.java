/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.settings;

/**
 * Statuses of HTTP.
 *
 * @param first the first one.
 * @param last  the last one.
 */
public record StatusRange(int first, int last) {
    private static final int MIN = 100;
    private static final int MAX = 599;

    /**
     * Reads a status or a range of them.
     *
     * @param text for example {@code 200} or {@code 200-299}.
     * @return the range.
     * @throws IllegalArgumentException with what to write instead.
     */
    public static StatusRange parse(final String text) {
        if (!text.matches("[0-9]{3}(-[0-9]{3})?")) {
            throw new IllegalArgumentException("give a status such as 200, or a range such as 200-299");
        }
        final String[] ends = text.split("-", 2);
        final StatusRange range =
            new StatusRange(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
        if (range.first < MIN || range.last > MAX || range.first > range.last) {
            throw new IllegalArgumentException("give statuses of " + MIN + " to " + MAX + ", the lower one first");
        }
        return range;
    }

    /**
     * Whether a status is one of these.
     *
     * @param status any number.
     * @return true if so.
     */
    public boolean contains(final int status) {
        return status >= first && status <= last;
    }

    @Override
    public String toString() {
        return first == last ? Integer.toString(first) : first + "-" + last;
    }
}
