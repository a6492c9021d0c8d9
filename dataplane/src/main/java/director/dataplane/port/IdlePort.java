/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.port;

import director.bindings.Eal;
import director.bindings.EthernetPort;
import director.bindings.Mempool;
import director.bindings.PortConfiguration;
import director.bindings.RxQueue;
import director.bindings.TxQueue;

/**
 * A port of DPDK's null driver: receives nothing and frees what it transmits. Its queues are those of any port to the
 * compiler. From the thread that opens ports; its queues from one other at a time.
 */
public final class IdlePort implements AutoCloseable {
    private static final String DEVICE = "net_null_warm_up,no-rx=1";
    private static final int QUEUE = 0;
    private static final int DESCRIPTORS = 64;

    private final EthernetPort port;

    private IdlePort(final EthernetPort port) {
        this.port = port;
    }

    /**
     * Opens it; on failure nothing is left open.
     *
     * @param eal  DPDK, initialised.
     * @param pool never used.
     * @return started.
     * @throws director.bindings.DpdkException if DPDK refuses any step.
     */
    public static IdlePort open(final Eal eal, final Mempool pool) {
        final EthernetPort port = EthernetPort.attach(eal, DEVICE);
        boolean started = false;
        try {
            port.configure(PortConfiguration.queues(1, 1));
            port.setUpRxQueue(QUEUE, DESCRIPTORS, pool);
            port.setUpTxQueue(QUEUE, DESCRIPTORS);
            port.start();
            started = true;
            return new IdlePort(port);
        } finally {
            if (!started) {
                port.close();
            }
        }
    }

    /**
     * Its receive queue.
     *
     * @return always empty.
     */
    public RxQueue rxQueue() {
        return port.rxQueue(QUEUE);
    }

    /**
     * Its transmit queue.
     *
     * @return takes everything.
     */
    public TxQueue txQueue() {
        return port.txQueue(QUEUE);
    }

    @Override
    public void close() {
        port.close();
    }
}
