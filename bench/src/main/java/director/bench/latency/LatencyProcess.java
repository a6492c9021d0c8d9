/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.latency;

import director.bench.load.Load;
import director.bench.load.PacedRxQueue;
import director.bench.load.StampingTxQueue;
import director.bench.rig.Measurement;
import director.bench.rig.PcapPorts;
import director.bench.rig.Primer;
import director.bench.rig.RewriteCheck;
import director.bench.rig.RigChild;
import director.bench.rig.RigRun;
import director.bench.rig.RigSettings;
import director.bench.rig.SamplingTxQueue;
import director.bench.rig.Traffic;
import director.bench.support.BenchException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The process in which latency is measured: peak rate first, then shares of it. */
final class LatencyProcess {
    /** Of the peak rate, in per cent. */
    static final List<Integer> SHARES = List.of(10, 50, 90);

    private static final int SAMPLE = 4_096;
    private static final int PRIMING_TIMEOUT_MS = 30_000;
    private static final int PEAK_MS = 1_000;
    private static final int REST_MS = 1_000;
    private static final int SETTLE_MS = 300;
    private static final int SLACK_MS = 10_000;
    private static final double MILLION = 1e6;

    private final RigSettings settings;
    private final RigRun run;
    private final PacedRxQueue rxQueue;

    private LatencyProcess(final RigSettings settings, final RigRun run, final PacedRxQueue rxQueue) {
        this.settings = settings;
        this.run = run;
        this.rxQueue = rxQueue;
    }

    /**
     * Measures once.
     *
     * @param arguments those of {@link RigChild}.
     * @throws Exception if anything is not as it has to be.
     */
    public static void main(final String[] arguments) throws Exception {
        RigChild.main(arguments, LatencyProcess::measure);
    }

    private static LatencyResult measure(final RigSettings settings) throws InterruptedException {
        final Traffic traffic = new Traffic(settings.measured());
        try (PcapPorts ports = new PcapPorts(settings)) {
            final StampingTxQueue stamps = new StampingTxQueue(ports.txQueue());
            final PacedRxQueue rxQueue =
                new PacedRxQueue(new Primer(traffic, ports.pool()), ports.rxQueue(0), stamps);
            final SamplingTxQueue txQueue = new SamplingTxQueue(stamps);
            try (RigRun run = new RigRun(ports, traffic, rxQueue, txQueue, settings.workerCore())) {
                run.start();
                run.await("opening of connections", rxQueue::isPrimed, PRIMING_TIMEOUT_MS);
                run.requireEstablished();
                run.sample(new RewriteCheck(traffic), SAMPLE);
                return new LatencyProcess(settings, run, rxQueue).measure();
            }
        }
    }

    private LatencyResult measure() throws InterruptedException {
        run.warmUp(settings.warmUpMs());
        // What is paced is compiled before it counts, and the rate is measured after that.
        under(new Load(run.measure(PEAK_MS).mpps() * MILLION / 2, 0, TimeUnit.SECONDS.toNanos(1), 1));
        rxQueue.load(null);
        run.measure(SETTLE_MS);
        final Measurement peak = run.measure(PEAK_MS);
        if (peak.packets() == 0) {
            throw BenchException.failed("nothing was transmitted");
        }
        rxQueue.rest(true);
        run.measure(REST_MS);
        final long allocatedBefore = run.allocatedBytes();
        final List<LatencyResult.Share> loads = new ArrayList<>();
        for (final int percent : SHARES) {
            final Load load = new Load(peak.mpps() * MILLION * percent / 100,
                TimeUnit.MILLISECONDS.toNanos(SETTLE_MS), TimeUnit.MILLISECONDS.toNanos(settings.measureMs()), 1);
            under(load);
            loads.add(new LatencyResult.Share(percent, load.outcome()));
        }
        return new LatencyResult(settings.measured(), peak.mpps(), rxQueue.idle(), loads,
            run.allocatedBytes() - allocatedBefore, run.drops());
    }

    private void under(final Load load) throws InterruptedException {
        rxQueue.load(load);
        run.await("load", load::isDone, settings.measureMs() + SLACK_MS);
    }
}
