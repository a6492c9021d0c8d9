/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import java.util.Locale;

/** Numbers in few characters. */
final class Figure {
    private static final long PLAIN = 100_000;
    private static final double THOUSAND = 1_000;
    private static final String UNITS = "kMGTPE";
    private static final long MINUTE = 60;
    private static final long HOUR = 3_600;
    private static final long DAY = 86_400;

    private Figure() {
    }

    /** Up to five digits as they are, then with a unit: {@code 12.3M}. */
    static String of(final long number) {
        if (number < PLAIN) {
            return Long.toString(number);
        }
        double value = number;
        int unit = -1;
        while (value >= THOUSAND && unit < UNITS.length() - 1) {
            value /= THOUSAND;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f%c", value, UNITS.charAt(unit));
    }

    /** A time: {@code 42 s}, {@code 3 min 5 s}, {@code 2 h 7 min}, {@code 12 d 3 h}. */
    static String time(final long seconds) {
        if (seconds < MINUTE) {
            return seconds + " s";
        } else if (seconds < HOUR) {
            return seconds / MINUTE + " min " + seconds % MINUTE + " s";
        } else if (seconds < DAY) {
            return seconds / HOUR + " h " + seconds % HOUR / MINUTE + " min";
        }
        return seconds / DAY + " d " + seconds % DAY / HOUR + " h";
    }
}
