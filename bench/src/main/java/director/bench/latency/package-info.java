/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** How long packets are inside the director. */
@NullMarked
package director.bench.latency;

import org.jspecify.annotations.NullMarked;
