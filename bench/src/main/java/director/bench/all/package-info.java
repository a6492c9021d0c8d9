/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Everything that is published, measured in one go and set beside what is aimed at. */
@NullMarked
package director.bench.all;

import org.jspecify.annotations.NullMarked;
