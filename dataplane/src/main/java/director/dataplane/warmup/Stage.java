/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.warmup;

import director.bindings.MemoryAllocator;
import director.bindings.PacketPool;
import director.bindings.RxQueue;
import director.bindings.TxQueue;

/**
 * What of the machine a rehearsal uses.
 *
 * @param pool   whose mbufs it borrows.
 * @param memory where its tables live.
 * @param idle   a queue of the class that real ones are of, in which nothing arrives.
 * @param sink   a queue of the class that real ones are of, that takes everything.
 */
record Stage(PacketPool pool, MemoryAllocator memory, RxQueue idle, TxQueue sink) {
}
