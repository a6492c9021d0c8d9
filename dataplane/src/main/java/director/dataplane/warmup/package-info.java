/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Has the compiler compile the packet path before the first packet comes. */
@NullMarked
package director.dataplane.warmup;

import org.jspecify.annotations.NullMarked;
