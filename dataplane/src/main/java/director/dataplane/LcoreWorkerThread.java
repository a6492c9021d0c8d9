/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane;

import director.bindings.LcoreThread;
import director.dataplane.worker.WorkerThread;

/** Pins a worker's thread to its core and makes it an lcore of DPDK, so that the mempool keeps a cache for it. */
final class LcoreWorkerThread implements WorkerThread {
    private final int core;

    LcoreWorkerThread(final int core) {
        this.core = core;
    }

    @Override
    public void onStart() {
        LcoreThread.pin(core);
        LcoreThread.register();
    }

    @Override
    public void onClose() {
        LcoreThread.unregister();
    }
}
