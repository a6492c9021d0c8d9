/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * The addresses and ports that full NAT and SNAT put in place of the client's: which are free, which rest because a
 * real server may still remember them, and which of them belong to which worker.
 */
@NullMarked
package director.dataplane.localport;

import org.jspecify.annotations.NullMarked;
