/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.port;

import director.dataplane.configuration.DirectorConfiguration;
import director.dataplane.configuration.MbufDemand;
import java.util.Locale;

/**
 * How mbufs are shared out among workers: each has a pool of its own, if that can never run dry while others have mbufs
 * to spare; else all share one. Why: docs/adr/0026-mempools.md.
 *
 * @param workers how many there are, at least 1.
 * @param pools   how many pools: 1, or one for each worker.
 * @param size    mbufs of a pool.
 * @param least   with how many in all each worker would have a pool of its own.
 */
record MempoolPlan(int workers, int pools, int size, long least) {
    static MempoolPlan of(final DirectorConfiguration configuration) {
        final MbufDemand demand = MbufDemand.of(configuration);
        final int mbufs = configuration.memory().mbufs();
        final int workers = demand.workers();
        final long least = workers * demand.ofOwnPool();
        final int pools = mbufs >= least ? workers : 1;
        return new MempoolPlan(workers, pools, mbufs / pools, least);
    }

    /** Mbufs that a worker keeps of a pool at hand. */
    int cache() {
        return Math.min(MbufDemand.CACHE, size / 2);
    }

    /** In words, of several workers. */
    String words() {
        return pools == workers
            ? String.format(Locale.ROOT, "each of %d workers has a pool of %d mbufs", workers, size)
            : String.format(Locale.ROOT, "%d workers share one pool of %d mbufs, and may slow each other down; with "
                + "memory.mbufs of at least %d each would have its own", workers, size, least);
    }
}
