/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Where {@link System.Logger} writes: one line an event on standard error. */
@NullMarked
package director.management.logging;

import org.jspecify.annotations.NullMarked;
