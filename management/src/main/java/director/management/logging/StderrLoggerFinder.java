/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.logging;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gives every {@link System.Logger} of this JVM a {@link StderrLogger}. The JDK's own logging is not used because it
 * closes its handlers in a shutdown hook, so that what a director says while it stops would be lost.
 */
public final class StderrLoggerFinder extends System.LoggerFinder {
    private final Map<String, System.Logger> loggers = new ConcurrentHashMap<>();

    /** For {@link java.util.ServiceLoader}. */
    public StderrLoggerFinder() {
    }

    @Override
    public System.Logger getLogger(final String name, final Module module) {
        return loggers.computeIfAbsent(name, StderrLogger::new);
    }
}
