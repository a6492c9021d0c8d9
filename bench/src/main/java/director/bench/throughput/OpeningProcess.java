/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import director.bench.rig.Measurement;
import director.bench.rig.PcapPorts;
import director.bench.rig.Primer;
import director.bench.rig.RewriteCheck;
import director.bench.rig.RigChild;
import director.bench.rig.RigRun;
import director.bench.rig.RigSettings;
import director.bench.rig.SamplingTxQueue;
import director.bench.rig.Stability;
import director.bench.rig.Traffic;
import director.bench.support.BenchException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The process in which opening connections is measured. Each turn opens every flow once, in a new worker with an empty
 * table, which grows meanwhile; what the JIT compiled stays from turn to turn.
 */
final class OpeningProcess {
    private static final int SAMPLE = 4_096;
    private static final int TURN_TIMEOUT_MS = 60_000;
    private static final int MOST_TURNS = 200;

    private final RigSettings settings;
    private final Traffic traffic;
    private final PcapPorts ports;

    private OpeningProcess(final RigSettings settings, final PcapPorts ports) {
        this.settings = settings;
        this.traffic = new Traffic(settings.measured());
        this.ports = ports;
    }

    /**
     * Measures once.
     *
     * @param arguments those of {@link RigChild}.
     * @throws Exception if anything is not as it has to be.
     */
    public static void main(final String[] arguments) throws Exception {
        RigChild.main(arguments, settings -> {
            try (PcapPorts ports = new PcapPorts(settings)) {
                return new OpeningProcess(settings, ports).run();
            }
        });
    }

    private Measurement run() throws InterruptedException {
        turn(true);
        warmUp();
        final Measurement measurement = measure();
        turn(true);
        return measurement;
    }

    private void warmUp() throws InterruptedException {
        final Stability stability = new Stability();
        final long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.warmUpMs());
        boolean stable = false;
        while (!stable && System.nanoTime() - endNs < 0) {
            stable = stability.isStableWith(turn(false).mppsPerCpuSecond());
        }
    }

    /** As many turns as the time takes, at least one. */
    private Measurement measure() throws InterruptedException {
        Measurement sum = turn(false);
        for (int turns = 1; turns < MOST_TURNS
            && sum.wallNs() < TimeUnit.MILLISECONDS.toNanos(settings.measureMs()); turns++) {
            final Measurement next = turn(false);
            sum = sum.and(next);
        }
        return sum;
    }

    /** Opens every flow once. Looking at frames costs time, so that such a turn is good for nothing else. */
    private Measurement turn(final boolean look) throws InterruptedException {
        final OpeningRxQueue rxQueue =
            new OpeningRxQueue(new Primer(traffic, ports.pool()), ports.rxQueue(0), traffic.flows());
        final SamplingTxQueue txQueue = new SamplingTxQueue(ports.txQueue());
        final SamplingTxQueue.Sample sample = look ? txQueue.order(Math.min(SAMPLE, traffic.flows())) : null;
        try (RigRun run = new RigRun(ports, traffic, rxQueue, txQueue, settings.workerCore())) {
            run.start();
            run.await("opening of connections", rxQueue::isDone, TURN_TIMEOUT_MS);
            run.stop();
            run.requireOpened();
            if (sample != null) {
                look(sample.await(0));
            }
        }
        if (ports.lostMbufs() != 0) {
            throw BenchException.failed(ports.lostMbufs() + " mbufs did not come back");
        }
        return new Measurement(
            traffic.flows(), rxQueue.wallNs(), rxQueue.cpuNs(), rxQueue.allocatedBytes(), Map.of());
    }

    private void look(final List<byte[]> frames) {
        if (frames.isEmpty()) {
            throw BenchException.failed("fewer packets were transmitted than received");
        }
        new RewriteCheck(traffic).check(frames);
    }
}
