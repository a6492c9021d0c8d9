/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import director.bindings.Eal;
import director.bindings.EalOptions;
import director.bindings.EthernetPort;
import director.bindings.HugeMemory;
import director.bindings.MemoryAllocator;
import director.bindings.Mempool;
import director.bindings.PortConfiguration;
import director.bindings.RxQueue;
import director.bindings.TxQueue;
import director.dataplane.configuration.PortSettings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.agrona.CloseHelper;

/**
 * DPDK with ports that receive captures from memory over and over, as fast as they are asked, and free what they
 * transmit. Made and closed by one thread; there can be one in a process.
 */
public final class PcapPorts implements AutoCloseable {
    private static final int QUEUE = 0;
    private static final int LOG_ERRORS = 4;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final List<EthernetPort> ports = new ArrayList<>();
    private final int frames;
    private final Eal eal;
    private final List<Mempool> pools = new ArrayList<>();

    /**
     * Opens everything; on failure nothing is left open.
     *
     * @param settings say what is replayed.
     */
    public PcapPorts(final RigSettings settings) {
        frames = settings.frames();
        boolean complete = false;
        try {
            eal = open(Eal.init(EalOptions.hugePages(settings.controlCore(), settings.memoryMegabytes())
                .withLogLevel(LOG_ERRORS)));
            for (int i = 0; i < settings.pcaps().size(); i++) {
                pools.add(i == 0 || settings.poolEach() ? openPool(i, settings.mbufs()) : pool());
                ports.add(openPort(settings.device(i), pools.get(i)));
            }
            complete = true;
        } finally {
            if (!complete) {
                close();
            }
        }
    }

    private <T extends AutoCloseable> T open(final T resource) {
        opened.push(resource);
        return resource;
    }

    private Mempool openPool(final int port, final int mbufs) {
        return open(
            Mempool.create(eal, "bench" + port, mbufs, RigSettings.MBUF_CACHE, RigSettings.DATA_ROOM));
    }

    private EthernetPort openPort(final String device, final Mempool pool) {
        final EthernetPort port = open(EthernetPort.attach(eal, device));
        port.configure(PortConfiguration.queues(1, 1));
        port.setUpRxQueue(QUEUE, PortSettings.DEFAULT_DESCRIPTORS, pool);
        port.setUpTxQueue(QUEUE, PortSettings.DEFAULT_DESCRIPTORS);
        port.start();
        return port;
    }

    /**
     * Where the worker's tables live.
     *
     * @return huge pages.
     */
    public MemoryAllocator memory() {
        return new HugeMemory(eal);
    }

    /**
     * Where mbufs come from.
     *
     * @return the pool of the first port, or of all.
     */
    public Mempool pool() {
        return pool(0);
    }

    /**
     * Where mbufs of a port come from.
     *
     * @param port from 0.
     * @return its pool, which may be that of all ports.
     */
    public Mempool pool(final int port) {
        return pools.get(port);
    }

    Eal eal() {
        return eal;
    }

    /**
     * The endless input of a port.
     *
     * @param port from 0.
     * @return its receive queue.
     */
    public RxQueue rxQueue(final int port) {
        return ports.get(port).rxQueue(QUEUE);
    }

    /**
     * Where packets leave.
     *
     * @return the transmit queue of the first port.
     */
    public TxQueue txQueue() {
        return txQueue(0);
    }

    /**
     * Where packets leave by a port.
     *
     * @param port from 0.
     * @return its transmit queue.
     */
    TxQueue txQueue(final int port) {
        return ports.get(port).txQueue(QUEUE);
    }

    /**
     * Mbufs outside their pools that do not hold the input. For when nobody sends or receives.
     *
     * @return 0 if all came back.
     */
    public int lostMbufs() {
        return pools.stream().distinct().mapToInt(Mempool::inUse).sum() - frames;
    }

    /** Gives everything back, last things first. Whoever used the queues must have stopped. */
    @Override
    public void close() {
        while (!opened.isEmpty()) {
            CloseHelper.close(opened.pop());
        }
    }
}
