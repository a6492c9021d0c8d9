/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** A director between real kernels and real programs, in network namespaces. */
@NullMarked
package director.management.endtoend;

import org.jspecify.annotations.NullMarked;
