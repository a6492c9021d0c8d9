/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * Rules of SNAT as the packet path sees them: whose connections to elsewhere come from other addresses.
 */
@NullMarked
package director.dataplane.snat;

import org.jspecify.annotations.NullMarked;
