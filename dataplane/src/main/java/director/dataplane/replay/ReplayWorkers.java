/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.replay;

import director.bindings.HeapMemory;
import director.bindings.HeapPool;
import director.bindings.NativeMemory;
import director.dataplane.WorkerView;
import director.dataplane.configuration.LocalPortSettings;
import director.dataplane.configuration.PortSettings;
import director.dataplane.listing.WorkerListing;
import director.dataplane.localport.PortShares;
import director.dataplane.ownership.OwnerHash;
import director.dataplane.ownership.Owners;
import director.dataplane.ownership.Peers;
import director.dataplane.port.TxBuffer;
import director.dataplane.port.WorkerPort;
import director.dataplane.snapshot.Snapshot;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;
import director.dataplane.worker.Worker;
import director.dataplane.worker.WorkerTables;
import director.dataplane.worker.WorkerThread;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/**
 * The workers of a director without a network. Packets arrive at each in turn, whoever owns them. From the thread that
 * made them.
 */
final class ReplayWorkers {
    private static final int MAX_NEIGHBOURS = 4_096;
    private static final int BURST = 32;
    private static final long SEED = 1;

    private final List<WorkerTables> tables;
    private final List<Peers> peers;
    private final Owners owners;
    private final List<Worker> workers = new ArrayList<>();
    private final List<WorkerPort> ports = new ArrayList<>();
    private final HeapPool pool;
    private final long[] dropsSeen = new long[DropReason.count()];

    ReplayWorkers(final int count, final int maxConnections, final HeapPool pool, final long startNs) {
        this.pool = pool;
        this.tables = WorkerTables.of(count, new HeapMemory(), maxConnections, SEED, startNs);
        final byte[] key = new byte[OwnerHash.KEY_BYTES];
        new SplittableRandom(SEED).nextBytes(key);
        this.owners = new Owners(count, Owners.PLACES, new OwnerHash(key));
        this.peers = Peers.of(owners);
    }

    /** Makes the workers, which go by what is published. */
    void make(final AtomicReference<Snapshot> published, final ManualClock clock, final SimulatedLink... links) {
        for (int i = 0; i < tables.size(); i++) {
            final WorkerPort[] own = new WorkerPort[links.length];
            for (int port = 0; port < own.length; port++) {
                final SimulatedLink link = links[port];
                own[port] = new WorkerPort(port, link.mac(), PortSettings.DEFAULT_MTU, link.queue(i),
                    new TxBuffer(link::transmit, BURST, pool, tables.get(i).counters()));
                ports.add(own[port]);
            }
            workers.add(new Worker(tables.size() == 1 ? "replay" : "replay-" + i,
                tables.get(i).resources(own, pool, MAX_NEIGHBOURS, peers.get(i)), published, clock, BURST,
                WorkerThread.NONE));
        }
        workers.forEach(Worker::onStart);
    }

    Owners owners() {
        return owners;
    }

    PortShares localPorts(final LocalPortSettings settings) {
        return new PortShares(owners, settings, SEED);
    }

    List<Worker> all() {
        return workers;
    }

    /** The tables of the first worker, with what all have in common. */
    WorkerTables first() {
        return tables.getFirst();
    }

    List<WorkerTables> tables() {
        return tables;
    }

    /** One duty cycle of each. Answers how much there was to do. */
    int work() {
        int done = 0;
        for (final Worker worker : workers) {
            done += worker.doWork();
        }
        return done;
    }

    int mtu(final Side side) {
        return ports.get(side.index()).mtu();
    }

    void mtu(final Side side, final int mtu) {
        ports.stream().filter(port -> port.index() == side.index()).forEach(port -> port.mtu(mtu));
    }

    List<WorkerView> views() {
        return IntStream.range(0, workers.size()).mapToObj(i -> new WorkerView(workers.get(i).roleName(),
            WorkerView.NOT_PINNED, workers.get(i).seen(), tables.get(i).counters(), workers.get(i).dutyCycles()))
            .toList();
    }

    List<WorkerListing> listings() {
        return workers.stream().map(Worker::listing).toList();
    }

    List<WorkerCounters> counters() {
        return tables.stream().map(WorkerTables::counters).toList();
    }

    long count(final WorkerCounter counter) {
        return tables.stream().mapToLong(each -> each.counters().get(counter)).sum();
    }

    long drops(final DropReason reason) {
        return tables.stream().mapToLong(each -> each.counters().drops(reason)).sum();
    }

    /** Packets without a fate yet. */
    long waiting() {
        return count(WorkerCounter.RECEIVED) + count(WorkerCounter.GENERATED) - count(WorkerCounter.TRANSMITTED)
            - count(WorkerCounter.CONSUMED) - tables.stream().mapToLong(each -> each.counters().drops()).sum();
    }

    /** For what reasons packets were dropped since the last call. */
    Set<DropReason> takeDrops() {
        final Set<DropReason> reasons = EnumSet.noneOf(DropReason.class);
        for (final DropReason reason : DropReason.values()) {
            final long drops = drops(reason);
            if (drops != dropsSeen[reason.id()]) {
                dropsSeen[reason.id()] = drops;
                reasons.add(reason);
            }
        }
        return reasons;
    }

    /** Ends the workers. */
    void stop() {
        workers.forEach(Worker::onClose);
        final long mbuf = NativeMemory.allocate(Long.BYTES, Long.BYTES);
        peers.forEach(each -> each.drain(pool, mbuf));
        NativeMemory.free(mbuf);
    }

    /** Frees their memory. */
    void close() {
        ports.forEach(port -> port.txBuffer().close());
        tables.forEach(WorkerTables::close);
    }
}
