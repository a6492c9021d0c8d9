/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** What the workers know of the configuration at one moment: immutable, swapped whole. */
@NullMarked
package director.dataplane.snapshot;

import org.jspecify.annotations.NullMarked;
