/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Schedulers that the director was not built with: how they come in, and go. */
@NullMarked
package director.management.schedulers;

import org.jspecify.annotations.NullMarked;
