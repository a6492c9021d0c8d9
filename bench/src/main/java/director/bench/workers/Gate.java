/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.workers;

import director.bindings.RxQueue;

/** Lets a worker have the packets of a queue, or none. From any thread, but for {@link #burst}. */
final class Gate implements RxQueue {
    private final RxQueue behind;
    private volatile boolean open = true;

    /** Open. */
    Gate(final RxQueue behind) {
        this.behind = behind;
    }

    void open(final boolean now) {
        open = now;
    }

    @Override
    public int burst(final long mbufArray, final int capacity) {
        return open ? behind.burst(mbufArray, capacity) : 0;
    }
}
