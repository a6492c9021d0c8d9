/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** What figures depend on: processor, kernel, JVM, DPDK, and what else the machine does. */
@NullMarked
package director.bench.environment;

import org.jspecify.annotations.NullMarked;
