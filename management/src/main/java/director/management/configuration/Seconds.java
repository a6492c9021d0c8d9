/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A duration as people write it: {@code 30s}, {@code 5m}, {@code 1h}, or a number of seconds. */
final class Seconds {
    /** So few digits that no unit takes them out of 32 bits. */
    private static final Pattern NOTATION = Pattern.compile("([0-9]{1,5})([smh]?)");
    private static final int MINUTE = 60;
    private static final int HOUR = 3_600;

    private Seconds() {
    }

    /**
     * Reads a duration.
     *
     * @param text the notation.
     * @return seconds, 0 or more.
     * @throws IllegalArgumentException if it is none, with the remedy.
     */
    static int parse(final String text) {
        final Matcher matcher = NOTATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                "write seconds (30s or 30), minutes (5m) or hours (1h), of up to 5 digits");
        }
        final int number = Integer.parseInt(matcher.group(1));
        return switch (matcher.group(2)) {
            case "m" -> number * MINUTE;
            case "h" -> number * HOUR;
            default -> number;
        };
    }
}
