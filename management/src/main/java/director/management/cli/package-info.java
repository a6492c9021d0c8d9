/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * Commands that look at a running director and change it over its management socket: tables for people, JSON for
 * programs.
 */
@NullMarked
package director.management.cli;

import org.jspecify.annotations.NullMarked;
