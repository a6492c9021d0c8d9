/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.NativeMemory;
import director.bindings.PacketPool;
import director.bindings.RxQueue;
import director.bindings.TxQueue;
import director.dataplane.conductor.Conductor;
import director.dataplane.conductor.ConductorSettings;
import director.dataplane.connection.ConnectionTable;
import director.dataplane.ownership.MbufRing;
import director.dataplane.ownership.Peers;
import director.dataplane.port.KernelQueues;
import director.dataplane.port.LinkState;
import director.dataplane.port.Trunk;
import director.dataplane.port.TxBuffer;
import director.dataplane.port.WorkerPort;
import director.dataplane.service.DestinationCounters;
import director.dataplane.status.KernelTraffic;
import director.dataplane.status.VlanTraffic;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;
import director.dataplane.worker.Worker;
import director.dataplane.worker.WorkerTables;
import director.dataplane.worker.WorkerThread;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Conductor and worker over two ports, whatever these are. {@link #close} asserts that nothing was lost. */
final class Assembly implements AutoCloseable {
    private static final long SEED = 42;

    private final CountingMemory memory = new CountingMemory();
    private final ManualClock clock;
    private final PacketPool pool;
    private final WorkerTables tables;
    private final List<TxBuffer> buffers = new ArrayList<>();
    private final Conductor conductor;
    private final WorkerPort[] ports;
    private final Worker worker;
    private final Peers peers;
    private final long scratch = NativeMemory.allocate(Long.BYTES, Long.BYTES);
    /** Packets for other workers, which are in rings until then. */
    private int drained;
    private boolean stopped;

    Assembly(
        final RigSettings settings,
        final PacketPool pool,
        final RxQueue fromClients,
        final TxQueue toClients,
        final RxQueue fromReal,
        final TxQueue toReal,
        final List<FakePort> kernels) {
        this.pool = pool;
        this.peers = settings.peers();
        clock = new ManualClock(settings.startNs());
        tables = new WorkerTables(memory, settings.maxConnections(), SEED, clock.nanoTime());
        conductor = new Conductor(new ConductorSettings(
            settings.registry(), settings.ports(), settings.packets(), tables.load(), tables.thresholds(),
            tables.limits(), clock, settings.localPorts()),
            settings.services());
        ports = settings.clientVlan() == null ? new WorkerPort[] {
            port(0, DirectorRig.CLIENT_MAC, fromClients, toClients, kernels, settings),
            port(1, DirectorRig.REAL_MAC, fromReal, toReal, kernels, settings),
        } : oneArmed(port(2, DirectorRig.CLIENT_MAC, fromClients, toClients, kernels, settings), kernels, settings);
        worker = new Worker("worker", tables.resources(
            ports, pool, settings.maxNeighbours(), settings.peers()), conductor.published(), clock, settings.burst(),
            WorkerThread.NONE);
        conductor.supervise(worker);
        worker.onStart();
    }

    private WorkerPort[] oneArmed(final WorkerPort trunk, final List<FakePort> kernels, final RigSettings settings) {
        final WorkerPort[] ports = new WorkerPort[settings.ports().size()];
        ports[trunk.index()] = trunk;
        trunk.addVlans(settings.ports(), ports, place -> queues(place, kernels, settings));
        return ports;
    }

    /** What counts the frames of a VLAN, by its place. */
    VlanTraffic traffic(final int place) {
        return Objects.requireNonNull(ports[place].traffic());
    }

    /** What counts packets to the kernel and from it, by the place of a port. */
    KernelTraffic kernelTraffic(final int place) {
        return Objects.requireNonNull(ports[place].kernel()).traffic();
    }

    /** What workers know of the link of a port. */
    LinkState link(final int place) {
        return ports[place].link();
    }

    CountingMemory memory() {
        return memory;
    }

    ManualClock clock() {
        return clock;
    }

    WorkerCounters counters() {
        return tables.counters();
    }

    DestinationCounters destinations() {
        return tables.destinations();
    }

    ConnectionTable connections() {
        return tables.connections();
    }

    Conductor conductor() {
        return conductor;
    }

    Worker worker() {
        return worker;
    }

    void assertFatesAddUp() {
        final WorkerCounters counters = tables.counters();
        final long arrived = counters.get(WorkerCounter.RECEIVED)
            + counters.get(WorkerCounter.FROM_KERNEL) + counters.get(WorkerCounter.GENERATED);
        final long gone = counters.get(WorkerCounter.TRANSMITTED) + counters.get(WorkerCounter.TO_KERNEL)
            + counters.get(WorkerCounter.CONSUMED) + counters.drops() + drained;
        assertThat(arrived - gone).as("packets that wait").isEqualTo(pool.inUse());
    }

    void stop() {
        if (!stopped) {
            stopped = true;
            worker.onClose();
            for (final MbufRing ring : peers.to()) {
                while (ring.poll(scratch, 1) > 0) {
                    pool.free(scratch, 0, 1);
                    drained++;
                }
            }
            NativeMemory.free(scratch);
            conductor.onClose();
        }
    }

    @Override
    public void close() {
        stop();
        assertThat(pool.inUse()).as("mbufs that did not come back").isZero();
        assertFatesAddUp();
        buffers.forEach(TxBuffer::close);
        tables.close();
        assertThat(memory.taken()).as("allocations that were not freed").isZero();
    }

    private WorkerPort port(
        final int index,
        final long mac,
        final RxQueue rxQueue,
        final TxQueue txQueue,
        final List<FakePort> kernels,
        final RigSettings settings) {
        final TxBuffer buffer = new TxBuffer(txQueue, settings.burst(), pool, tables.counters());
        buffers.add(buffer);
        return new WorkerPort(index, mac, settings.ports().get(index).mtu(), rxQueue, buffer,
            queues(index, kernels, settings), settings.checksums(), Trunk.of(settings.ports(), index));
    }

    private @Nullable KernelQueues queues(
        final int place, final List<FakePort> kernels, final RigSettings settings) {
        if (kernels.isEmpty()) {
            return null;
        }
        final FakePort kernel = kernels.get(place);
        final KernelTraffic traffic = new KernelTraffic();
        final TxBuffer buffer = new TxBuffer(kernel.txQueue(), settings.burst(), pool, tables.counters(), traffic);
        buffers.add(buffer);
        return new KernelQueues(kernel.rxQueue(), buffer, traffic);
    }
}
