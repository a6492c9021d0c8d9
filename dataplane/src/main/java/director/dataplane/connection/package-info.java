/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * The connections of one worker: a record of one or two cache lines for each, one index of both directions and of
 * templates, the states of the protocols, timeouts and expiry.
 */
@NullMarked
package director.dataplane.connection;

import org.jspecify.annotations.NullMarked;
