/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.connection.ConnectionTable;
import director.dataplane.port.WorkerPort;
import director.dataplane.snapshot.Snapshot;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/**
 * The packet path of one core: receives bursts, forwards them, expires connections. Its methods are called by the
 * thread that runs it, but for {@link #seen}.
 */
public final class Worker implements Agent {
    /** Connections looked at for expiry in a duty cycle. */
    private static final int EXPIRY_LIMIT = 32;

    private final String name;
    private final WorkerPort[] ports;
    private final ConnectionTable connections;
    private final AtomicReference<Snapshot> published;
    private final NanoClock clock;
    private final int burstSize;
    private final PacketPath path;
    private final WorkerThread thread;
    private final AtomicLong seen = new AtomicLong();

    /**
     * A worker.
     *
     * @param name      for its thread and messages.
     * @param resources what it works with.
     * @param published where the conductor puts snapshots.
     * @param clock     read once a duty cycle.
     * @param burstSize packets taken from a queue at once, 1 to 64.
     * @param thread    what its thread needs before and after.
     */
    public Worker(
        final String name,
        final WorkerResources resources,
        final AtomicReference<Snapshot> published,
        final NanoClock clock,
        final int burstSize,
        final WorkerThread thread) {
        if (burstSize < 1 || burstSize > Burst.MAX) {
            throw new IllegalArgumentException("burstSize=" + burstSize + " is not in 1.." + Burst.MAX);
        }
        this.name = name;
        this.ports = resources.ports();
        this.connections = resources.connections();
        this.published = published;
        this.clock = clock;
        this.burstSize = burstSize;
        this.path = new PacketPath(resources, published.getAcquire());
        this.thread = thread;
    }

    @Override
    public void onStart() {
        thread.onStart();
    }

    @Override
    public int doWork() {
        final long nowNs = clock.nanoTime();
        final Snapshot snapshot = published.getAcquire();
        seen.setRelease(snapshot.sequence());
        path.begin(snapshot, nowNs);
        return receive() + expire(nowNs) + path.poll() + transmit();
    }

    @Override
    public void onClose() {
        transmit();
        path.close();
        seen.setRelease(Long.MAX_VALUE);
        thread.onClose();
    }

    @Override
    public String roleName() {
        return name;
    }

    /**
     * The newest snapshot that this worker has begun to use; it uses none before it. From any thread.
     *
     * @return its sequence number, or the largest number once the worker has stopped.
     */
    public long seen() {
        return seen.getAcquire();
    }

    private int receive() {
        int received = 0;
        for (final WorkerPort port : ports) {
            received += path.receive(port, burstSize);
        }
        return received;
    }

    private int expire(final long nowNs) {
        return connections.expire(nowNs, EXPIRY_LIMIT);
    }

    private int transmit() {
        int sent = 0;
        for (final WorkerPort port : ports) {
            sent += port.txBuffer().flush();
        }
        return sent;
    }
}
