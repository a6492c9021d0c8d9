/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * What tests of the packet path are built from: packets that are readable, ports without DPDK, a clock that is moved
 * by hand, and a director of these. Checksums and rewrites are computed here by code of their own, slow and plain.
 */
@NullMarked
package director.dataplane.testkit;

import org.jspecify.annotations.NullMarked;
