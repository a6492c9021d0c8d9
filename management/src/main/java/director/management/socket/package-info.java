/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * The management socket: HTTP and JSON over a Unix domain socket. Who may do what, which path leads where, limits, and
 * how errors look; what the paths mean is elsewhere. Requests are carried out by virtual threads, which may wait.
 */
@NullMarked
package director.management.socket;

import org.jspecify.annotations.NullMarked;
