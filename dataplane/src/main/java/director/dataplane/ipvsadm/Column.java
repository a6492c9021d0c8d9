/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

/** Columns of listings. Written by hand: a listing may have a hundred thousand lines. */
final class Column {
    private static final long PLAIN_LIMIT = 100_000_000L;
    private static final String UNITS = "KMGT";
    private static final long[] UNIT_LIMITS = {
        1_000_000_000L, 100_000_000_000L, 100_000_000_000_000L, Long.MAX_VALUE,
    };
    private static final int FIGURE_WIDTH = 8;

    private Column() {
    }

    static StringBuilder left(final StringBuilder out, final String text, final int width) {
        out.append(text);
        return out.repeat(' ', Math.max(0, width - text.length()));
    }

    static StringBuilder left(final StringBuilder out, final long number, final int width) {
        return left(out, Long.toString(number), width);
    }

    static void right(final StringBuilder out, final String text) {
        out.append(' ').repeat(' ', Math.max(0, FIGURE_WIDTH - text.length())).append(text);
    }

    /**
     * Appends a counter: in full if it has up to eight digits or if that is wanted, else cut to a unit.
     *
     * @param out    where to.
     * @param number the counter, unsigned.
     * @param exact  whether to write it in full.
     */
    static void figure(final StringBuilder out, final long number, final boolean exact) {
        right(out, exact || (number >= 0 && number < PLAIN_LIMIT) ? Long.toUnsignedString(number) : inUnits(number));
    }

    private static String inUnits(final long number) {
        long unit = 1000;
        int index = 0;
        while (index < UNITS.length() - 1 && Long.compareUnsigned(number, UNIT_LIMITS[index]) >= 0) {
            unit *= 1000;
            index++;
        }
        return Long.toUnsignedString(Long.divideUnsigned(number, unit)) + UNITS.charAt(index);
    }
}
