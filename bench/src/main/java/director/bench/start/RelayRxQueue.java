/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.start;

import director.bindings.RxQueue;

/** A few packets of one device, then those of another one. From the worker's thread. */
final class RelayRxQueue implements RxQueue {
    private final RxQueue first;
    private final RxQueue then;
    private int left;

    /** A queue that takes so many packets of the first device. */
    RelayRxQueue(final RxQueue first, final int count, final RxQueue then) {
        this.first = first;
        this.left = count;
        this.then = then;
    }

    @Override
    public int burst(final long mbufArray, final int capacity) {
        if (left == 0) {
            return then.burst(mbufArray, capacity);
        }
        final int count = first.burst(mbufArray, Math.min(capacity, left));
        left -= count;
        return count;
    }
}
