/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * The schedulers that compute the real server from the packet, dh, sh, mh and conhash: each list of real servers is
 * frozen as a table, which all workers read and which a change replaces with one store.
 */
@NullMarked
package director.schedulers.hash;

import org.jspecify.annotations.NullMarked;
