/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** DPDK and libc as the director sees them: raw addresses, a class a concern, exceptions that name the failed call. */
@NullMarked
package director.bindings;

import org.jspecify.annotations.NullMarked;
