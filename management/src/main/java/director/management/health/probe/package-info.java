/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * The checks themselves: what is sent, and what counts as an answer. Whatever a real server answers is bounded in size
 * and in time.
 */
@NullMarked
package director.management.health.probe;

import org.jspecify.annotations.NullMarked;
