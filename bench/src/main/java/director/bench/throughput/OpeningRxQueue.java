/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import com.sun.management.ThreadMXBean;
import director.bench.rig.Primer;
import director.bindings.RxQueue;
import java.lang.management.ManagementFactory;

/**
 * Yields what a {@link Primer} makes, then as many packets of the device as there are flows, as fast as they are asked
 * for, then none; and notes what the thread used from the first of these to when all were handled. Called by the
 * worker's thread, but for {@link #isDone} and what may be read after it.
 */
final class OpeningRxQueue implements RxQueue {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Primer primer;
    private final RxQueue device;
    private int left;
    private boolean begun;
    private long wallNs;
    private long cpuNs;
    private long allocatedBytes;
    private volatile boolean done;

    OpeningRxQueue(final Primer primer, final RxQueue device, final int flows) {
        this.primer = primer;
        this.device = device;
        this.left = flows;
    }

    @Override
    public int burst(final long mbufArray, final int capacity) {
        if (done) {
            return 0;
        }
        if (!begun) {
            final int count = primer.burst(mbufArray, capacity);
            if (count > 0 || !primer.isDone()) {
                return count;
            }
            begin();
        }
        if (left == 0) {
            end();
            return 0;
        }
        final int count = device.burst(mbufArray, Math.min(capacity, left));
        left -= count;
        return count;
    }

    private void begin() {
        begun = true;
        allocatedBytes = -THREADS.getCurrentThreadAllocatedBytes();
        cpuNs = -THREADS.getCurrentThreadCpuTime();
        wallNs = -System.nanoTime();
    }

    /** Called for the next burst after the last one, so that the last one was transmitted. */
    private void end() {
        wallNs += System.nanoTime();
        cpuNs += THREADS.getCurrentThreadCpuTime();
        allocatedBytes += THREADS.getCurrentThreadAllocatedBytes();
        done = true;
    }

    /** Whether all packets were handled. From any thread. */
    boolean isDone() {
        return done;
    }

    long wallNs() {
        return wallNs;
    }

    long cpuNs() {
        return cpuNs;
    }

    long allocatedBytes() {
        return allocatedBytes;
    }
}
