/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.connection.ConnectionTable;
import director.dataplane.listing.WorkerListing;
import director.dataplane.port.WorkerPort;
import director.dataplane.snapshot.Snapshot;
import director.dataplane.status.DutyCycleTimes;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/**
 * The packet path of one core: receives bursts, forwards them, expires connections. Its methods are called by the
 * thread that runs it, but for {@link #seen}, {@link #dutyCycles} and
 * {@link #listing}.
 */
public final class Worker implements Agent {
    /** Connections looked at for expiry in a duty cycle. */
    private static final int EXPIRY_LIMIT = 32;

    private final String name;
    private final WorkerPort[] ports;
    /** VLANs have no queues of their own. */
    private final WorkerPort[] receiving;
    private final ConnectionTable connections;
    private final AtomicReference<Snapshot> published;
    private final NanoClock clock;
    private final int burstSize;
    private final PacketPath path;
    private final WorkerThread thread;
    private final AtomicLong seen = new AtomicLong();
    private final DutyCycleTimes times = new DutyCycleTimes();
    private long lastNs;
    private boolean busy;

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
        this.receiving = Arrays.stream(ports).filter(port -> port.traffic() == null).toArray(WorkerPort[]::new);
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
        time(nowNs);
        final int done = receive() + expire(nowNs) + path.poll() + transmit();
        busy = done > 0;
        return done;
    }

    /** A cycle that had something to do is followed at once by the next, so that one look at the clock tells both. */
    private void time(final long nowNs) {
        if (busy) {
            times.add(nowNs - lastNs);
        }
        lastNs = nowNs;
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

    /**
     * How long duty cycles take. From any thread.
     *
     * @return to be read only.
     */
    public DutyCycleTimes dutyCycles() {
        return times;
    }

    /**
     * How others ask for rows of this worker's tables. From any thread.
     *
     * @return always the same.
     */
    public WorkerListing listing() {
        return path.listing();
    }

    private int receive() {
        int received = 0;
        for (final WorkerPort port : receiving) {
            received += path.receive(port, burstSize);
        }
        return received + path.takeOver(burstSize);
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
