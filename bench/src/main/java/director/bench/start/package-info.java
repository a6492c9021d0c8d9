/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** What a director loses while it is new. */
@NullMarked
package director.bench.start;

import org.jspecify.annotations.NullMarked;
