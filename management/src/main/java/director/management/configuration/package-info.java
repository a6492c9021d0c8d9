/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * Configuration files: YAML into a {@link director.dataplane.configuration.DirectorConfiguration}, and every problem
 * into file, line and column.
 */
@NullMarked
package director.management.configuration;

import org.jspecify.annotations.NullMarked;
