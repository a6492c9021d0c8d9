/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Virtual services and their real servers as the packet path sees them. */
@NullMarked
package director.dataplane.service;

import org.jspecify.annotations.NullMarked;
