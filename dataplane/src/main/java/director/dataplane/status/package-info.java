/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** What the director tells of itself: drop reasons, counters, and the values read from them. */
@NullMarked
package director.dataplane.status;

import org.jspecify.annotations.NullMarked;
