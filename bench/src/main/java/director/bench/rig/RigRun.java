/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import director.bench.support.BenchException;
import director.bindings.RxQueue;
import director.dataplane.status.WorkerCounter;
import director.dataplane.warmup.WarmUp;
import director.schedulers.SchedulerRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.jspecify.annotations.Nullable;

/**
 * A worker, and what can be seen of it from outside while it runs. From one thread, which sleeps while the worker's
 * forwards.
 */
public final class RigRun implements AutoCloseable {
    private static final int POLL_MS = 1;
    private static final int INTERVAL_MS = 250;
    private static final int MIN_WARM_UP_MS = 2_000;
    private static final int SAMPLE_TIMEOUT_MS = 5_000;

    private final Traffic traffic;
    private final Rig rig;
    private final SamplingTxQueue txQueue;
    private final AgentRunner runner;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private boolean stopped;

    /**
     * Makes a worker, which does not run yet.
     *
     * @param ports   where its packets come from.
     * @param traffic what they are.
     * @param rxQueue that it receives from.
     * @param txQueue that it transmits to.
     * @param core    where it runs.
     */
    public RigRun(
        final PcapPorts ports,
        final Traffic traffic,
        final RxQueue rxQueue,
        final SamplingTxQueue txQueue,
        final int core) {
        this.traffic = traffic;
        this.txQueue = txQueue;
        this.rig = new Rig(ports, traffic, rxQueue, txQueue, core);
        this.runner = new AgentRunner(
            BusySpinIdleStrategy.INSTANCE, thrown -> failure.compareAndSet(null, thrown), null, rig.worker());
    }

    /** Starts the worker. Once. */
    public void start() {
        AgentRunner.startOnThread(runner);
    }

    /**
     * Warms the process up as a director does before it opens its ports.
     *
     * @param ports   whose pool is borrowed from.
     * @param traffic what is balanced.
     * @param core    of the worker.
     * @return how long that took, in milliseconds.
     * @throws BenchException if the compiler did not settle.
     */
    public static long warmUp(final PcapPorts ports, final Traffic traffic, final int core) {
        final WarmUp.Outcome outcome = WarmUp.run(
            new RigServices(traffic).warmUp(), SchedulerRegistry.load(), ports.eal(), ports.pool(),
            new RigThread(core));
        if (!outcome.settled()) {
            throw BenchException.failed(outcome.toString());
        }
        return TimeUnit.NANOSECONDS.toMillis(outcome.elapsedNs());
    }

    /**
     * Waits until something has happened.
     *
     * @param what      for the message.
     * @param happened  whether it has.
     * @param timeoutMs how long to wait at most, in milliseconds.
     * @throws InterruptedException if the thread was interrupted.
     * @throws BenchException       if it did not happen in time.
     */
    public void await(final String what, final BooleanSupplier happened, final int timeoutMs)
        throws InterruptedException {
        final long start = System.nanoTime();
        while (!happened.getAsBoolean()) {
            requireHealth();
            if (System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(timeoutMs)) {
                throw BenchException.failed(what + ": not within " + timeoutMs + " ms; dropped so far: " + drops());
            }
            Thread.sleep(POLL_MS);
        }
    }

    /** Every flow has a connection, of TCP an established one, and wrr gave each real server what its weight says. */
    public void requireEstablished() {
        requireOpened();
        final long active = rig.active();
        if (!traffic.kind().isUdp() && active != traffic.flows()) {
            throw BenchException.failed(active + " connections of " + traffic.flows() + " are active");
        }
    }

    /**
     * Every flow opened one connection, no packet was dropped, and wrr gave each real server what its weight says.
     *
     * @throws BenchException if that is not so.
     */
    public void requireOpened() {
        if (rig.counters().drops() != 0) {
            throw BenchException.failed("packets were dropped while connections were opened: " + drops());
        }
        if (connectionsOpened() != traffic.flows()) {
            throw BenchException.failed(
                connectionsOpened() + " connections were opened by " + traffic.flows() + " flows");
        }
        if (!traffic.kind().isSnat()) {
            Shares.check(traffic, rig::opened);
        }
    }

    /**
     * Looks at frames that are transmitted.
     *
     * @param check what they have to be.
     * @param count how many.
     * @throws InterruptedException if the thread was interrupted.
     * @throws BenchException       if one is wrong, or none comes.
     */
    public void sample(final RewriteCheck check, final int count) throws InterruptedException {
        final List<byte[]> frames = txQueue.order(count).await(SAMPLE_TIMEOUT_MS);
        requireHealth();
        if (frames.isEmpty()) {
            throw BenchException.failed("nothing was transmitted; dropped so far: " + drops());
        }
        check.check(frames);
    }

    /**
     * Waits until the rate is stable, by processor time, which stays the same when something else runs in between.
     *
     * @param mostMs how long to wait at most, in milliseconds.
     * @throws InterruptedException if the thread was interrupted.
     */
    public void warmUp(final int mostMs) throws InterruptedException {
        final Stability stability = new Stability();
        boolean stable = false;
        int elapsedMs = 0;
        while (elapsedMs < mostMs && !(stable && elapsedMs >= MIN_WARM_UP_MS)) {
            stable = stability.isStableWith(measure(INTERVAL_MS).mppsPerCpuSecond());
            elapsedMs += INTERVAL_MS;
        }
    }

    /**
     * Measures while the worker goes on.
     *
     * @param milliseconds how long.
     * @return what it did meanwhile.
     * @throws InterruptedException if the thread was interrupted.
     */
    public Measurement measure(final int milliseconds) throws InterruptedException {
        final Measurement before = Measurement.soFar(rig.counters(), rig.thread());
        Thread.sleep(milliseconds);
        final Measurement after = Measurement.soFar(rig.counters(), rig.thread());
        requireHealth();
        return after.since(before);
    }

    /**
     * Changes the weight of a real server while the worker goes on, as the conductor does.
     *
     * @param server from 0.
     * @param weight its share of new connections.
     */
    public void weight(final int server, final int weight) {
        rig.weight(server, weight);
    }

    /**
     * What the worker's thread allocated.
     *
     * @return bytes on the heap so far.
     */
    public long allocatedBytes() {
        return rig.thread().allocatedBytes();
    }

    /**
     * Connections that were opened.
     *
     * @return how many so far.
     */
    public long connectionsOpened() {
        return rig.counters().get(WorkerCounter.CONNECTIONS_OPENED);
    }

    /**
     * What was dropped so far.
     *
     * @return packets by reason; only reasons that occurred.
     */
    public Map<String, Long> drops() {
        return Measurement.drops(rig.counters());
    }

    private void requireHealth() {
        final Throwable thrown = failure.get();
        if (thrown != null) {
            throw new IllegalStateException("the worker failed", thrown);
        }
    }

    /** Stops the worker; its counters can still be read. */
    public void stop() {
        if (!stopped) {
            stopped = true;
            runner.close();
        }
    }

    /** Stops the worker, if that was not done, and gives its memory back. */
    @Override
    public void close() {
        stop();
        rig.close();
        requireHealth();
    }
}
