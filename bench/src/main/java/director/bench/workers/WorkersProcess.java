/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.workers;

import director.bench.rig.Division;
import director.bench.rig.Measurement;
import director.bench.rig.PcapPorts;
import director.bench.rig.Primer;
import director.bench.rig.PrimingRxQueue;
import director.bench.rig.RigChild;
import director.bench.rig.RigSettings;
import director.bench.rig.Stability;
import director.bench.rig.Team;
import director.bench.rig.Traffic;
import director.bench.support.BenchException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The process that measures: both workers warm up side by side, then they take turns with packets and without. */
final class WorkersProcess {
    private static final int TURNS = 5;
    private static final int PRIMING_MS = 30_000;
    private static final int POLL_MS = 1;
    private static final int INTERVAL_MS = 250;
    /** Until what was received is forwarded. */
    private static final int SETTLE_MS = 20;

    private WorkersProcess() {
    }

    /**
     * Measures once.
     *
     * @param arguments those of {@link RigChild}.
     * @throws Exception if anything is not as it has to be.
     */
    public static void main(final String[] arguments) throws Exception {
        RigChild.main(arguments, WorkersProcess::measure);
    }

    private static WorkersResult measure(final RigSettings settings) throws InterruptedException {
        final Traffic traffic = new Traffic(settings.measured());
        final List<Integer> cores = List.of(settings.workerCore(), settings.controlCore());
        final Division division = new Division(traffic, cores.size());
        final List<PrimingRxQueue> queues = new ArrayList<>();
        try (PcapPorts ports = new PcapPorts(settings)) {
            for (int i = 0; i < cores.size(); i++) {
                queues.add(new PrimingRxQueue(
                    new Primer(traffic, ports.pool(i), division.priming(i)), ports.rxQueue(i)));
            }
            final List<Gate> gates = queues.stream().map(Gate::new).toList();
            try (Team team = new Team(ports, traffic, division, List.copyOf(gates), cores)) {
                awaitPriming(queues);
                team.requireOpened(traffic.flows());
                final long handedOver = team.handedOver();
                warmUp(team, settings.warmUpMs());
                final List<Turn> turns = new ArrayList<>();
                for (int i = 0; i < TURNS; i++) {
                    turns.add(turn(team, gates, settings.measureMs()));
                }
                team.requireOpened(traffic.flows());
                if (team.handedOver() != handedOver) {
                    throw BenchException.failed(team.handedOver() - handedOver
                        + " packets were handed over, which each worker was to have of its own");
                }
                return new WorkersResult(turns);
            }
        }
    }

    private static void awaitPriming(final List<PrimingRxQueue> queues) throws InterruptedException {
        final long start = System.nanoTime();
        while (!queues.stream().allMatch(PrimingRxQueue::isPrimed)) {
            if (System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(PRIMING_MS)) {
                throw BenchException.failed("connections were not opened within " + PRIMING_MS + " ms");
            }
            Thread.sleep(POLL_MS);
        }
    }

    private static void warmUp(final Team team, final int mostMs) throws InterruptedException {
        final Stability stability = new Stability();
        boolean stable = false;
        for (int elapsedMs = 0; elapsedMs < mostMs && !stable; elapsedMs += INTERVAL_MS) {
            stable = stability.isStableWith(
                team.measure(INTERVAL_MS).stream().mapToDouble(Measurement::mppsPerCpuSecond).sum());
        }
    }

    private static Turn turn(final Team team, final List<Gate> gates, final int milliseconds)
        throws InterruptedException {
        final List<Measurement> alone = new ArrayList<>();
        for (int i = 0; i < gates.size(); i++) {
            final Gate chosen = gates.get(i);
            gates.forEach(gate -> gate.open(gate == chosen));
            Thread.sleep(SETTLE_MS);
            alone.add(team.measure(milliseconds).get(i));
        }
        gates.forEach(gate -> gate.open(true));
        Thread.sleep(SETTLE_MS);
        return new Turn(team.measure(milliseconds), alone);
    }
}
