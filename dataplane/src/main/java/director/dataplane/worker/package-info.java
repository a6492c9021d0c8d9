/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** The packet path: one pinned thread that receives, decides, rewrites and transmits bursts. */
@NullMarked
package director.dataplane.worker;

import org.jspecify.annotations.NullMarked;
