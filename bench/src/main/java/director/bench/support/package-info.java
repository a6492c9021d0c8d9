/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** What every kind of benchmark needs: how it fails, and how it starts other processes. */
@NullMarked
package director.bench.support;

import org.jspecify.annotations.NullMarked;
