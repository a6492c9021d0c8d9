/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** What several schedulers need: exact arithmetic, and getting out of each other's way. */
@NullMarked
package director.schedulers.support;

import org.jspecify.annotations.NullMarked;
