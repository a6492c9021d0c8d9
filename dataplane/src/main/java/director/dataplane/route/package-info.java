/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Where a packet leaves: connected prefixes, static routes, default gateways. */
@NullMarked
package director.dataplane.route;

import org.jspecify.annotations.NullMarked;
