/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** The coarse time by which what is rare is timed. */
@NullMarked
package director.dataplane.time;

import org.jspecify.annotations.NullMarked;
