/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Results as drawings. */
@NullMarked
package director.bench.plot;

import org.jspecify.annotations.NullMarked;
