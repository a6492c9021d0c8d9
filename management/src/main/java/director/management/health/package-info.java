/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Checks real servers all the time, and tells the director who may get connections. */
@NullMarked
package director.management.health;

import org.jspecify.annotations.NullMarked;
