/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Where packets leave, and which addresses they stop at. */
@NullMarked
package director.dataplane.route;

import org.jspecify.annotations.NullMarked;
