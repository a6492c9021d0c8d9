/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.port;

import director.bindings.RxQueue;
import director.dataplane.header.Ethernet;

/**
 * One port as one worker sees it: its queues and what is needed to build frames. Nothing here knows of DPDK, so tests
 * and replay make ports of their own.
 */
public final class WorkerPort {
    private final int index;
    private final long mac;
    private final long macWire;
    private int mtu;
    private final RxQueue rxQueue;
    private final TxBuffer txBuffer;

    /**
     * A port.
     *
     * @param index    its place in the configuration, from 0.
     * @param mac      its MAC address.
     * @param mtu      longest IP packet that it transmits, in bytes.
     * @param rxQueue  this worker's receive queue.
     * @param txBuffer this worker's way to its transmit queue.
     */
    public WorkerPort(
        final int index,
        final long mac,
        final int mtu,
        final RxQueue rxQueue,
        final TxBuffer txBuffer) {
        this.index = index;
        this.mac = mac;
        this.macWire = Ethernet.toWire(mac);
        this.mtu = mtu;
        this.rxQueue = rxQueue;
        this.txBuffer = txBuffer;
    }

    /**
     * Its place in the configuration.
     *
     * @return 0 or more.
     */
    public int index() {
        return index;
    }

    /**
     * Its MAC address.
     *
     * @return the 48 bits.
     */
    public long mac() {
        return mac;
    }

    /**
     * Its MAC address for {@link Ethernet#isFor}.
     *
     * @return the six bytes as a native word.
     */
    public long macWire() {
        return macWire;
    }

    /**
     * The longest IP packet that it transmits.
     *
     * @return bytes.
     */
    public int mtu() {
        return mtu;
    }

    /**
     * Takes another MTU, at once. From the worker's thread.
     *
     * @param changed longest IP packet that it transmits, in bytes.
     */
    public void mtu(final int changed) {
        mtu = changed;
    }

    /**
     * This worker's receive queue.
     *
     * @return the queue.
     */
    public RxQueue rxQueue() {
        return rxQueue;
    }

    /**
     * This worker's way to its transmit queue.
     *
     * @return the buffer.
     */
    public TxBuffer txBuffer() {
        return txBuffer;
    }
}
