/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * Wrong packets of every kind through a whole director: recorded ones with mistakes in them, and such as a hostile host
 * would make. The same seed makes the same packets.
 */
@NullMarked
package director.management.fuzz;

import org.jspecify.annotations.NullMarked;
