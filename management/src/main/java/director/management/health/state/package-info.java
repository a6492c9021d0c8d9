/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** What follows from the results of checks: who is up, whether there is a quorum, who gets connections. Pure. */
@NullMarked
package director.management.health.state;

import org.jspecify.annotations.NullMarked;
