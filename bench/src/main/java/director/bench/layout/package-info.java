/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * Ways to lay out a table of connections in memory, in no more code than it takes to compare them (ADR 16). None of
 * this is used by the director.
 */
@NullMarked
package director.bench.layout;

import org.jspecify.annotations.NullMarked;
