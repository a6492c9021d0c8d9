/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.expiry;

import director.bindings.HeapMemory;
import director.bindings.HeapPool;
import director.bindings.Mbuf;
import director.dataplane.address.IpAddress;
import director.dataplane.conductor.Conductor;
import director.dataplane.conductor.ConductorSettings;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.InterfaceAddress;
import director.dataplane.configuration.Pmd;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.port.TxBuffer;
import director.dataplane.port.WorkerPort;
import director.dataplane.worker.Worker;
import director.dataplane.worker.WorkerTables;
import director.dataplane.worker.WorkerThread;
import director.schedulers.SchedulerRegistry;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One worker whose clients all come at the same moment, so that all connections are due at the same moment too: the
 * worst that timers can meet. The clock stands still while connections are opened, is moved to when they are due, and
 * then runs as the thread does.
 */
final class ExpiryRun implements AutoCloseable {
    private static final int BURST = 32;
    private static final int MBUFS = 1_024;
    private static final int NEIGHBOURS = 64;
    private static final int PREFIX = 8;
    private static final long SEED = 1;
    private static final long STEP_NS = TimeUnit.SECONDS.toNanos(1);
    /** How long Linux, and the director unless told, keep a connection of UDP. */
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(300);
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);

    private final int count;
    private final HeapPool pool = new HeapPool(MBUFS, Mbuf.HEADROOM + 256);
    private final WorkerTables tables;
    private final Conductor conductor;
    private final TxBuffer buffer;
    private final Worker worker;
    private final Cycles opening = new Cycles(false);
    private final Cycles expiring = new Cycles(false);
    private final Cycles idle = new Cycles(true);
    private long nowNs = STEP_NS;
    private double bytesEach;
    private long lateNs;

    ExpiryRun(final int count) {
        this.count = count;
        tables = new WorkerTables(new HeapMemory(), count, SEED, nowNs);
        conductor = new Conductor(new ConductorSettings(SchedulerRegistry.load(), List.of(port()), tables.load(),
            tables.thresholds(), tables.limits(), () -> nowNs), List.of(service()));
        final Crowd crowd = new Crowd(pool, count);
        buffer = new TxBuffer(crowd::transmit, BURST, pool, tables.counters());
        worker = new Worker("expiry", tables.resources(new WorkerPort[] {
            new WorkerPort(0, Crowd.MAC, PortSettings.DEFAULT_MTU, crowd, buffer)}, pool, NEIGHBOURS),
            conductor.published(), () -> nowNs, BURST, WorkerThread.NONE);
        worker.onStart();
    }

    private static PortSettings port() {
        return new PortSettings("port", "port", null, Pmd.AF_PACKET,
            List.of(new InterfaceAddress(IpAddress.ipv4(Crowd.DIRECTOR), PREFIX)), null, null, List.of(),
            PortSettings.DEFAULT_MTU, PortSettings.DEFAULT_DESCRIPTORS, PortSettings.DEFAULT_DESCRIPTORS, false);
    }

    private static ServiceSettings service() {
        return new ServiceSettings(Protocol.UDP, IpAddress.ipv4(Crowd.VIRTUAL), Crowd.PORT, "rr", 0, List.of(
            new RealServerSettings(IpAddress.ipv4(Crowd.NETWORK | 1), Crowd.PORT, 1, ForwardingMethod.NAT),
            new RealServerSettings(IpAddress.ipv4(Crowd.NETWORK | 2), Crowd.PORT, 1, ForwardingMethod.NAT)));
    }

    /** Opens all connections, lets them expire, and then runs idle. */
    void run() {
        final long patientUntilNs = System.nanoTime() + PATIENCE_NS;
        while (tables.connections().size() < count) {
            cycle(opening, patientUntilNs);
        }
        bytesEach = (double) tables.connections().bytes() / count;
        final long dueNs = nowNs + TIMEOUT_NS;
        while (nowNs < dueNs - STEP_NS) {
            nowNs += STEP_NS;
            worker.doWork();
        }
        final long beganNs = Cycles.nowNs();
        while (tables.connections().size() > 0) {
            nowNs = dueNs + Cycles.nowNs() - beganNs;
            cycle(expiring, patientUntilNs);
        }
        lateNs = Cycles.nowNs() - beganNs;
        for (int i = expiring.count(); i > 0; i--) {
            cycle(idle, patientUntilNs);
        }
    }

    private void cycle(final Cycles measured, final long patientUntilNs) {
        if (System.nanoTime() - patientUntilNs > 0) {
            throw new IllegalStateException(tables.connections().size() + " connections after a minute");
        }
        measured.run(worker::doWork);
    }

    /** Duty cycles in which connections were opened. */
    Cycles opening() {
        return opening;
    }

    /** Duty cycles in which connections expired. */
    Cycles expiring() {
        return expiring;
    }

    /** As many with nothing to do: what the machine, and measuring, add. */
    Cycles idle() {
        return idle;
    }

    /** How long after it was due the last connection was gone, in the thread's time. */
    long lateNs() {
        return lateNs;
    }

    /** What table and index took for each connection. */
    double bytesEach() {
        return bytesEach;
    }

    @Override
    public void close() {
        worker.onClose();
        conductor.onClose();
        buffer.close();
        tables.close();
        pool.close();
    }
}
