/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * Packet headers as offsets and static accessors over an address. Nothing here keeps state or knows what a packet is
 * for.
 *
 * <p>Values marked <em>wire order</em> are the bytes of the packet read as a native integer: they can be compared,
 * hashed, summed and written back without swapping.
 */
@NullMarked
package director.dataplane.header;

import org.jspecify.annotations.NullMarked;
