/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Ports: where bursts come from and go to, and what a port needs from the machine before it can open. */
@NullMarked
package director.dataplane.port;

import org.jspecify.annotations.NullMarked;
