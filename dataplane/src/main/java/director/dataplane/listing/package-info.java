/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * What a worker has in its own tables, for others to see. Nobody but the worker may look into them, so it copies a few
 * rows in each duty cycle into a page that the asker gave; the asker reads the page when the worker has let go of it.
 */
@NullMarked
package director.dataplane.listing;

import org.jspecify.annotations.NullMarked;
