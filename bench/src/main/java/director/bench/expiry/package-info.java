/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** What it costs a worker when very many connections end at once. */
@NullMarked
package director.bench.expiry;

import org.jspecify.annotations.NullMarked;
