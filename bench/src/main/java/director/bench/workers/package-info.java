/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** What one more worker adds. */
@NullMarked
package director.bench.workers;

import org.jspecify.annotations.NullMarked;
