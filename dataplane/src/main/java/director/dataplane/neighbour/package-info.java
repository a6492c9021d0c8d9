/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Link-layer addresses of next hops: ARP, what is learned from it, and packets that wait for it. */
@NullMarked
package director.dataplane.neighbour;

import org.jspecify.annotations.NullMarked;
