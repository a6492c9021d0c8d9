/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * Which worker carries a packet when there are several: the hash of a client, the rules by which persistent services
 * are kept on one worker, and the rings through which workers hand packets over to each other.
 */
@NullMarked
package director.dataplane.ownership;

import org.jspecify.annotations.NullMarked;
