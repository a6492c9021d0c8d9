/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * A director between real kernels and real programs: in network namespaces of this machine, and, for drivers and
 * protocols that its kernel may lack, in those of a user-mode Linux.
 */
@NullMarked
package director.management.endtoend;

import org.jspecify.annotations.NullMarked;
