/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** The rewrite of a packet on its way to a real server and back. */
@NullMarked
package director.dataplane.forward;

import org.jspecify.annotations.NullMarked;
