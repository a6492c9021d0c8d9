/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import director.bench.support.BenchException;
import director.bindings.NativeMemory;
import director.bindings.RxQueue;
import director.dataplane.conductor.Conductor;
import director.dataplane.conductor.ConductorSettings;
import director.dataplane.configuration.PortSettings;
import director.dataplane.ownership.Peers;
import director.dataplane.port.PortChecksums;
import director.dataplane.port.TxBuffer;
import director.dataplane.port.WorkerPort;
import director.dataplane.status.WorkerCounter;
import director.dataplane.worker.Worker;
import director.dataplane.worker.WorkerTables;
import director.schedulers.SchedulerRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.CloseHelper;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.jspecify.annotations.Nullable;

/**
 * A director with several workers that run, each of which has a port with packets that it owns. Made and closed by one
 * thread; counters can be read while workers go on.
 */
public final class Team implements AutoCloseable {
    private static final int MAX_NEIGHBOURS = 16_384;
    /** Shares of flows are not quite even. */
    private static final int ROOM = 2;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final List<WorkerTables> tables;
    private final List<RigThread> threads = new ArrayList<>();

    /**
     * Makes workers and starts them; on failure nothing is left open.
     *
     * @param ports    one for each worker, and memory.
     * @param traffic  what is balanced.
     * @param division whose flows are whose.
     * @param rxQueues that workers receive from.
     * @param cores    where they run.
     */
    public Team(final PcapPorts ports, final Traffic traffic, final Division division, final List<RxQueue> rxQueues,
        final List<Integer> cores) {
        final NanoClock clock = SystemNanoClock.INSTANCE;
        final RigServices settings = new RigServices(traffic);
        boolean complete = false;
        try {
            final List<Peers> peers = Peers.of(division.owners());
            tables = WorkerTables.of(
                cores.size(), ports.memory(), ROOM * traffic.flows(), clock.nanoTime(), clock.nanoTime());
            tables.forEach(opened::push);
            opened.push(() -> drain(peers, ports));
            final WorkerTables first = tables.getFirst();
            final Conductor conductor = new Conductor(new ConductorSettings(SchedulerRegistry.load(), settings.ports(),
                settings.packets(), first.load(), first.thresholds(), first.limits(), clock), settings.services());
            opened.push(conductor::onClose);
            for (int i = 0; i < cores.size(); i++) {
                final TxBuffer buffer =
                    new TxBuffer(ports.txQueue(i), RigSettings.BURST, ports.pool(i), tables.get(i).counters());
                opened.push(buffer);
                final WorkerPort port = new WorkerPort(0, traffic.director().mac(), PortSettings.DEFAULT_MTU,
                    rxQueues.get(i), buffer, null, PortChecksums.NONE, null);
                threads.add(new RigThread(cores.get(i)));
                final Worker worker = new Worker("worker-" + i, tables.get(i).resources(
                    new WorkerPort[] {port}, ports.pool(i), MAX_NEIGHBOURS, peers.get(i)), conductor.published(), clock,
                    RigSettings.BURST, threads.get(i));
                conductor.supervise(worker);
                start(worker);
            }
            complete = true;
        } finally {
            if (!complete) {
                close();
            }
        }
    }

    private void start(final Worker worker) {
        final AgentRunner runner = new AgentRunner(
            BusySpinIdleStrategy.INSTANCE, thrown -> failure.compareAndSet(null, thrown), null, worker);
        opened.push(runner);
        AgentRunner.startOnThread(runner);
    }

    private static void drain(final List<Peers> peers, final PcapPorts ports) {
        final long mbuf = NativeMemory.allocate(Long.BYTES, Long.BYTES);
        peers.forEach(each -> each.drain(ports.pool(), mbuf));
        NativeMemory.free(mbuf);
    }

    /**
     * Every flow opened one connection, and no packet was dropped.
     *
     * @param flows how many were to be opened.
     * @throws BenchException if that is not so.
     */
    public void requireOpened(final long flows) {
        final long connections = sum(WorkerCounter.CONNECTIONS_OPENED);
        final long drops = tables.stream().mapToLong(each -> each.counters().drops()).sum();
        if (connections != flows || drops != 0) {
            throw BenchException.failed(
                connections + " connections were opened by " + flows + " flows, and " + drops + " packets dropped");
        }
    }

    /**
     * What workers gave to each other.
     *
     * @return packets so far; what real servers say of their MAC addresses is for all, and among them.
     */
    public long handedOver() {
        return sum(WorkerCounter.HANDED_OVER);
    }

    private long sum(final WorkerCounter counter) {
        return tables.stream().mapToLong(each -> each.counters().get(counter)).sum();
    }

    /**
     * Measures while the workers go on.
     *
     * @param milliseconds how long.
     * @return what each did meanwhile.
     * @throws InterruptedException if the thread was interrupted.
     */
    public List<Measurement> measure(final int milliseconds) throws InterruptedException {
        final List<Measurement> before = soFar();
        Thread.sleep(milliseconds);
        final List<Measurement> after = soFar();
        final List<Measurement> result = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            result.add(after.get(i).since(before.get(i)));
        }
        requireHealth();
        return Collections.unmodifiableList(result);
    }

    private List<Measurement> soFar() {
        final List<Measurement> result = new ArrayList<>();
        for (int i = 0; i < threads.size(); i++) {
            result.add(Measurement.soFar(tables.get(i).counters(), threads.get(i)));
        }
        return result;
    }

    private void requireHealth() {
        final @Nullable Throwable thrown = failure.get();
        if (thrown != null) {
            throw new IllegalStateException("a worker failed", thrown);
        }
    }

    /** Stops the workers and gives everything back, last things first. */
    @Override
    public void close() {
        while (!opened.isEmpty()) {
            CloseHelper.close(opened.pop());
        }
    }
}
