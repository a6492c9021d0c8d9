/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.warmup;

import director.bindings.Eal;
import director.bindings.HeapMemory;
import director.bindings.Mempool;
import director.dataplane.port.IdlePort;
import director.dataplane.worker.WorkerThread;
import director.schedulers.SchedulerRegistry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Has packets that nobody sent go through the code that the configuration can reach, until the compiler has nothing
 * left to compile. What the compiler knows, all workers of the process share, so one thread is enough.
 */
public final class WarmUp {
    /** In a life: few, so that many directors are made; yet what is learnt again after each is rare no more. */
    private static final int CHANGES = 7;
    /** Before each change and after the last. */
    private static final int ROUNDS = 4;

    private WarmUp() {
    }

    /**
     * What came of it.
     *
     * @param elapsedNs how long it took, in nanoseconds.
     * @param packets   how many went through the worker.
     * @param settled   whether the compiler had nothing left to do; false if that took too long.
     */
    public record Outcome(long elapsedNs, long packets, boolean settled) {
        @Override
        public String toString() {
            final long ms = TimeUnit.NANOSECONDS.toMillis(elapsedNs);
            return settled
                ? "warmed up: after " + packets + " packets in " + ms + " ms the compiler has nothing left to do"
                : "not warmed up: after " + packets + " packets in " + ms + " ms the compiler is still busy, and "
                    + "packets may be late or lost until it is not; give it longer (workers.warmUp) or more processors";
        }
    }

    /**
     * Warms up on a thread of its own and waits for it. Before the ports are opened.
     *
     * @param settings what for.
     * @param registry has the schedulers of the services.
     * @param eal      DPDK, initialised.
     * @param pool     whose mbufs it borrows.
     * @param thread   what the thread of a worker needs.
     * @return what came of it.
     */
    public static Outcome run(
        final WarmUpSettings settings,
        final SchedulerRegistry registry,
        final Eal eal,
        final Mempool pool,
        final WorkerThread thread) {
        final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        Thread.ofPlatform().name("warm-up").daemon().start(() -> {
            try {
                thread.onStart();
                try (IdlePort idle = IdlePort.open(eal, pool);
                    ReusedMemory memory = new ReusedMemory(new HeapMemory())) {
                    outcome.complete(
                        rehearse(settings, registry, new Stage(pool, memory, idle.rxQueue(), idle.txQueue())));
                } finally {
                    thread.onClose();
                }
            } catch (final RuntimeException | Error e) {
                outcome.completeExceptionally(e);
            }
        });
        try {
            return outcome.join();
        } catch (final CompletionException e) {
            throw e.getCause() instanceof RuntimeException failed ? failed : e;
        }
    }

    private static Outcome rehearse(
        final WarmUpSettings settings, final SchedulerRegistry registry, final Stage stage) {
        final long startNs = System.nanoTime();
        final long limitNs = TimeUnit.SECONDS.toNanos(settings.limitSeconds());
        final Repertoire repertoire = Repertoire.of(settings);
        final Settling settling = new Settling(new CompilerThreads()::busyNs, startNs);
        long elapsedNs = 0;
        long packets = 0;
        boolean settled = false;
        for (int number = 0; !settled && elapsedNs < limitNs; number++) {
            packets += rehearse(new Rehearsal(repertoire, registry, stage, number));
            final long nowNs = System.nanoTime();
            settled = settling.isOver(nowNs);
            elapsedNs = nowNs - startNs;
        }
        if (settled) {
            settling.drain(LockSupport::parkNanos);
        }
        return new Outcome(System.nanoTime() - startNs, packets, settled);
    }

    /** The life of one director. Answers how many packets it got. */
    private static long rehearse(final Rehearsal rehearsal) {
        try (rehearsal) {
            rounds(rehearsal);
            for (int i = 0; i < CHANGES; i++) {
                rehearsal.change();
                rounds(rehearsal);
            }
            return rehearsal.packets();
        }
    }

    private static void rounds(final Rehearsal rehearsal) {
        for (int i = 0; i < ROUNDS; i++) {
            rehearsal.round();
        }
    }
}
