/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.load;

import director.bindings.TxQueue;

/** Passes bursts on to a device and notes when the last one was done. From the worker's thread. */
public final class StampingTxQueue implements TxQueue {
    private final TxQueue device;
    private long lastNs;

    /**
     * A queue that has noted nothing yet.
     *
     * @param device where bursts go.
     */
    public StampingTxQueue(final TxQueue device) {
        this.device = device;
    }

    @Override
    public int burst(final long mbufArray, final int count) {
        final int sent = device.burst(mbufArray, count);
        lastNs = System.nanoTime();
        return sent;
    }

    /** When the device had the last burst, in nanoseconds of {@link System#nanoTime}. */
    long lastNs() {
        return lastNs;
    }
}
