/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Results of two measurements, set beside each other. */
@NullMarked
package director.bench.compare;

import org.jspecify.annotations.NullMarked;
