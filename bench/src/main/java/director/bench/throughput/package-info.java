/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** The throughput rig: the director's worker and testpmd, one after the other, on the same frames and the same core. */
@NullMarked
package director.bench.throughput;

import org.jspecify.annotations.NullMarked;
