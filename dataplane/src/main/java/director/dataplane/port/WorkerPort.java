/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.port;

import director.bindings.RxQueue;
import director.dataplane.header.Ethernet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

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
    private final @Nullable KernelQueues kernel;
    private final PortChecksums checksums;
    private final AtomicInteger linkUps = new AtomicInteger();

    /**
     * A port that the kernel has no interface of, and that computes no checksums.
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
        this(index, mac, mtu, rxQueue, txBuffer, null, PortChecksums.NONE);
    }

    /**
     * A port.
     *
     * @param index    its place in the configuration, from 0.
     * @param mac      its MAC address.
     * @param mtu      longest IP packet that it transmits, in bytes.
     * @param rxQueue  this worker's receive queue.
     * @param txBuffer this worker's way to its transmit queue.
     * @param kernel   its interface in the kernel; null if it has none.
     * @param checksums those that it computes of what it sends.
     */
    public WorkerPort(
        final int index,
        final long mac,
        final int mtu,
        final RxQueue rxQueue,
        final TxBuffer txBuffer,
        final @Nullable KernelQueues kernel,
        final PortChecksums checksums) {
        this.kernel = kernel;
        this.checksums = checksums;
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

    /**
     * Its interface in the kernel.
     *
     * @return null if it has none.
     */
    public @Nullable KernelQueues kernel() {
        return kernel;
    }

    /**
     * Which checksums it computes of what it sends.
     *
     * @return perhaps none.
     */
    public PortChecksums checksums() {
        return checksums;
    }

    /** Notes that the link came up. From any thread. */
    public void linkCameUp() {
        linkUps.incrementAndGet();
    }

    /**
     * How often the link came up after it was down. From any thread.
     *
     * @return a number to compare with an earlier one.
     */
    public int linkUps() {
        return linkUps.getAcquire();
    }
}
