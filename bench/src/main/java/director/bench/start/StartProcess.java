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
import java.util.concurrent.TimeUnit;

/**
 * The process that is new: nothing runs before packets come, but for ARP of the real servers. The queue that paces
 * packets is Java that is new, too, and costs the director what it takes.
 */
final class StartProcess {
    private static final int SLACK_MS = 30_000;

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
        final Load load = new Load(
            settings.perSecond(), 0, TimeUnit.MILLISECONDS.toNanos(settings.measureMs()), Start.PARTS);
        try (PcapPorts ports = new PcapPorts(settings)) {
            final StampingTxQueue txQueue = new StampingTxQueue(ports.txQueue());
            final PacedRxQueue rxQueue = new PacedRxQueue(new Primer(traffic, ports.pool()),
                new RelayRxQueue(ports.rxQueue(0), traffic.flows(), ports.rxQueue(1)), txQueue);
            rxQueue.load(load);
            try (RigRun run =
                new RigRun(ports, traffic, rxQueue, new SamplingTxQueue(txQueue), settings.workerCore())) {
                run.await("load", load::isDone, settings.measureMs() + SLACK_MS);
                run.stop();
                return new StartResult(load.outcome(), run.connectionsOpened(), run.drops());
            }
        }
    }
}
