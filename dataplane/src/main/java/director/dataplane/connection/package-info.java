/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * The connections of one worker: the slots that every packet touches, the records that only a change touches, states,
 * timeouts and expiry.
 */
@NullMarked
package director.dataplane.connection;

import org.jspecify.annotations.NullMarked;
