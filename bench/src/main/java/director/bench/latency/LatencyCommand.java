/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.latency;

import director.bench.environment.Publication;
import director.bench.rig.Case;
import director.bench.rig.Cores;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * How long is a packet inside the director while it has little, some or much to do? Expected: little more than a duty
 * cycle takes, a few microseconds, and what the machine takes the processor away for.
 */
@Command(
    name = "latency",
    sortOptions = false,
    description = {
        "Measures the time of bursts inside the worker, from when their first packet is due until all of them are "
            + "transmitted, at 10, 50 and 90 %% of the peak rate, which is measured right before; and how many packets "
            + "are lost because 1024 wait. NAT of established TCP over IPv4, one service with 16 real servers.",
        "Packets come in equal intervals, whether the worker is ready or not: one that stops for a moment makes "
            + "packets wait, and that is counted. Needs root, two cores and huge pages, which it reserves for the time."
    })
public final class LatencyCommand implements Callable<Integer> {
    private static final int MOST_FLOWS = 2_000_000;
    /** Real servers say that they are there before each load, which is believed for half a minute. */
    private static final int MOST_SECONDS = 20;
    private static final int MS_PER_SECOND = 1_000;
    private static final double LEAST_SECONDS = 0.1;

    @Option(
        names = "--flows",
        paramLabel = "NUMBER",
        defaultValue = "4096",
        description = "Connections, 1 to 2000000 (default ${DEFAULT-VALUE}).")
    private int flows;

    @Option(
        names = "--seconds",
        paramLabel = "SECONDS",
        defaultValue = "5",
        description = "How long each load is measured: 0.1 to 20 (default ${DEFAULT-VALUE}).")
    private double seconds;

    @Mixin
    private Publication publication = new Publication();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Made by picocli. */
    public LatencyCommand() {
        // Nothing to prepare.
    }

    @Override
    public Integer call() throws IOException {
        require(flows >= 1 && flows <= MOST_FLOWS, "--flows " + flows + " is not in 1.." + MOST_FLOWS);
        require(seconds >= LEAST_SECONDS && seconds <= MOST_SECONDS,
            "--seconds " + seconds + " is not in 0.1.." + MOST_SECONDS);
        final Cores cores = Cores.require();
        final Latency latency = Latency.measure(
            Case.usual(flows, Case.ESTABLISHED), cores, (int) (seconds * MS_PER_SECOND));
        publication.publish("latency", latency.markdown(), latency.json());
        return 0;
    }

    private void require(final boolean holds, final String otherwise) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }
}
