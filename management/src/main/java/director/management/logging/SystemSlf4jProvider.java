/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.logging;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/** Leads what libraries log by SLF4J, such as Jetty, to {@link System.Logger}. */
public final class SystemSlf4jProvider implements SLF4JServiceProvider, ILoggerFactory {
    private static final String API_VERSION = "2.0.99";

    private final Map<String, Logger> loggers = new ConcurrentHashMap<>();
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter contexts = new NOPMDCAdapter();

    /** For {@link java.util.ServiceLoader}. */
    public SystemSlf4jProvider() {
    }

    @Override
    public Logger getLogger(final String name) {
        return loggers.computeIfAbsent(name, key -> new SystemSlf4jLogger(key, System.getLogger(key)));
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return this;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return contexts;
    }

    @Override
    public String getRequestedApiVersion() {
        return API_VERSION;
    }

    @Override
    public void initialize() {
        // Everything is made with the object.
    }
}
