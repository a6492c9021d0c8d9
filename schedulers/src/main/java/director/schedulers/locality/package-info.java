/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * The schedulers that send what goes to one address to the same real server, lblc and lblcr, made for caches: a bounded
 * {@link AddressCache} shared by all workers without a lock, swept by the conductor.
 */
@NullMarked
package director.schedulers.locality;

import org.jspecify.annotations.NullMarked;
