/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import director.bindings.Eal;
import director.bindings.EalOptions;
import director.bindings.EthernetPort;
import director.bindings.HugeMemory;
import director.bindings.MemoryAllocator;
import director.bindings.Mempool;
import director.bindings.PortConfiguration;
import director.dataplane.address.IpAddress;
import director.dataplane.conductor.Conductor;
import director.dataplane.conductor.ConductorSettings;
import director.dataplane.configuration.InterfaceAddress;
import director.dataplane.configuration.Pmd;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.port.TxBuffer;
import director.dataplane.port.WorkerPort;
import director.dataplane.status.WorkerCounters;
import director.dataplane.worker.Worker;
import director.dataplane.worker.WorkerTables;
import director.schedulers.SchedulerRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.agrona.CloseHelper;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * A director without configuration file and conductor's thread: one worker, one {@code net_pcap} port that both
 * receives and sends, one virtual service. Made and closed by one thread; the worker's own drives {@link #worker}.
 */
final class Rig implements AutoCloseable {
    private static final int MAX_NEIGHBOURS = 1_024;
    private static final int QUEUE = 0;
    private static final int PREFIX_LENGTH = 24;
    private static final int LOG_ERRORS = 4;
    private static final String SCHEDULER = "wrr";

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Mempool pool;
    private final WorkerTables tables;
    private final PrimingRxQueue rxQueue;
    private final SamplingTxQueue txQueue;
    private final Conductor conductor;
    private final RigThread thread;
    private final Worker worker;

    /** Opens everything; on failure nothing is left open. */
    Rig(final RigSettings settings, final Traffic traffic) {
        boolean complete = false;
        try {
            final Eal eal = open(Eal.init(EalOptions.hugePages(settings.controlCore(), 0).withLogLevel(LOG_ERRORS)));
            pool = open(Mempool.create(
                eal, "throughput", settings.mbufs(), RigSettings.MBUF_CACHE, RigSettings.DATA_ROOM));
            final EthernetPort port = openPort(eal, settings);
            final MemoryAllocator memory = new HugeMemory(eal);
            final NanoClock clock = SystemNanoClock.INSTANCE;
            tables = open(new WorkerTables(memory, settings.flows(), clock.nanoTime(), clock.nanoTime()));
            conductor = new Conductor(new ConductorSettings(SchedulerRegistry.load(), List.of(portSettings()),
                tables.load(), tables.thresholds(), clock), List.of(service(traffic)));
            open(conductor::onClose);
            rxQueue = new PrimingRxQueue(traffic, pool, port.rxQueue(QUEUE));
            txQueue = new SamplingTxQueue(port.txQueue(QUEUE));
            final TxBuffer txBuffer = open(new TxBuffer(txQueue, RigSettings.BURST, pool, tables.counters()));
            final WorkerPort workerPort = new WorkerPort(
                0, Traffic.DIRECTOR.mac(), PortSettings.DEFAULT_MTU, rxQueue, txBuffer);
            thread = new RigThread(settings.workerCore());
            worker = new Worker("worker-0", tables.resources(new WorkerPort[] {workerPort}, pool, MAX_NEIGHBOURS),
                conductor.published(), clock, RigSettings.BURST, thread);
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

    private EthernetPort openPort(final Eal eal, final RigSettings settings) {
        final EthernetPort port = open(EthernetPort.attach(eal, settings.device()));
        port.configure(PortConfiguration.queues(1, 1));
        port.setUpRxQueue(QUEUE, PortSettings.DEFAULT_DESCRIPTORS, pool);
        port.setUpTxQueue(QUEUE, PortSettings.DEFAULT_DESCRIPTORS);
        port.start();
        return port;
    }

    private static PortSettings portSettings() {
        final IpAddress own = IpAddress.ipv4(Traffic.DIRECTOR.address());
        return new PortSettings("port", "net_pcap0", null, Pmd.AF_PACKET,
            List.of(new InterfaceAddress(own, PREFIX_LENGTH)), null, null, List.of(), PortSettings.DEFAULT_MTU,
            PortSettings.DEFAULT_DESCRIPTORS, PortSettings.DEFAULT_DESCRIPTORS, false);
    }

    private static ServiceSettings service(final Traffic traffic) {
        final List<RealServerSettings> realServers = new ArrayList<>();
        for (int i = 0; i < traffic.servers(); i++) {
            realServers.add(new RealServerSettings(IpAddress.ipv4(Traffic.server(i).address()),
                traffic.portOf(i), Traffic.weight(i), traffic.kind().forwarding()));
        }
        return new ServiceSettings(traffic.kind().protocol(), IpAddress.ipv4(Traffic.VIRTUAL.address()),
            Traffic.VIRTUAL.port(), SCHEDULER, 0, realServers);
    }

    Worker worker() {
        return worker;
    }

    RigThread thread() {
        return thread;
    }

    WorkerCounters counters() {
        return tables.counters();
    }

    PrimingRxQueue rxQueue() {
        return rxQueue;
    }

    SamplingTxQueue txQueue() {
        return txQueue;
    }

    /** Connections opened to a real server so far. */
    long opened(final int server) {
        return tables.destinations().opened(number(server));
    }

    /** Of these, the active ones of the moment. */
    long active(final int server) {
        return tables.destinations().active(number(server));
    }

    private int number(final int server) {
        final int address = Traffic.server(server).address();
        return conductor.catalogue().services().getFirst().realServers().stream()
            .filter(entry -> (int) entry.settings().address().low() == address)
            .findFirst().orElseThrow().number();
    }

    /** Mbufs outside the pool that do not hold the input. For when the worker has stopped. */
    int lostMbufs(final RigSettings settings) {
        return pool.inUse() - settings.flows();
    }

    /** Gives everything back, last things first. The worker must have stopped. */
    @Override
    public void close() {
        while (!opened.isEmpty()) {
            CloseHelper.close(opened.pop());
        }
    }
}
