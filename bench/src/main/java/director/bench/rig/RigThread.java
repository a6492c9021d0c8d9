/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import com.sun.management.ThreadMXBean;
import director.bindings.LcoreThread;
import director.dataplane.worker.WorkerThread;
import java.lang.management.ManagementFactory;

/** Pins and registers the worker's thread, as the director does, and tells what it used. */
final class RigThread implements WorkerThread {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final int core;
    private volatile long id;

    RigThread(final int core) {
        this.core = core;
    }

    @Override
    public void onStart() {
        LcoreThread.pin(core);
        LcoreThread.register();
        id = Thread.currentThread().threadId();
    }

    @Override
    public void onClose() {
        LcoreThread.unregister();
    }

    /** Processor time so far, in nanoseconds. From any thread. */
    long cpuNs() {
        return THREADS.getThreadCpuTime(id);
    }

    /** Bytes allocated on the heap so far. From any thread. */
    long allocatedBytes() {
        return THREADS.getThreadAllocatedBytes(id);
    }
}
