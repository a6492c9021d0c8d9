/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import director.bindings.RxQueue;
import director.bindings.TxQueue;
import director.dataplane.address.IpAddress;
import director.dataplane.conductor.Conductor;
import director.dataplane.conductor.ConductorSettings;
import director.dataplane.configuration.PortSettings;
import director.dataplane.port.PortChecksums;
import director.dataplane.port.Trunk;
import director.dataplane.port.TxBuffer;
import director.dataplane.port.WorkerPort;
import director.dataplane.status.WorkerCounters;
import director.dataplane.worker.Worker;
import director.dataplane.worker.WorkerTables;
import director.schedulers.SchedulerRegistry;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.agrona.CloseHelper;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * A director without configuration file and conductor's thread: one worker, one port that both receives and sends, the
 * virtual services of a {@link Traffic}. Made and closed by one thread; the worker's own drives it.
 */
final class Rig implements AutoCloseable {
    private static final int MAX_NEIGHBOURS = 16_384;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Traffic traffic;
    private final RigServices settings;
    private final WorkerTables tables;
    private final Conductor conductor;
    private final RigThread thread;
    private final Worker worker;
    private final int[] numbers;

    /** Opens everything; on failure nothing is left open. */
    Rig(final PcapPorts ports, final Traffic traffic, final RxQueue rxQueue, final TxQueue txQueue, final int core) {
        this.traffic = traffic;
        this.settings = new RigServices(traffic);
        boolean complete = false;
        try {
            final NanoClock clock = SystemNanoClock.INSTANCE;
            tables = open(
                new WorkerTables(ports.memory(), traffic.flows(), clock.nanoTime(), clock.nanoTime()));
            conductor = new Conductor(new ConductorSettings(SchedulerRegistry.load(),
                settings.ports(), settings.packets(), tables.load(), tables.thresholds(), tables.limits(),
                clock), settings.services());
            open(conductor::onClose);
            numbers = numbers();
            final TxBuffer txBuffer =
                open(new TxBuffer(txQueue, RigSettings.BURST, ports.pool(), tables.counters()));
            final WorkerPort[] workerPorts = new WorkerPort[settings.ports().size()];
            workerPorts[0] = new WorkerPort(0, traffic.director().mac(), PortSettings.DEFAULT_MTU, rxQueue, txBuffer,
                null, PortChecksums.NONE, Trunk.of(settings.ports(), 0));
            workerPorts[0].addVlans(settings.ports(), workerPorts, _ -> null);
            thread = new RigThread(core);
            worker = new Worker("worker-0",
                tables.resources(workerPorts, ports.pool(), MAX_NEIGHBOURS),
                conductor.published(), clock, RigSettings.BURST, thread);
            conductor.supervise(worker);
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

    /** Changes the weight of a real server, on the calling thread, which takes the conductor's place. */
    void weight(final int server, final int weight) {
        final CompletableFuture<?> done =
            conductor.proxy().editRealServer(settings.serviceOf(server), settings.realServer(server, weight));
        conductor.doWork();
        done.join();
    }

    /** The destination numbers of the real servers; with SNAT, that of its rule alone. */
    private int[] numbers() {
        if (traffic.kind().isSnat()) {
            return new int[] {conductor.snat().rules().getFirst().number()};
        }
        final Map<IpAddress, Integer> found = new HashMap<>();
        conductor.catalogue().services().forEach(service -> service.realServers()
            .forEach(entry -> found.put(entry.settings().address(), entry.number())));
        final int[] result = new int[traffic.servers()];
        for (int i = 0; i < result.length; i++) {
            result[i] = found.getOrDefault(traffic.server(i).address(), 0);
        }
        return result;
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

    /** Connections opened to a real server so far. */
    long opened(final int server) {
        return tables.destinations().opened(numbers[server]);
    }

    /** Of all that were opened, the active ones of the moment. */
    long active() {
        return Arrays.stream(numbers).mapToLong(tables.destinations()::active).sum();
    }

    /** Gives everything back, last things first. The worker must have stopped. */
    @Override
    public void close() {
        while (!opened.isEmpty()) {
            CloseHelper.close(opened.pop());
        }
    }
}
