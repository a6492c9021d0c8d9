/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.logging;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/**
 * One logger of a library. What libraries tell for information, operators do not need: it is a level lower here.
 */
final class SystemSlf4jLogger extends LegacyAbstractLogger {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient System.Logger target;

    SystemSlf4jLogger(final String name, final System.Logger target) {
        this.name = name;
        this.target = target;
    }

    @Override
    public boolean isTraceEnabled() {
        return target.isLoggable(level(Level.TRACE));
    }

    @Override
    public boolean isDebugEnabled() {
        return target.isLoggable(level(Level.DEBUG));
    }

    @Override
    public boolean isInfoEnabled() {
        return target.isLoggable(level(Level.INFO));
    }

    @Override
    public boolean isWarnEnabled() {
        return target.isLoggable(level(Level.WARN));
    }

    @Override
    public boolean isErrorEnabled() {
        return target.isLoggable(level(Level.ERROR));
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
        final Level level,
        final @Nullable Marker marker,
        final String pattern,
        final Object @Nullable [] arguments,
        final @Nullable Throwable thrown) {
        target.log(level(level), MessageFormatter.basicArrayFormat(pattern, arguments), thrown);
    }

    private static System.Logger.Level level(final Level level) {
        return switch (level) {
            case ERROR -> System.Logger.Level.ERROR;
            case WARN -> System.Logger.Level.WARNING;
            case INFO -> System.Logger.Level.DEBUG;
            case DEBUG, TRACE -> System.Logger.Level.TRACE;
        };
    }
}
