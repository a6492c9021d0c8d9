/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Link-layer addresses of next hops: how they are learned and kept, and packets that wait for them. */
@NullMarked
package director.dataplane.neighbour;

import org.jspecify.annotations.NullMarked;
