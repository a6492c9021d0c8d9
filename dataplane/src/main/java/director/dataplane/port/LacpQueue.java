/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.port;

import director.bindings.RxQueue;
import director.bindings.TxQueue;

/**
 * What a worker receives through a bond with LACP, whose driver sends what LACP has to say from within calls to
 * transmit, ten times a second at least. A worker with nothing to transmit makes none; so it calls with nothing now and
 * then. The thread that polls it is the one that transmits through the other queue.
 */
final class LacpQueue implements RxQueue {
    /** Every how many polls: a worker that sleeps does so for 50 microseconds, a burst takes as long. */
    private static final int INTERVAL = 64;

    private final RxQueue received;
    private final TxQueue sent;
    private int polls;

    LacpQueue(final RxQueue received, final TxQueue sent) {
        this.received = received;
        this.sent = sent;
    }

    @Override
    public int burst(final long mbufArray, final int capacity) {
        if (++polls == INTERVAL) {
            polls = 0;
            sent.burst(mbufArray, 0);
        }
        return received.burst(mbufArray, capacity);
    }
}
