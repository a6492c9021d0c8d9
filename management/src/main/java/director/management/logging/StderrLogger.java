/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.logging;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.text.MessageFormat;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code 2026-01-31T12:00:00.000Z INFO    director.dataplane.Director: message}. An exception is added as its
 * own description, with its stack only at level DEBUG. May be called from any thread; never from the packet path.
 */
public final class StderrLogger implements System.Logger {
    private static final DateTimeFormatter TIME =
        DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static volatile Level threshold = Level.INFO;

    private final String name;

    StderrLogger(final String name) {
        this.name = name;
    }

    /**
     * Sets the level of all loggers.
     *
     * @param level what is below it is not written.
     */
    public static void setThreshold(final Level level) {
        threshold = level;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean isLoggable(final Level level) {
        return level != Level.OFF && level.getSeverity() >= threshold.getSeverity();
    }

    @Override
    public void log(
        final Level level,
        final @Nullable ResourceBundle bundle,
        final @Nullable String message,
        final @Nullable Throwable thrown) {
        if (isLoggable(level)) {
            write(level, localized(bundle, message), thrown);
        }
    }

    @Override
    public void log(
        final Level level,
        final @Nullable ResourceBundle bundle,
        final @Nullable String format,
        final @Nullable Object... parameters) {
        if (isLoggable(level)) {
            final String pattern = localized(bundle, format);
            write(level, parameters == null || parameters.length == 0 ? pattern
                : MessageFormat.format(pattern, parameters), null);
        }
    }

    private void write(final Level level, final String message, final @Nullable Throwable thrown) {
        final PrintStream stream = System.err;
        stream.println(line(Instant.now(), level, message, thrown));
    }

    String line(final Instant time, final Level level, final String message, final @Nullable Throwable thrown) {
        return TIME.format(time) + String.format(" %-7s ", level) + name + ": " + message + describe(thrown);
    }

    private static String describe(final @Nullable Throwable thrown) {
        if (thrown == null) {
            return "";
        }
        if (threshold.getSeverity() > Level.DEBUG.getSeverity()) {
            return " (" + thrown + ")";
        }
        final StringWriter stack = new StringWriter();
        thrown.printStackTrace(new PrintWriter(stack));
        return System.lineSeparator() + stack.toString().stripTrailing();
    }

    private static String localized(final @Nullable ResourceBundle bundle, final @Nullable String message) {
        try {
            return bundle == null || message == null ? String.valueOf(message) : bundle.getString(message);
        } catch (final MissingResourceException e) {
            return String.valueOf(message);
        }
    }
}
