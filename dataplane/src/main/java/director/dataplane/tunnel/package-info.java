/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Tunnels to real servers: the headers that go in front of a packet. */
@NullMarked
package director.dataplane.tunnel;

import org.jspecify.annotations.NullMarked;
