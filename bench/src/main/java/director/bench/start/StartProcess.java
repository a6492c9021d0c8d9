/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.start;

import director.bench.load.Load;
import director.bench.load.PacedRxQueue;
import director.bench.load.StampingTxQueue;
import director.bench.rig.PcapPorts;
import director.bench.rig.Primer;
import director.bench.rig.RigChild;
import director.bench.rig.RigRun;
import director.bench.rig.RigSettings;
import director.bench.rig.SamplingTxQueue;
import director.bench.rig.Traffic;
import director.bindings.NativeMemory;
import director.dataplane.warmup.CompilerWatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The process that is new: what paces packets is exercised, the director warms up as it does before it opens its ports,
 * real servers answer ARP, and then packets come.
 */
final class StartProcess {
    private static final int SLACK_MS = 30_000;
    private static final int SETTLE_MS = 100;

    private StartProcess() {
    }

    /**
     * Measures once.
     *
     * @param arguments those of {@link RigChild}.
     * @throws Exception if anything is not as it has to be.
     */
    public static void main(final String[] arguments) throws Exception {
        RigChild.main(arguments, StartProcess::measure);
    }

    private static StartResult measure(final RigSettings settings) throws InterruptedException {
        final Traffic traffic = new Traffic(settings.measured());
        try (PcapPorts ports = new PcapPorts(settings)) {
            exercise(new Queues(settings, traffic, ports));
            final List<String> left = Collections.synchronizedList(new ArrayList<>());
            final CompilerWatch watch = new CompilerWatch(left::add);
            final long warmUpMs = RigRun.warmUp(ports, traffic, settings.workerCore());
            final Queues queues = new Queues(settings, traffic, ports);
            try (RigRun run = new RigRun(ports, traffic, queues.rxQueue, queues.txQueue, settings.workerCore())) {
                watch.ready();
                run.start();
                run.await("load", queues.load::isDone, settings.measureMs() + SLACK_MS);
                watch.close();
                queues.rxQueue.imagine(queues.machine);
                run.await("load", queues.machine::isDone, settings.measureMs() + SLACK_MS);
                run.stop();
                return new StartResult(warmUpMs, queues.load.outcome(), queues.machine.outcome(),
                    run.connectionsOpened(), run.drops(), List.copyOf(left), List.copyOf(watch.compiledMethods()));
            }
        }
    }

    /** Has the compiler compile what paces packets, so that only the director is new. */
    private static void exercise(final Queues queues) {
        final long mbufs = NativeMemory.allocate((long) RigSettings.BURST * Long.BYTES, Long.BYTES);
        while (!queues.load.isDone()) {
            queues.txQueue.burst(mbufs, queues.rxQueue.burst(mbufs, RigSettings.BURST));
        }
        NativeMemory.free(mbufs);
    }

    /** Between the ports and the director. */
    private static final class Queues {
        private final Load load;
        private final Load machine;
        private final PacedRxQueue rxQueue;
        private final SamplingTxQueue txQueue;

        private Queues(final RigSettings settings, final Traffic traffic, final PcapPorts ports) {
            load = new Load(
                settings.perSecond(), 0, TimeUnit.MILLISECONDS.toNanos(settings.measureMs()), Start.PARTS);
            machine = new Load(settings.perSecond(), TimeUnit.MILLISECONDS.toNanos(SETTLE_MS),
                TimeUnit.MILLISECONDS.toNanos(settings.measureMs()), 1);
            final StampingTxQueue stamping = new StampingTxQueue(ports.txQueue());
            rxQueue = new PacedRxQueue(new Primer(traffic, ports.pool()),
                new RelayRxQueue(ports.rxQueue(0), traffic.flows(), ports.rxQueue(1)), stamping);
            rxQueue.load(load);
            txQueue = new SamplingTxQueue(stamping);
        }
    }
}
