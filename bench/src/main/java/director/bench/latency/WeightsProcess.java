/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.latency;

import director.bench.load.Load;
import director.bench.load.PacedRxQueue;
import director.bench.load.StampingTxQueue;
import director.bench.rig.PcapPorts;
import director.bench.rig.Primer;
import director.bench.rig.RewriteCheck;
import director.bench.rig.RigChild;
import director.bench.rig.RigRun;
import director.bench.rig.RigSettings;
import director.bench.rig.SamplingTxQueue;
import director.bench.rig.Traffic;
import director.dataplane.warmup.CompilerWatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** The process in which weights change under load: half the peak rate without changes, then with them. */
final class WeightsProcess {
    private static final int SAMPLE = 4_096;
    private static final int PRIMING_TIMEOUT_MS = 30_000;
    private static final int PEAK_MS = 1_000;
    private static final int SETTLE_MS = 300;
    private static final int SLACK_MS = 10_000;
    private static final int CHANGE_MS = 10;
    private static final int MOST_WEIGHT = 100;
    private static final double MILLION = 1e6;

    private final RigSettings settings;
    private final RigRun run;
    private final PacedRxQueue rxQueue;
    private final SplittableRandom random = new SplittableRandom(1);

    private WeightsProcess(final RigSettings settings, final RigRun run, final PacedRxQueue rxQueue) {
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
        RigChild.main(arguments, WeightsProcess::measure);
    }

    private static WeightsResult measure(final RigSettings settings) throws InterruptedException {
        final Traffic traffic = new Traffic(settings.measured());
        try (PcapPorts ports = new PcapPorts(settings)) {
            RigRun.warmUp(ports, traffic, settings.workerCore());
            final StampingTxQueue stamps = new StampingTxQueue(ports.txQueue());
            final PacedRxQueue rxQueue =
                new PacedRxQueue(new Primer(traffic, ports.pool()), ports.rxQueue(0), stamps);
            final SamplingTxQueue txQueue = new SamplingTxQueue(stamps);
            try (RigRun run = new RigRun(ports, traffic, rxQueue, txQueue, settings.workerCore())) {
                run.start();
                run.await("opening of connections", rxQueue::isPrimed, PRIMING_TIMEOUT_MS);
                run.requireEstablished();
                run.sample(new RewriteCheck(traffic), SAMPLE);
                return new WeightsProcess(settings, run, rxQueue).measure();
            }
        }
    }

    private WeightsResult measure() throws InterruptedException {
        final List<String> left = Collections.synchronizedList(new ArrayList<>());
        final CompilerWatch watch = new CompilerWatch(left::add);
        run.warmUp(settings.warmUpMs());
        final double half = run.measure(PEAK_MS).mpps() * MILLION / 2;
        under(load(half));
        final Load machine = load(half);
        rxQueue.imagine(machine);
        await(machine);
        final Load before = load(half);
        under(before);
        final Load during = load(half);
        watch.ready();
        rxQueue.load(during);
        int changes = 0;
        while (!during.isDone()) {
            run.weight(random.nextInt(settings.measured().servers()), 1 + random.nextInt(MOST_WEIGHT));
            changes++;
            Thread.sleep(CHANGE_MS);
        }
        watch.close();
        return new WeightsResult(
            settings.measured(), machine.outcome(), before.outcome(), during.outcome(), changes, run.drops(),
            List.copyOf(left));
    }

    private Load load(final double perSecond) {
        return new Load(perSecond, TimeUnit.MILLISECONDS.toNanos(SETTLE_MS),
            TimeUnit.MILLISECONDS.toNanos(settings.measureMs()), 1);
    }

    private void under(final Load load) throws InterruptedException {
        rxQueue.load(load);
        await(load);
    }

    private void await(final Load load) throws InterruptedException {
        run.await("load", load::isDone, settings.measureMs() + SLACK_MS);
    }
}
