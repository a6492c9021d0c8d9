/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Metrics for Prometheus, read from counters when they are asked for. */
@NullMarked
package director.management.metrics;

import org.jspecify.annotations.NullMarked;
