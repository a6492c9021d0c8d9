/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** The director as an operator sees it: configuration files, the command line, what is printed and logged. */
@SuppressWarnings("requires-automatic")
module director.management {
    requires static transitive org.jspecify;
    requires director.dataplane;
    requires info.picocli;
    // Not named here, it would be missing on a module path: what needs it is an automatic module.
    requires io.prometheus.metrics.config;
    requires io.prometheus.metrics.model;
    requires io.prometheus.writer.text;
    requires org.eclipse.jetty.unixdomain.server;
    requires org.slf4j;
    requires org.snakeyaml.engine;
    requires jdk.unsupported;
    requires tools.jackson.databind;

    uses director.schedulers.Scheduler;

    provides System.LoggerFinder with director.management.logging.StderrLoggerFinder;
    provides org.slf4j.spi.SLF4JServiceProvider with director.management.logging.SystemSlf4jProvider;

    opens director.management to info.picocli;
}
