/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** The one thread that owns configuration and publishes it to the workers as immutable snapshots. */
@NullMarked
package director.dataplane.conductor;

import org.jspecify.annotations.NullMarked;
