/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * A director without DPDK: conductor and worker on heap memory, two simulated links and a clock that is moved by hand.
 * What recorded traffic is played against, and the same each time.
 */
@NullMarked
package director.dataplane.replay;

import org.jspecify.annotations.NullMarked;
