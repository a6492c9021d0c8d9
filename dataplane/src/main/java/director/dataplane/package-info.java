/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** The director as a whole: started from a configuration, read through counters, changed through its conductor. */
@NullMarked
package director.dataplane;

import org.jspecify.annotations.NullMarked;
