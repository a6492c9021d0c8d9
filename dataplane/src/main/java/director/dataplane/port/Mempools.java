/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.port;

import director.bindings.Eal;
import director.bindings.Mempool;
import java.util.ArrayList;
import java.util.List;

/**
 * The pools of a director: one for each worker, or one for all. An mbuf goes back to the pool that it is of, whoever
 * frees it. Opened and closed by the thread that starts and stops the director; from any thread meanwhile.
 */
public final class Mempools implements AutoCloseable {
    private final List<Mempool> pools = new ArrayList<>();

    private Mempools() {
        // Filled when it is opened.
    }

    /** Makes full pools; on failure none is left. */
    static Mempools open(final Eal eal, final MempoolPlan plan, final int dataRoom) {
        final Mempools result = new Mempools();
        boolean complete = false;
        try {
            for (int i = 0; i < plan.pools(); i++) {
                result.pools.add(Mempool.create(eal, "director" + i, plan.size(), plan.cache(), dataRoom));
            }
            complete = true;
            return result;
        } finally {
            if (!complete) {
                result.close();
            }
        }
    }

    /**
     * Where a worker's packets come from.
     *
     * @param worker its number, which is that of its queues.
     * @return its own pool, or that of all.
     */
    public Mempool of(final int worker) {
        return pools.get(worker % pools.size());
    }

    int size() {
        return pools.stream().mapToInt(Mempool::size).sum();
    }

    int inUse() {
        return pools.stream().mapToInt(Mempool::inUse).sum();
    }

    @Override
    public void close() {
        pools.forEach(Mempool::close);
    }
}
