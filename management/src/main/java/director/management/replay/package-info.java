/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Recorded traffic: read, played against a director, written, and compared with what was recorded. */
@NullMarked
package director.management.replay;

import org.jspecify.annotations.NullMarked;
