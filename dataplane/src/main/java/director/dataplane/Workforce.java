/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane;

import director.bindings.MemoryAllocator;
import director.bindings.NativeMemory;
import director.bindings.PacketPool;
import director.bindings.RxQueue;
import director.dataplane.configuration.ClientSettings;
import director.dataplane.configuration.LocalPortSettings;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.WorkerSettings;
import director.dataplane.listing.WorkerListing;
import director.dataplane.localport.PortShares;
import director.dataplane.ownership.OwnerHash;
import director.dataplane.ownership.Owners;
import director.dataplane.ownership.Peers;
import director.dataplane.policy.Limits;
import director.dataplane.port.KernelPort;
import director.dataplane.port.KernelQueues;
import director.dataplane.port.LinkState;
import director.dataplane.port.OpenPort;
import director.dataplane.port.OpenPorts;
import director.dataplane.port.Trunk;
import director.dataplane.port.TxBuffer;
import director.dataplane.port.WorkerPort;
import director.dataplane.service.SummedLoad;
import director.dataplane.service.Thresholds;
import director.dataplane.snapshot.Snapshot;
import director.dataplane.status.DropReason;
import director.dataplane.status.KernelTraffic;
import director.dataplane.status.VlanTraffic;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;
import director.dataplane.worker.Worker;
import director.dataplane.worker.WorkerTables;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a director and what each works with: its tables, a queue of each port each way, its rings. From the
 * thread that starts and stops the director, but for what says otherwise.
 */
final class Workforce implements AutoCloseable {
    private static final int MAX_NEIGHBOURS = 16_384;
    private static final RxQueue NOTHING = (mbufArray, capacity) -> 0;

    private final OpenPorts ports;
    private final List<PortSettings> configured;
    private final WorkerSettings settings;
    private final List<WorkerTables> tables;
    private final List<Peers> peers;
    private final Owners owners;
    private final List<WorkerPort[]> workerPorts = new ArrayList<>();
    private final List<TxBuffer> buffers = new ArrayList<>();
    private final List<Worker> workers = new ArrayList<>();
    private boolean drained;

    /** Tables, before there are workers. */
    Workforce(
        final OpenPorts ports,
        final List<PortSettings> configured,
        final WorkerSettings settings,
        final OwnerHash hash,
        final MemoryAllocator memory,
        final int maxConnections,
        final ClientSettings clients,
        final long startNs) {
        this.ports = ports;
        this.configured = configured;
        this.settings = settings;
        this.owners = new Owners(count(), ports.places(), hash);
        this.peers = Peers.of(owners);
        this.tables =
            WorkerTables.of(count(), memory, maxConnections, clients, new SecureRandom().nextLong(), startNs);
    }

    /** Makes the workers, which go by what is published. */
    void make(final AtomicReference<Snapshot> published, final NanoClock clock) {
        for (int i = 0; i < count(); i++) {
            final WorkerPort[] own = ports(i);
            workerPorts.add(own);
            workers.add(new Worker("worker-" + i, tables.get(i).resources(own, ports.pools().of(i), MAX_NEIGHBOURS,
                peers.get(i)), published, clock, settings.burst(), new LcoreWorkerThread(settings.cores().get(i))));
        }
    }

    /** Who gets which ports of local addresses. */
    PortShares localPorts(final LocalPortSettings settings) {
        return new PortShares(owners, settings, new SecureRandom().nextLong());
    }

    private int count() {
        return settings.cores().size();
    }

    List<Worker> workers() {
        return workers;
    }

    /** What workers know of the link of a port. */
    List<LinkState> links(final int place) {
        return workerPorts.stream().map(own -> own[place].link()).toList();
    }

    /** All workers' together. From any thread. */
    SummedLoad load() {
        return tables.getFirst().load();
    }

    /** In common. */
    Thresholds thresholds() {
        return tables.getFirst().thresholds();
    }

    /** In common. */
    Limits limits() {
        return tables.getFirst().limits();
    }

    /** Each worker's. From any thread. */
    List<WorkerCounters> counters() {
        return tables.stream().map(WorkerTables::counters).toList();
    }

    /** From any thread. */
    List<WorkerView> views() {
        return IntStream.range(0, workers.size()).mapToObj(i -> new WorkerView(workers.get(i).roleName(),
            settings.cores().get(i), workers.get(i).seen(), tables.get(i).counters(), workers.get(i).dutyCycles()))
            .toList();
    }

    /** From any thread. */
    List<WorkerListing> listings() {
        return workers.stream().map(Worker::listing).toList();
    }

    /** Frees what was on its way between workers, when none runs any more. */
    void drain() {
        if (drained) {
            return;
        }
        drained = true;
        final long mbuf = NativeMemory.allocate(Long.BYTES, Long.BYTES);
        for (int i = 0; i < peers.size(); i++) {
            final int count = peers.get(i).drain(ports.pools().of(i), mbuf);
            tables.get(i).counters().add(WorkerCounter.TAKEN_OVER, count);
            tables.get(i).counters().drop(DropReason.STOPPED, count);
        }
        NativeMemory.free(mbuf);
    }

    @Override
    public void close() {
        drain();
        buffers.forEach(TxBuffer::close);
        tables.forEach(WorkerTables::close);
    }

    private WorkerPort[] ports(final int worker) {
        final WorkerPort[] result = new WorkerPort[configured.size()];
        final WorkerCounters counters = tables.get(worker).counters();
        final PacketPool pool = ports.pools().of(worker);
        for (int i = 0; i < ports.ports().size(); i++) {
            final OpenPort port = ports.ports().get(i);
            final int place = port.place();
            final TxBuffer buffer =
                new TxBuffer(port.ethernet().txQueue(worker), settings.burst(), pool, counters);
            buffers.add(buffer);
            result[place] = new WorkerPort(place, port.ethernet().macAddress(), port.settings().mtu(),
                worker < port.rxQueues() ? port.rxQueue(worker, pool) : NOTHING, buffer,
                kernelQueues(worker, place, counters), port.checksums(), Trunk.of(configured, place));
            result[place].addVlans(configured, result, vlan -> kernelQueues(worker, vlan, counters));
        }
        return result;
    }

    /** What all workers have carried of a VLAN. From any thread. */
    PortView.Traffic vlanTraffic(final int place) {
        long rxPackets = 0;
        long txPackets = 0;
        long rxBytes = 0;
        long txBytes = 0;
        for (final WorkerPort[] own : workerPorts) {
            final VlanTraffic traffic = Objects.requireNonNull(own[place].traffic(), "no VLAN");
            rxPackets += traffic.rxPackets();
            txPackets += traffic.txPackets();
            rxBytes += traffic.rxBytes();
            txBytes += traffic.txBytes();
        }
        return new PortView.Traffic(rxPackets, txPackets, rxBytes, txBytes, 0, 0, 0, 0);
    }

    /** What all workers have exchanged with the kernel by a port's interface there; null without. From any thread. */
    PortView.@Nullable Kernel kernelTraffic(final int place) {
        if (ports.kernelPorts().isEmpty()) {
            return null;
        }
        long toKernel = 0;
        long fromKernel = 0;
        long refused = 0;
        for (final WorkerPort[] own : workerPorts) {
            final KernelTraffic traffic = Objects.requireNonNull(own[place].kernel(), "no interface").traffic();
            toKernel += traffic.toKernel();
            fromKernel += traffic.fromKernel();
            refused += traffic.refused();
        }
        return new PortView.Kernel(configured.get(place).kernelInterface(place), toKernel, fromKernel, refused);
    }

    private @Nullable KernelQueues kernelQueues(final int worker, final int place, final WorkerCounters counters) {
        if (ports.kernelPorts().isEmpty()) {
            return null;
        }
        final KernelPort kernel = ports.kernelPorts().get(place);
        final KernelTraffic traffic = new KernelTraffic();
        final TxBuffer buffer =
            new TxBuffer(kernel.txQueue(worker), settings.burst(), ports.pools().of(worker), counters, traffic);
        buffers.add(buffer);
        return new KernelQueues(kernel.rxQueue(worker), buffer, traffic);
    }
}
