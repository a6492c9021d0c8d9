/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * The fast path: packets of established connections that change nothing but addresses, ports, hops and the time of use.
 * It knows what the general path has told it, takes what it can take without a doubt, and leaves every other packet
 * untouched to the general path.
 */
@org.jspecify.annotations.NullMarked
package director.dataplane.fastpath;
