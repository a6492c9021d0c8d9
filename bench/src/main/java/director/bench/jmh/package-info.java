/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Micro-benchmarks: one question a class. */
@NullMarked
package director.bench.jmh;

import org.jspecify.annotations.NullMarked;
