/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import director.bench.rig.Measurement;
import director.bench.rig.PcapPorts;
import director.bench.rig.Primer;
import director.bench.rig.PrimingRxQueue;
import director.bench.rig.RealServers;
import director.bench.rig.RewriteCheck;
import director.bench.rig.RigChild;
import director.bench.rig.RigRun;
import director.bench.rig.RigSettings;
import director.bench.rig.SamplingTxQueue;
import director.bench.rig.Traffic;
import director.bench.support.BenchException;

/** The process in which packets of established connections are counted. */
final class EstablishedProcess {
    private static final int SAMPLE = 4_096;
    private static final int PRIMING_TIMEOUT_MS = 30_000;

    private EstablishedProcess() {
    }

    /**
     * Measures once.
     *
     * @param arguments those of {@link RigChild}.
     * @throws Exception if anything is not as it has to be.
     */
    public static void main(final String[] arguments) throws Exception {
        RigChild.main(arguments, EstablishedProcess::measure);
    }

    private static Measurement measure(final RigSettings settings) throws InterruptedException {
        final Traffic traffic = new Traffic(settings.measured());
        try (PcapPorts ports = new PcapPorts(settings)) {
            final Measurement measurement = measure(settings, traffic, ports);
            if (measurement.packets() == 0) {
                throw BenchException.failed("nothing was transmitted");
            }
            if (ports.lostMbufs() != 0) {
                throw BenchException.failed(ports.lostMbufs() + " mbufs did not come back");
            }
            return measurement;
        }
    }

    private static Measurement measure(final RigSettings settings, final Traffic traffic, final PcapPorts ports)
        throws InterruptedException {
        final SamplingTxQueue txQueue = new SamplingTxQueue(ports.txQueue());
        final PrimingRxQueue rxQueue = new PrimingRxQueue(new Primer(traffic, ports.pool()),
            RealServers.behind(txQueue, traffic, ports.pool()), ports.rxQueue(0));
        final RewriteCheck check = new RewriteCheck(traffic);
        try (RigRun run = new RigRun(ports, traffic, rxQueue, txQueue, settings.workerCore())) {
            run.start();
            run.await("opening of connections", rxQueue::isPrimed, PRIMING_TIMEOUT_MS);
            run.requireEstablished();
            run.sample(check, SAMPLE);
            run.warmUp(settings.warmUpMs());
            final Measurement measurement = run.measure(settings.measureMs());
            run.sample(check, SAMPLE);
            return measurement;
        }
    }
}
