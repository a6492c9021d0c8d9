/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Reads what keepalived.conf(5) says of virtual servers and makes it what a director is configured with. */
@NullMarked
package director.management.keepalived;

import org.jspecify.annotations.NullMarked;
