/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * What the management socket shows and changes: a class for each kind of thing, which names its routes and knows how
 * the thing looks in JSON.
 */
@NullMarked
package director.management.resource;

import org.jspecify.annotations.NullMarked;
