/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** What the director answers for itself, as any host on the network does. */
@NullMarked
package director.dataplane.local;

import org.jspecify.annotations.NullMarked;
