/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** IP fragments of both versions: putting them together, cutting packets up, and packets in more than one mbuf. */
@NullMarked
package director.dataplane.fragment;

import org.jspecify.annotations.NullMarked;
