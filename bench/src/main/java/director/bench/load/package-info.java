/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Packets that come when they are due, whether the worker is ready for them or not. */
@NullMarked
package director.bench.load;

import org.jspecify.annotations.NullMarked;
